/** Brings what the history says up to date: the whole log once, then the commits since. */
import type { Transaction } from 'kysely';
import { z } from 'zod';
import { OpsmithError } from '../../errors/index.ts';
import { createGit, type Git } from '../../host/index.ts';
import type { Database, Store } from '../../store/index.ts';
import { stampsOf } from '../code/file-rows.ts';
import type { UpdateCodeOptions } from '../code/update-code.ts';
import { readLog } from './read-log.ts';
import { type Cochange, type FileHistory, HistoryTally } from './tally.ts';

/** What is known of a root's history. */
export const HistoryState = z.object({
  /** The commit up to which it was read; null where there is no history. */
  head: z.string().nullable(),
  commits: z.number(),
  /** What a person should know: no git, a shallow clone, a limit that was reached. */
  note: z.string().nullable(),
});
export type HistoryState = z.infer<typeof HistoryState>;

/** Older commits are left out. */
const mostCommits = 20_000;
const rowsAtOnce = 300;
/** Of more new files, that they were there before is taken for granted. */
const mostAsked = 500;

const Authors = z.record(z.string(), z.tuple([z.number(), z.number()]));

/**
 * Reads the commits since the last time; all of them, where those tell too little of a file: one was renamed, or one of `added` was there before.
 *
 * @throws InterruptedError when the signal fires
 */
export async function updateHistory(
  { store, root, signal, onProgress }: UpdateCodeOptions,
  added: readonly string[] = [],
): Promise<HistoryState> {
  const before = await historyState(store, root);
  let git: Git;
  try {
    git = await createGit({ folder: root, signal });
  } catch (thrown) {
    if (!(thrown instanceof OpsmithError) || thrown.code === 'interrupted') throw thrown;
    return keepState(store, root, noHistory('Git is not to be had here, so nothing is known of changes.'));
  }
  const head = await headOf(git);
  if (head === null)
    return keepState(store, root, noHistory('No Git history is here, so nothing is known of changes.'));
  const isBack = before?.head != null && (await wereThere(git, before.head, added));
  if (before?.head === head && !isBack) return before;

  const ids = new Map((await stampsOf(store, root)).map(({ path, id }) => [path, id]));
  const read = async (range: string) => {
    const tally = new HistoryTally((path) => ids.get(path));
    const renames = await readLog(git, { range, limit: mostCommits }, (commit) => {
      tally.add(commit);
      if (tally.commits % 500 === 0)
        onProgress?.({ phase: 'history', done: tally.commits, total: mostCommits });
    });
    return { tally, renames };
  };
  const isNext = before?.head != null && !isBack && (await isAncestor(git, before.head, head));
  const since = isNext ? await read(`${before.head}..${head}`) : null;
  const goesOn = since !== null && since.renames === 0;
  const { tally } = goesOn ? since : await read(head);
  const notes = [
    ...((await isShallow(git))
      ? [
          'This is a shallow clone: only a part of the history is known (`git fetch --unshallow` gets the rest).',
        ]
      : []),
    ...(tally.commits >= mostCommits ? [`Only the latest ${mostCommits} commits were read.`] : []),
  ];
  const state: HistoryState = {
    head,
    commits: tally.commits + (goesOn ? (before?.commits ?? 0) : 0),
    note: notes.length === 0 ? null : notes.join(' '),
  };
  await store.database.transaction().execute(async (transaction) => {
    // Written first: a transaction that reads before it writes fails where another process writes in between.
    await transaction
      .updateTable('knowledge_state')
      .set((update) => ({ body: update.ref('body') }))
      .where('root', '=', root)
      .execute();
    // Another process may have been here in the meantime; what it wrote is as good.
    const now = await stateIn(transaction, root);
    if (now?.head !== before?.head) return;
    if (!goesOn) await forget(transaction, root);
    await writeFiles(transaction, tally.files);
    await writePairs(transaction, [...tally.cochanges()]);
    await writeState(transaction, root, state);
  });
  return state;
}

export async function historyState(store: Store, root: string): Promise<HistoryState | null> {
  return stateIn(store.database, root);
}

async function stateIn(
  database: Pick<Transaction<Database>, 'selectFrom'>,
  root: string,
): Promise<HistoryState | null> {
  const row = await database
    .selectFrom('knowledge_state')
    .select('body')
    .where('root', '=', root)
    .executeTakeFirst();
  return row === undefined ? null : (HistoryState.safeParse(JSON.parse(row.body)).data ?? null);
}

async function writeState(
  database: Pick<Transaction<Database>, 'insertInto'>,
  root: string,
  state: HistoryState,
): Promise<void> {
  const body = JSON.stringify(state);
  await database
    .insertInto('knowledge_state')
    .values({ root, body })
    .onConflict((conflict) => conflict.column('root').doUpdateSet({ body }))
    .execute();
}

async function keepState(store: Store, root: string, state: HistoryState): Promise<HistoryState> {
  await writeState(store.database, root, state);
  return state;
}

function noHistory(note: string): HistoryState {
  return { head: null, commits: 0, note };
}

async function headOf(git: Git): Promise<string | null> {
  const { status, stdout } = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], {
    allowed: [0, 1, 128],
  });
  return status === 0 ? stdout.toString('utf8').trim() : null;
}

async function isAncestor(git: Git, older: string, newer: string): Promise<boolean> {
  const { status } = await git.run(['merge-base', '--is-ancestor', older, newer], { allowed: [0, 1, 128] });
  return status === 0;
}

/** Whether an older commit touched one of these paths: a file that is back, or that another branch has. */
async function wereThere(git: Git, upTo: string, paths: readonly string[]): Promise<boolean> {
  if (paths.length === 0) return false;
  if (paths.length > mostAsked) return true;
  const { stdout } = await git.run(
    ['--literal-pathspecs', 'log', '-1', '--format=%H', upTo, '--', ...paths],
    { allowed: [0, 128] },
  );
  return stdout.length > 0;
}

async function isShallow(git: Git): Promise<boolean> {
  const { stdout } = await git.run(['rev-parse', '--is-shallow-repository'], { allowed: [0, 128] });
  return stdout.toString('utf8').trim() === 'true';
}

async function forget(transaction: Transaction<Database>, root: string): Promise<void> {
  const files = transaction.selectFrom('knowledge_files').select('id').where('root', '=', root);
  await transaction.deleteFrom('knowledge_history').where('file', 'in', files).execute();
  await transaction.deleteFrom('knowledge_cochanges').where('first', 'in', files).execute();
}

async function writeFiles(
  transaction: Transaction<Database>,
  files: ReadonlyMap<number, FileHistory>,
): Promise<void> {
  const all = [...files];
  for (let at = 0; at < all.length; at += rowsAtOnce) {
    const part = all.slice(at, at + rowsAtOnce);
    const known = new Map(
      (
        await transaction
          .selectFrom('knowledge_history')
          .selectAll()
          .where(
            'file',
            'in',
            part.map(([id]) => id),
          )
          .execute()
      ).map((row) => [row.file, row]),
    );
    const rows = part.map(([file, history]) => {
      const old = known.get(file);
      const authors = { ...(old === undefined ? {} : Authors.parse(JSON.parse(old.authors))) };
      for (const [name, { commits, lastMs }] of history.authors) {
        const [commitsBefore = 0, lastBefore = 0] = authors[name] ?? [];
        authors[name] = [commitsBefore + commits, Math.max(lastBefore, lastMs)];
      }
      const firstAt = new Date(history.firstMs).toISOString();
      const lastAt = new Date(history.lastMs).toISOString();
      return {
        file,
        commits: history.commits + (old?.commits ?? 0),
        added: history.added + (old?.added ?? 0),
        removed: history.removed + (old?.removed ?? 0),
        first_at: old === undefined || firstAt < old.first_at ? firstAt : old.first_at,
        last_at: old === undefined || lastAt > old.last_at ? lastAt : old.last_at,
        authors: JSON.stringify(authors),
      };
    });
    await transaction
      .deleteFrom('knowledge_history')
      .where(
        'file',
        'in',
        part.map(([id]) => id),
      )
      .execute();
    await transaction.insertInto('knowledge_history').values(rows).execute();
  }
}

async function writePairs(transaction: Transaction<Database>, pairs: readonly Cochange[]): Promise<void> {
  for (let at = 0; at < pairs.length; at += rowsAtOnce)
    await transaction
      .insertInto('knowledge_cochanges')
      .values(
        pairs.slice(at, at + rowsAtOnce).map(({ first, second, commits, lastMs }) => ({
          first,
          second,
          commits,
          last_at: new Date(lastMs).toISOString(),
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['first', 'second']).doUpdateSet((update) => ({
          commits: update('knowledge_cochanges.commits', '+', update.ref('excluded.commits')),
          last_at: update.ref('excluded.last_at'),
        })),
      )
      .execute();
}
