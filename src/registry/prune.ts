import type { Dirent } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Database } from '../store/index.ts';
import { temporaryPrefix } from './artifacts/write-atomically.ts';
import { deleteVersion } from './delete-version.ts';
import type { ModelVersion } from './model-version.ts';
import { modelNames, readVersions } from './read-versions.ts';
import { type Doing, type RegistryContext, write } from './registry-context.ts';
import { foldHistory } from './stages/live-at.ts';

export interface PruneOptions extends Doing {
  /** Of each model, versions beyond so many of the newest are deleted unless they are in use. Left out: none is. */
  keep?: number | undefined;
  /** Only say what would go. */
  dryRun?: boolean | undefined;
}

/** What went, or would go. */
export interface PruneReport {
  /** `NAME@VERSION` of each version that was deleted. */
  versions: string[];
  /** Versions beyond the newest that stay, and why. */
  kept: { id: string; why: string }[];
  /** Files of artifacts that no version needs any more. */
  files: number;
  bytes: number;
  /** Of those, how many stay for now, since they were written within the last hour. */
  young: number;
}

/** Files that no version names stay for so long: another process may be about to register them. Milliseconds. */
const graceMs = 60 * 60 * 1_000;

/**
 * Takes away old versions, and the files that no version needs. What is in production or staging, has an alias, was in production before, or is
 * what another version was made from stays.
 */
export async function prune(
  context: RegistryContext,
  { keep, dryRun = false, actor, reason }: PruneOptions,
): Promise<PruneReport> {
  const { store } = context;
  const kept: PruneReport['kept'] = [];
  const going: ModelVersion[] = [];
  if (keep !== undefined)
    for (const model of await modelNames(store.database)) {
      const reasons = await reasonsToKeep(context, model);
      for (const version of (await readVersions(store.database, { model })).slice(keep)) {
        const why = reasons.get(version.version);
        if (why === undefined) going.push(version);
        else kept.push({ id: version.id, why });
      }
    }
  if (!dryRun)
    for (const { id } of going)
      await deleteVersion(context, {
        reference: id,
        actor,
        reason: reason ?? `only the newest ${keep} are kept`,
      });
  const without = new Set(dryRun ? going.map(({ id }) => id) : []);
  const found = dryRun
    ? await garbage(context, store.database, without)
    : await write(context, undefined, async (transaction) => {
        // While the lock is held nobody registers what is looked at here.
        const all = await garbage(context, transaction, without);
        for (const { path, isYoung } of all) if (!isYoung) await rm(path, { recursive: true, force: true });
        return all;
      });
  const removed = found.filter(({ isYoung }) => !isYoung);
  return {
    versions: going.map(({ id }) => id),
    kept,
    files: removed.length,
    bytes: removed.reduce((sum, { bytes }) => sum + bytes, 0),
    young: found.length - removed.length,
  };
}

async function reasonsToKeep({ store, audit }: RegistryContext, model: string): Promise<Map<string, string>> {
  const reasons = new Map<string, string>();
  const { lived } = foldHistory(await audit.list({ model }));
  for (const version of lived) reasons.set(version, 'it was in production before: a way back leads to it');
  const parents = await store.database
    .selectFrom('lineage_edges')
    .select(['source', 'target'])
    .where('relation', '=', 'parent of')
    .execute();
  for (const { version, id, stage, aliases } of await readVersions(store.database, { model })) {
    const child = parents.find(({ source }) => source === `model:${id}`)?.target;
    if (child !== undefined) reasons.set(version, `${child.slice('model:'.length)} was made from it`);
    if (aliases.length > 0) reasons.set(version, `it is called @${aliases[0]}`);
    if (stage === 'production' || stage === 'staging') reasons.set(version, `it is in ${stage}`);
  }
  return reasons;
}

interface Garbage {
  path: string;
  bytes: number;
  /** It may be of what is being registered: it stays for now. */
  isYoung: boolean;
}

/** Files that no version names, and what killed processes left. */
async function garbage(
  { folder, blobs, clock }: RegistryContext,
  database: Kysely<Database>,
  without: ReadonlySet<string>,
): Promise<Garbage[]> {
  const needed = (await readVersions(database)).filter(({ id }) => !without.has(id));
  const files = new Set(needed.flatMap(({ artifact }) => artifact.files.map(({ sha256 }) => sha256)));
  const artifacts = new Set(needed.map(({ artifact }) => artifact.sha256));
  const isUnneeded = (entry: Dirent) =>
    entry.isFile() && (entry.name.startsWith(temporaryPrefix) || !files.has(entry.name));
  const candidates = [
    ...(await entriesIn(blobs.folder, true)).filter(isUnneeded),
    ...(await entriesIn(join(folder, 'unpacked'), false)).filter(({ name }) => !artifacts.has(name)),
    ...(await entriesIn(folder, false)).filter(({ name }) => name.startsWith(temporaryPrefix)),
  ];
  const found: Garbage[] = [];
  for (const entry of candidates) {
    const path = join(entry.parentPath, entry.name);
    const { mtimeMs, size } = await stat(path);
    const isYoung = clock().getTime() - mtimeMs < graceMs;
    found.push({ path, bytes: entry.isFile() ? size : 0, isYoung });
  }
  return found;
}

async function entriesIn(folder: string, recursive: boolean): Promise<Dirent[]> {
  try {
    return await readdir(folder, { recursive, withFileTypes: true });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw thrown;
  }
}
