import { type Kysely, type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import { closestName, InputError } from '../errors/index.ts';
import { type Database, type Store, toStorageError } from '../store/index.ts';
import {
  type MemoryEntry,
  type Metadata,
  type NewEntry,
  parseEntry,
  parseFilter,
  parseNamespace,
} from './entry.ts';
import { looksSecret, withoutSecrets } from './without-secrets.ts';
import { keepEntries } from './write-entries.ts';
import { keepEntry, removeEntry } from './write-entry.ts';

/** What keeping an entry did. */
export interface Kept {
  namespace: string;
  key: string;
  outcome: 'stored' | 'replaced' | 'unchanged';
  /** Keys that said nearly the same; this entry is found in their place from now on, and they stay readable. */
  mergedWith: string[];
  /** Whether something that looked like a secret was taken out. */
  hidSecrets: boolean;
}

export interface ListOptions {
  namespace?: string;
  /** Names that the metadata must have, with these values. */
  filter?: Metadata;
  /** Beginning of the key. */
  prefix?: string;
  limit?: number;
}

/** An entry as somebody saw it: a later text or date is another one. */
export type SeenEntry = Pick<MemoryEntry, 'namespace' | 'key' | 'updatedAt'>;

/** A row of the table of entries. */
export type EntryRow = Selectable<Database['memory_entries']>;

/** What a search needs to know of each entry that it finds. */
export type FoundRow = Pick<EntryRow, 'id' | 'revision' | 'namespace' | 'leader' | 'metadata'>;

/** The texts: the state of record of the memory. */
export interface EntryStore {
  store(entry: NewEntry): Promise<Kept>;
  /** Many in one transaction. */
  storeAll(entries: readonly NewEntry[]): Promise<Kept[]>;
  /** @throws InputError `unknown-memory`, `unknown-namespace`, naming near ones */
  get(namespace: string, key: string): Promise<MemoryEntry>;
  list(options?: ListOptions): Promise<MemoryEntry[]>;
  /** Forgets keys; those that are not there are passed over. @throws InputError `unknown-memory` for a single one that is not there */
  forget(namespace: string, keys: readonly string[]): Promise<number>;
  /** Forgets entries that are as they were seen; gives those back that were changed or are gone since. */
  forgetSeen(entries: readonly SeenEntry[]): Promise<SeenEntry[]>;
  forgetNamespace(namespace: string): Promise<number>;
  /** Forgets what has had its time. */
  forgetExpired(): Promise<number>;
  /** Keeps the newest of a source in a namespace. */
  keepNewest(namespace: string, most: number): Promise<number>;
  namespaces(): Promise<{ namespace: string; entries: number }[]>;
  /** @throws InputError `unknown-namespace`, naming near ones */
  checkNamespace(namespace: string): Promise<void>;
  /** Ids of the entries that are found in searches and fit the filter, up to `most`; null where there are more. */
  idsOf(namespace: string, filter: Metadata, most: number): Promise<EntryRow['revision'][] | null>;
  rowsById(ids: readonly number[]): Promise<EntryRow[]>;
  /** Rows by their ids and by their revisions, without texts. */
  foundRows(ids: readonly number[], revisions: readonly number[]): Promise<FoundRow[]>;
  /** Keys that are found through each of these entries. */
  followersOf(ids: readonly number[]): Promise<{ leader: number; key: string; updated_at: string }[]>;
}

export function createEntryStore(
  { database, path }: Pick<Store, 'database' | 'path'>,
  now: () => Date,
): EntryStore {
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      throw toStorageError(thrown, path);
    }
  };
  const within = <T>(work: (transaction: Kysely<Database>) => Promise<T>): Promise<T> =>
    guarded(() =>
      database.transaction().execute(async (transaction) => {
        // Writing first takes the write lock at once: a read that turns into a write fails when another process wrote between.
        await transaction
          .updateTable('memory_clock')
          .set((each) => ({ revision: each.ref('revision') }))
          .execute();
        return work(transaction);
      }),
    );
  const alive = (): SelectQueryBuilder<Database, 'memory_entries', EntryRow> => {
    const moment = now().toISOString();
    return database
      .selectFrom('memory_entries')
      .selectAll('memory_entries')
      .where((each) => each.or([each('expires_at', 'is', null), each('expires_at', '>', moment)]));
  };
  const fitting = <T extends SelectQueryBuilder<Database, 'memory_entries', EntryRow>>(
    query: T,
    filter: Metadata,
  ): T => {
    let narrowed = query as SelectQueryBuilder<Database, 'memory_entries', EntryRow>;
    for (const [name, value] of Object.entries(parseFilter(filter)))
      narrowed = narrowed.where('memory_entries.id', 'in', (from) =>
        from
          .selectFrom('memory_facts')
          .select('entry')
          .where('name', '=', name)
          .where('value', '=', String(value)),
      );
    return narrowed as T;
  };
  const namespaces = () =>
    guarded(() =>
      database
        .selectFrom('memory_entries')
        .select((each) => ['namespace', each.fn.countAll<number>().as('entries')])
        .groupBy('namespace')
        .orderBy('namespace')
        .execute(),
    );
  const checkNamespace = async (namespace: string): Promise<void> => {
    const found = await guarded(() =>
      database
        .selectFrom('memory_entries')
        .select('id')
        .where('namespace', '=', parseNamespace(namespace))
        .limit(1)
        .execute(),
    );
    if (found.length === 0)
      throw unknownNamespace(
        namespace,
        (await namespaces()).map((each) => each.namespace),
      );
  };
  const cleanOf = (given: NewEntry) => {
    const parsed = parseEntry(given);
    const names = {
      key: [parsed.key],
      namespace: [parsed.namespace],
      metadata: Object.keys(parsed.metadata),
    };
    for (const [part, all] of Object.entries(names))
      if (all.some(looksSecret))
        throw new InputError(
          'bad-entry',
          `This cannot be remembered: its ${part}${part === 'metadata' ? ' hold a name that' : ''} looks like a secret.`,
        );
    return withoutSecrets(parsed);
  };
  const forgetIds = async (ids: readonly number[]): Promise<number> => {
    if (ids.length === 0) return 0;
    return within(async (transaction) => {
      for (const id of ids) await removeEntry(transaction, id);
      return ids.length;
    });
  };
  const idsWhere = async (
    query: SelectQueryBuilder<Database, 'memory_entries', EntryRow>,
  ): Promise<number[]> =>
    (await guarded(() => query.clearSelect().select('id').execute())).map(({ id }) => id);

  return {
    namespaces,
    checkNamespace,
    async store(given) {
      const { entry, found } = cleanOf(given);
      return within(async (transaction) => ({
        ...(await keepEntry(transaction, entry, now())),
        hidSecrets: found,
      }));
    },
    async storeAll(given) {
      // Read and cleaned before the lock is taken: others may write meanwhile.
      const clean = given.map(cleanOf);
      return within(async (transaction) =>
        (
          await keepEntries(
            transaction,
            clean.map(({ entry }) => entry),
            now(),
          )
        ).map((kept, at) => ({ ...kept, hidSecrets: clean[at]!.found })),
      );
    },
    async get(namespace, key) {
      const row = await guarded(() =>
        alive().where('namespace', '=', parseNamespace(namespace)).where('key', '=', key).executeTakeFirst(),
      );
      if (row !== undefined) return (await entriesOf(database, [row]))[0]!;
      await checkNamespace(namespace);
      const near = await guarded(() =>
        alive()
          .clearSelect()
          .select('key')
          .where('namespace', '=', namespace)
          .orderBy('revision', 'desc')
          .limit(2_000)
          .execute(),
      );
      throw unknownKey(
        namespace,
        key,
        near.map((each) => each.key),
      );
    },
    async list({ namespace, filter = {}, prefix, limit = 50 } = {}) {
      let query = fitting(alive(), filter).orderBy('revision', 'desc').limit(limit);
      if (namespace !== undefined) {
        await checkNamespace(namespace);
        query = query.where('namespace', '=', namespace);
      }
      if (prefix !== undefined)
        query = query.where(sql<boolean>`substr(key, 1, ${[...prefix].length}) = ${prefix}`);
      return entriesOf(database, await guarded(() => query.execute()));
    },
    async forget(namespace, keys) {
      const ids: number[] = [];
      for (const key of keys)
        ids.push(
          ...(await idsWhere(
            database
              .selectFrom('memory_entries')
              .selectAll('memory_entries')
              .where('namespace', '=', parseNamespace(namespace))
              .where('key', '=', key),
          )),
        );
      if (ids.length === 0 && keys.length === 1) await this.get(namespace, keys[0]!);
      return forgetIds(ids);
    },
    forgetSeen: (seen) =>
      within(async (transaction) => {
        const left: SeenEntry[] = [];
        for (const each of seen) {
          const row = await transaction
            .selectFrom('memory_entries')
            .select('id')
            .where('namespace', '=', each.namespace)
            .where('key', '=', each.key)
            .where('updated_at', '=', each.updatedAt)
            .executeTakeFirst();
          if (row === undefined) left.push(each);
          else await removeEntry(transaction, row.id);
        }
        return left;
      }),
    async forgetNamespace(namespace) {
      await checkNamespace(namespace);
      return forgetIds(
        await idsWhere(
          database
            .selectFrom('memory_entries')
            .selectAll('memory_entries')
            .where('namespace', '=', namespace),
        ),
      );
    },
    async forgetExpired() {
      const moment = now().toISOString();
      return forgetIds(
        await idsWhere(
          database
            .selectFrom('memory_entries')
            .selectAll('memory_entries')
            .where('expires_at', '<=', moment)
            .limit(10_000),
        ),
      );
    },
    async keepNewest(namespace, most) {
      return forgetIds(
        await idsWhere(
          database
            .selectFrom('memory_entries')
            .selectAll('memory_entries')
            .where('namespace', '=', namespace)
            .orderBy('revision', 'desc')
            .limit(1_000)
            .offset(most),
        ),
      );
    },
    async idsOf(namespace, filter, most) {
      const rows = await guarded(() =>
        fitting(alive(), filter)
          .clearSelect()
          .select('revision')
          .where('namespace', '=', namespace)
          .where('leader', 'is', null)
          .limit(most + 1)
          .execute(),
      );
      return rows.length > most ? null : rows.map(({ revision }) => revision);
    },
    rowsById: (ids) =>
      ids.length === 0 ? Promise.resolve([]) : guarded(() => alive().where('id', 'in', ids).execute()),
    foundRows: (ids, revisions) =>
      ids.length + revisions.length === 0
        ? Promise.resolve([])
        : guarded(() =>
            alive()
              .clearSelect()
              .select(['id', 'revision', 'namespace', 'leader', 'metadata'])
              .where((each) =>
                each.or([
                  ...(ids.length > 0 ? [each('id', 'in', ids)] : []),
                  ...(revisions.length > 0 ? [each('revision', 'in', revisions)] : []),
                ]),
              )
              .execute(),
          ),
    followersOf: (ids) =>
      ids.length === 0
        ? Promise.resolve([])
        : guarded(async () =>
            (
              await database
                .selectFrom('memory_entries')
                .select(['leader', 'key', 'updated_at'])
                .where('leader', 'in', ids)
                .execute()
            ).map((row) => ({ ...row, leader: row.leader! })),
          ),
  };
}

/** Entries as callers see them. */
export async function entriesOf(
  database: Kysely<Database>,
  rows: readonly EntryRow[],
): Promise<MemoryEntry[]> {
  const leaders = rows.flatMap(({ leader }) => (leader === null ? [] : [leader]));
  const keys = new Map(
    leaders.length === 0
      ? []
      : (
          await database
            .selectFrom('memory_entries')
            .select(['id', 'key'])
            .where('id', 'in', leaders)
            .execute()
        ).map(({ id, key }) => [id, key] as const),
  );
  return rows.map((row) => ({
    namespace: row.namespace,
    key: row.key,
    text: row.text,
    metadata: JSON.parse(row.metadata) as Metadata,
    source: row.source,
    run: row.run,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    expiresAt: row.expires_at,
    sameAs: row.leader === null ? null : (keys.get(row.leader) ?? null),
  }));
}

function unknownNamespace(namespace: string, known: readonly string[]): InputError {
  const near = closestName(namespace, known);
  const hint =
    known.length === 0
      ? 'Nothing is remembered yet.'
      : near === null
        ? `There are ${known.slice(0, 8).join(', ')}${known.length > 8 ? ', …' : ''}.`
        : `Did you mean "${near}"?`;
  return new InputError('unknown-namespace', `There is no namespace "${namespace}" in the memory. ${hint}`, {
    details: { namespace },
  });
}

function unknownKey(namespace: string, key: string, known: readonly string[]): InputError {
  const near = closestName(key, known);
  const hint =
    near === null
      ? `The latest are ${known
          .slice(0, 3)
          .map((each) => `"${each}"`)
          .join(', ')}.`
      : `Did you mean "${near}"?`;
  return new InputError('unknown-memory', `Nothing is remembered as "${key}" in ${namespace}. ${hint}`, {
    details: { namespace, key },
  });
}
