import { resolve } from 'node:path';
import type { RunStatus } from '../observe/index.ts';
import { newRunId, type Store } from '../store/index.ts';
import { codeVersionOf } from './code-version.ts';
import { fingerprintFile } from './fingerprint.ts';
import { guarded } from './guard.ts';
import { packageVersions, thisMachine } from './machine.ts';
import type { CodeVersion, DataFacts } from './record.ts';
import { checkedName, flatten, numberOf, textOf } from './values.ts';

/** What a run begins with. */
export interface StartOptions {
  /** What the experiment is called; many runs may share it. */
  name: string;
  /** What is done: `training`, `candidate`, `import`, … */
  kind?: string;
  /** The id of the crew's run that does it; a new one when left out. A run that is there already goes on. */
  run?: string;
  /** Id of the run that this one is part of. */
  parent?: string;
  /** Nested objects become names with dots. */
  parameters?: Readonly<Record<string, unknown>>;
  tags?: Readonly<Record<string, string>>;
  /** Its facts, or only a path, whose content is then hashed. */
  data?: DataFacts | { path: string; rows?: number; columns?: number; target?: string };
  seed?: number | string | bigint;
  /** Folder whose git commit counts; that of the process when left out. */
  folder?: string;
  /** What is known of the commit already; else git is asked. */
  code?: CodeVersion | null;
  /** What would run it again. */
  command?: string;
  /** ISO 8601 in UTC; now when left out. For what is written down after it was done. */
  startedAt?: string;
  /** Added to what is found by itself. */
  versions?: Readonly<Record<string, string>>;
}

/** Writes a run's beginning, and gives its id. What is there already stays as it was and is `running` again. */
export async function writeStart(store: Store, options: StartOptions): Promise<string> {
  const { name, kind = 'run', run: id = newRunId(), parent = null, seed } = options;
  const folder = resolve(options.folder ?? '.');
  const parameters = flatten(options.parameters ?? {});
  const tags = Object.fromEntries(
    Object.entries(options.tags ?? {}).map(([tag, value]) => [checkedName(tag), String(value)]),
  );
  checkedName(name);
  const [code, data] = await Promise.all([
    options.code === undefined ? codeVersionOf(folder) : options.code,
    dataFactsOf(options.data),
  ]);
  const versions = { ...packageVersions(), ...options.versions };
  const about = {
    data,
    branch: code?.branch ?? null,
    versions,
    machine: thisMachine(),
    folder,
    command: options.command ?? null,
  };
  await guarded(store.path, () =>
    store.database.transaction().execute(async (transaction) => {
      const row = {
        id,
        name,
        kind,
        parent,
        status: 'running' satisfies RunStatus,
        started_at: options.startedAt ?? new Date().toISOString(),
        ended_at: null,
        seed: seed === undefined ? null : String(seed),
        data_fingerprint: data?.fingerprint ?? null,
        code_commit: code?.commit ?? null,
        code_dirty: code === null ? null : Number(code.isDirty),
        about: JSON.stringify(about),
        summary: JSON.stringify({ parameters, metrics: {}, tags }),
      };
      const { numInsertedOrUpdatedRows } = await transaction
        .insertInto('experiments')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows === 0n) {
        await transaction
          .updateTable('experiments')
          .set({ status: 'running', ended_at: null })
          .where('id', '=', id)
          .execute();
        return;
      }
      const rows = Object.entries(parameters).map(([parameter, value]) => ({
        run: id,
        name: parameter,
        value: textOf(value),
        number: numberOf(value),
      }));
      await insertAll(rows, (some) => transaction.insertInto('experiment_parameters').values(some).execute());
      const tagRows = Object.entries(tags).map(([tag, value]) => ({ run: id, name: tag, value }));
      await insertAll(tagRows, (some) => transaction.insertInto('experiment_tags').values(some).execute());
    }),
  );
  return id;
}

/** SQLite takes at most 32,766 variables in one statement. */
async function insertAll<Row>(
  rows: readonly Row[],
  insert: (some: Row[]) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < rows.length; from += 2_000) await insert(rows.slice(from, from + 2_000));
}

async function dataFactsOf(data: StartOptions['data']): Promise<DataFacts | null> {
  if (data === undefined) return null;
  if ('fingerprint' in data) return { ...data };
  const { sha256 } = await fingerprintFile(data.path);
  return { ...data, path: resolve(data.path), fingerprint: sha256 };
}

/** What the `about` column holds. */
export interface About {
  data: DataFacts | null;
  branch: string | null;
  versions: Record<string, string>;
  machine: ReturnType<typeof thisMachine>;
  folder: string;
  command: string | null;
}
