/** The rows of files: read, and written a file at a time, so that two processes never leave half a file behind. */
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Outline, OutlineOutcome } from '../../code/index.ts';
import type { Database, Store } from '../../store/index.ts';
import { decodeLinks, encodeLinks, encodeOutline, type Links } from './encoded-outline.ts';
import { hashName, moduleNamesOf, NameRole, namesOf } from './names.ts';

export type FileStampRow = {
  id: number;
  path: string;
  size: number;
  mtime_ms: number;
  ctime_ms: number;
  ino: number;
  read_at_ms: number;
  reader: number;
};

type Stamp = Extract<OutlineOutcome, { outline: Outline }>['stamp'];

/** Goes up with each change of what is read of a file, or of how names are bound: what another version read is read again. */
export const readerVersion = 3;
const rowsAtOnce = 500;

/** Before links that are out of date: their dates are still wanted. */
const openMark = '?';
const reopened = sql<string | null>`${openMark} || links`;

/** What is known of the files of a root, without their contents. */
export async function stampsOf(store: Store, root: string): Promise<FileStampRow[]> {
  return store.database
    .selectFrom('knowledge_files')
    .select(['id', 'path', 'size', 'mtime_ms', 'ctime_ms', 'ino', 'read_at_ms', 'reader'])
    .where('root', '=', root)
    .execute();
}

export interface ReadFile {
  path: string;
  outline: Outline;
  stamp: Stamp;
  isNew: boolean;
}

/** Writes files as they were read, and marks those that mention a name that came or went; `isFirst`: there are none. */
export async function writeOutlines(
  store: Store,
  root: string,
  files: readonly ReadFile[],
  { at, isFirst }: { at: string; isFirst: boolean },
): Promise<void> {
  await store.database.transaction().execute(async (transaction) => {
    const used = new Set<number>();
    for (const { path, outline, stamp } of files) {
      const { size, mtimeMs, ctimeMs, ino, readAtMs } = stamp;
      const values = {
        language: outline.language,
        size,
        mtime_ms: mtimeMs,
        ctime_ms: ctimeMs,
        ino,
        read_at_ms: readAtMs,
        reader: readerVersion,
        sloc: outline.sloc,
        cyclomatic: outline.cyclomatic,
        cognitive: outline.cognitive,
        changed_at: at,
        outline: encodeOutline(outline),
      };
      const { id } = await transaction
        .insertInto('knowledge_files')
        .values({ root, path, first_seen_at: at, links: null, ...values })
        .onConflict((conflict) =>
          conflict.columns(['root', 'path']).doUpdateSet({
            ...values,
            // A file may be read again and be the same: its time was too near to be trusted, or it was copied.
            links: sql<
              string | null
            >`case when knowledge_files.outline = excluded.outline and knowledge_files.reader = excluded.reader then knowledge_files.links else ${openMark} || ltrim(knowledge_files.links, ${openMark}) end`,
          }),
        )
        .returning('id')
        .executeTakeFirstOrThrow();
      for (const hash of await replaceNames(transaction, id, outline)) used.add(hash);
    }
    const modules = files.flatMap(({ path, isNew }) => (isNew ? moduleNamesOf(path) : []));
    if (!isFirst) await reopenMentioning(transaction, root, { used, modules });
  });
}

async function replaceNames(
  transaction: Transaction<Database>,
  file: number,
  outline: Outline,
): Promise<number[]> {
  const before = await transaction
    .selectFrom('knowledge_names')
    .select(['hash', 'role'])
    .where('file', '=', file)
    .execute();
  const names = namesOf(outline);
  const keyOf = ({ hash, role }: { hash: number; role: number }) => `${hash} ${role}`;
  const old = new Set(before.map(keyOf));
  const young = new Set(names.map(keyOf));
  const fresh = names.filter((each) => !old.has(keyOf(each)));
  const gone = before.filter((each) => !young.has(keyOf(each)));
  for (const { hash, role } of gone)
    await transaction
      .deleteFrom('knowledge_names')
      .where('hash', '=', hash)
      .where('role', '=', role)
      .where('file', '=', file)
      .execute();
  for (let at = 0; at < fresh.length; at += rowsAtOnce)
    await transaction
      .insertInto('knowledge_names')
      .values(fresh.slice(at, at + rowsAtOnce).map((each) => ({ ...each, file })))
      .onConflict((conflict) => conflict.columns(['hash', 'role', 'file']).doNothing())
      .execute();
  return [...fresh, ...gone].filter(({ role }) => role === NameRole.defines).map(({ hash }) => hash);
}

/** Forgets files, and marks those that mention what they defined. */
export async function deleteFiles(
  store: Store,
  root: string,
  files: readonly { id: number; path: string }[],
): Promise<void> {
  for (let at = 0; at < files.length; at += rowsAtOnce) {
    const part = files.slice(at, at + rowsAtOnce);
    const ids = part.map(({ id }) => id);
    await store.database.transaction().execute(async (transaction) => {
      // Written first: a transaction that reads before it writes fails where another process writes in between.
      await transaction.deleteFrom('knowledge_history').where('file', 'in', ids).execute();
      const names = await transaction
        .selectFrom('knowledge_names')
        .select('hash')
        .where('role', '=', NameRole.defines)
        .where('file', 'in', ids)
        .execute();
      await transaction.deleteFrom('knowledge_names').where('file', 'in', ids).execute();
      for (const side of ['first', 'second'] as const)
        await transaction.deleteFrom('knowledge_cochanges').where(side, 'in', ids).execute();
      await transaction.deleteFrom('knowledge_files').where('id', 'in', ids).execute();
      const used = new Set(names.map(({ hash }) => hash));
      await reopenMentioning(transaction, root, {
        used,
        modules: part.flatMap(({ path }) => moduleNamesOf(path)),
      });
    });
  }
}

/** Marks the files that use one of the names, or import from a module of one of the names: what they mean must be found anew. */
async function reopenMentioning(
  transaction: Transaction<Database>,
  root: string,
  { used, modules }: { used: Iterable<number>; modules: Iterable<string> },
): Promise<void> {
  const reopen = async (role: number, hashes: readonly number[]): Promise<void> => {
    for (let at = 0; at < hashes.length; at += rowsAtOnce) {
      const part = hashes.slice(at, at + rowsAtOnce);
      await transaction
        .updateTable('knowledge_files')
        .set({ links: reopened })
        // By the names' files, not by the index of roots, which holds all files.
        .where(sql`root || ''`, '=', root)
        .where('links', 'not like', `${openMark}%`)
        .where('id', 'in', (select) =>
          select
            .selectFrom('knowledge_names')
            .select('file')
            .where('role', '=', role)
            .where('hash', 'in', part),
        )
        .execute();
    }
  };
  await reopen(NameRole.uses, [...used]);
  await reopen(NameRole.importsFrom, [...new Set([...modules].map(hashName))]);
}

/** Ids of the files whose names are to be resolved. */
export async function openFiles(store: Store, root: string): Promise<number[]> {
  const rows = await store.database
    .selectFrom('knowledge_files')
    .select('id')
    .where('root', '=', root)
    .where((where) => where.or([where('links', 'is', null), where('links', 'like', `${openMark}%`)]))
    .execute();
  return rows.map(({ id }) => id);
}

export interface StoredFile {
  id: number;
  path: string;
  outline: string;
  links: Links;
}

export async function readFiles(store: Store, ids: readonly number[]): Promise<StoredFile[]> {
  const rows = await store.database
    .selectFrom('knowledge_files')
    .select(['id', 'path', 'outline', 'links'])
    .where('id', 'in', ids)
    .execute();
  return rows.map((row) => ({ ...row, links: decodeLinks(row.links) }));
}

/** Writes links, but only of files that are as they were when they were resolved: another process may have read a newer version. */
export async function writeLinks(
  store: Store,
  files: readonly { id: number; outline: string; links: Links }[],
): Promise<void> {
  await store.database.transaction().execute(async (transaction: Kysely<Database>) => {
    for (const { id, outline, links } of files)
      await transaction
        .updateTable('knowledge_files')
        .set({ links: encodeLinks(links) })
        .where('id', '=', id)
        .where('outline', '=', outline)
        .execute();
  });
}
