import { OpsmithError } from '../errors/index.ts';
import type { Stage } from './model-version.ts';
import { readVersions, type VersionFilter } from './read-versions.ts';
import type { RegistryContext } from './registry-context.ts';
import { foldHistory } from './stages/live-at.ts';

/** What reading every file of versions, and their history, gave. */
export interface FilesReport {
  ok: boolean;
  versions: number;
  /** Different files; what versions share is read once. */
  files: number;
  bytes: number;
  problems: { id: string; path: string | null; code: string; message: string }[];
}

/** Reads every file of the versions against its hash, and their stages against their history. */
export async function verifyFiles(
  context: RegistryContext,
  filter: VersionFilter = {},
): Promise<FilesReport> {
  const { blobs, store, audit } = context;
  const report: FilesReport = { ok: true, versions: 0, files: 0, bytes: 0, problems: [] };
  const checked = new Map<string, OpsmithError | null>();
  const histories = new Map<string, ReadonlyMap<string, Stage>>();
  for (const { id, model, version, stage, artifact } of await readVersions(store.database, filter)) {
    report.versions += 1;
    for (const { path, sha256, bytes } of artifact.files) {
      if (!checked.has(sha256)) {
        checked.set(sha256, await problemOf(() => blobs.check(sha256)));
        report.files += 1;
        report.bytes += bytes;
      }
      const problem = checked.get(sha256);
      if (problem) report.problems.push({ id, path, code: problem.code, message: problem.message });
    }
    const stages = histories.get(model) ?? foldHistory(await audit.list({ model })).stages;
    histories.set(model, stages);
    const said = stages.get(version) ?? null;
    if (said !== stage)
      report.problems.push({
        id,
        path: null,
        code: 'stage-altered',
        message: `${id} stands as ${stage ?? 'in no stage'}, but by its history it is ${said ?? 'in none'}: the database was changed by something else than opsmith.`,
      });
  }
  report.ok = report.problems.length === 0;
  return report;
}

async function problemOf(work: () => Promise<void>): Promise<OpsmithError | null> {
  try {
    await work();
    return null;
  } catch (thrown) {
    if (thrown instanceof OpsmithError) return thrown;
    throw thrown;
  }
}
