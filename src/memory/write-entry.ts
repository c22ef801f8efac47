import type { Kysely } from 'kysely';
import type { Database } from '../store/index.ts';
import type { Metadata, parseEntry } from './entry.ts';
import type { Kept } from './entry-store.ts';
import { addWords, removeWords } from './full-text.ts';
import { areAlike, bandsOf, likenessOf } from './likeness.ts';

type Parsed = ReturnType<typeof parseEntry>;

/** Entries compared word by word with a new one, at most. */
const candidatesCompared = 40;

/** Writes an entry within a transaction: text, metadata, words, and what says nearly the same. */
export async function keepEntry(
  transaction: Kysely<Database>,
  entry: Parsed,
  moment: Date,
): Promise<Omit<Kept, 'hidSecrets'>> {
  const { namespace, key, text, metadata, source, run, ttlSeconds } = entry;
  const at = moment.toISOString();
  const expires_at =
    ttlSeconds === null ? null : new Date(moment.getTime() + ttlSeconds * 1_000).toISOString();
  const facts = JSON.stringify(metadata);
  const old = await transaction
    .selectFrom('memory_entries')
    .selectAll()
    .where('namespace', '=', namespace)
    .where('key', '=', key)
    .executeTakeFirst();
  if (old !== undefined && old.text === text) {
    const isSame = old.metadata === facts && old.expires_at === expires_at;
    if (!isSame) {
      await transaction
        .updateTable('memory_entries')
        .set({ metadata: facts, expires_at, updated_at: at })
        .where('id', '=', old.id)
        .execute();
      await writeFacts(transaction, old.id, metadata);
    }
    return { namespace, key, outcome: isSame ? 'unchanged' : 'replaced', mergedWith: [] };
  }
  if (old !== undefined) await removeEntry(transaction, old.id);
  const { id } = await transaction
    .insertInto('memory_entries')
    .values({
      revision: await nextRevision(transaction),
      namespace,
      key,
      text,
      metadata: facts,
      source,
      run,
      created_at: old?.created_at ?? at,
      updated_at: at,
      expires_at,
      leader: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await writeFacts(transaction, id, metadata);
  const mergedWith = await mergeAlike(transaction, { id, namespace, text });
  await addWords(transaction, { id, namespace, text });
  return { namespace, key, outcome: old === undefined ? 'stored' : 'replaced', mergedWith };
}

async function nextRevision(transaction: Kysely<Database>): Promise<number> {
  const { revision } = await transaction
    .updateTable('memory_clock')
    .set((each) => ({ revision: each('revision', '+', 1) }))
    .returning('revision')
    .executeTakeFirstOrThrow();
  return revision;
}

async function writeFacts(transaction: Kysely<Database>, entry: number, metadata: Metadata): Promise<void> {
  await transaction.deleteFrom('memory_facts').where('entry', '=', entry).execute();
  const rows = Object.entries(metadata).map(([name, value]) => ({ entry, name, value: String(value) }));
  if (rows.length > 0) await transaction.insertInto('memory_facts').values(rows).execute();
}

/** Puts the entry in the place of those that say nearly the same: the newest words are found, the others stay with their keys. */
async function mergeAlike(
  transaction: Kysely<Database>,
  { id, namespace, text }: { id: number; namespace: string; text: string },
): Promise<string[]> {
  const likeness = likenessOf(text);
  const bands = bandsOf(likeness);
  if (bands.length === 0) return [];
  const near = await transaction
    .selectFrom('memory_bands')
    .innerJoin('memory_entries', 'memory_entries.id', 'memory_bands.entry')
    .select(['memory_entries.id', 'memory_entries.key', 'memory_entries.text', 'memory_entries.revision'])
    .distinct()
    .where('memory_bands.namespace', '=', namespace)
    .where('memory_bands.band', 'in', bands)
    .where('memory_entries.leader', 'is', null)
    .limit(candidatesCompared)
    .execute();
  const merged: string[] = [];
  for (const other of near) {
    if (!areAlike(likeness, likenessOf(other.text))) continue;
    await transaction
      .updateTable('memory_entries')
      .set({ leader: id })
      .where((each) => each.or([each('id', '=', other.id), each('leader', '=', other.id)]))
      .execute();
    await unlist(transaction, other.id, namespace, other.revision);
    merged.push(other.key);
  }
  await transaction
    .insertInto('memory_bands')
    .values([...new Set(bands)].map((band) => ({ namespace, band, entry: id })))
    .execute();
  return merged;
}

/** Takes an entry out of what searches find. */
async function unlist(
  transaction: Kysely<Database>,
  id: number,
  namespace: string,
  revision: number,
): Promise<void> {
  await removeWords(transaction, id);
  await transaction.deleteFrom('memory_bands').where('entry', '=', id).execute();
  await transaction.insertInto('memory_removed').values({ namespace, revision }).execute();
}

/** Removes an entry; the newest of those that were found through it takes its place. */
export async function removeEntry(transaction: Kysely<Database>, id: number): Promise<void> {
  const gone = await transaction
    .selectFrom('memory_entries')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (gone === undefined) return;
  await transaction.deleteFrom('memory_entries').where('id', '=', id).execute();
  await transaction.deleteFrom('memory_facts').where('entry', '=', id).execute();
  if (gone.leader !== null) return;
  await unlist(transaction, id, gone.namespace, gone.revision);
  const heir = await transaction
    .selectFrom('memory_entries')
    .selectAll()
    .where('leader', '=', id)
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (heir === undefined) return;
  await transaction.updateTable('memory_entries').set({ leader: heir.id }).where('leader', '=', id).execute();
  await transaction
    .updateTable('memory_entries')
    .set({ leader: null, revision: await nextRevision(transaction) })
    .where('id', '=', heir.id)
    .execute();
  const bands = bandsOf(likenessOf(heir.text));
  if (bands.length > 0)
    await transaction
      .insertInto('memory_bands')
      .values([...new Set(bands)].map((band) => ({ namespace: heir.namespace, band, entry: heir.id })))
      .execute();
  await addWords(transaction, heir);
}
