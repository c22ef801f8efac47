import { type Kysely, sql } from 'kysely';
import type { Database } from '../store/index.ts';
import type { parseEntry } from './entry.ts';
import type { Kept } from './entry-store.ts';
import { indexedWords } from './full-text.ts';
import { bandsOf, likenessOf } from './likeness.ts';
import { keepEntry } from './write-entry.ts';

type Parsed = ReturnType<typeof parseEntry>;
type Outcome = Omit<Kept, 'hidSecrets'>;

/** Rows of one statement: their parameters stay far below SQLite's 32,766. */
const atOnce = 250;

interface Fresh {
  entry: Parsed;
  bands: number[];
}

/**
 * Writes many entries within a transaction, as `keepEntry` would one after another. Those whose key is new and that say nearly what nothing else does
 * (no band of theirs is taken) are written a few hundred to a statement, which costs a fifth; the others one at a time.
 */
export async function keepEntries(
  transaction: Kysely<Database>,
  entries: readonly Parsed[],
  moment: Date,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let from = 0; from < entries.length; from += atOnce) {
    const part = entries
      .slice(from, from + atOnce)
      .map((entry) => ({ entry, bands: [...new Set(bandsOf(likenessOf(entry.text)))] }));
    const taken = await takenBy(transaction, part);
    let fresh: Fresh[] = [];
    for (const each of part) {
      const { namespace, key } = each.entry;
      const marks = [keyMark(namespace, key), ...each.bands.map((band) => bandMark(namespace, band))];
      const isFresh = !marks.some((mark) => taken.has(mark));
      for (const mark of marks) taken.add(mark);
      if (isFresh) {
        fresh.push(each);
        outcomes.push({ namespace, key, outcome: 'stored', mergedWith: [] });
        continue;
      }
      // What is compared with must have been written.
      await insertFresh(transaction, fresh, moment);
      fresh = [];
      outcomes.push(await keepEntry(transaction, each.entry, moment));
    }
    await insertFresh(transaction, fresh, moment);
  }
  return outcomes;
}

const keyMark = (namespace: string, key: string) => `${namespace}\0${key}`;
const bandMark = (namespace: string, band: number) => `${namespace}\0\0${band}`;

/** Keys and bands of these entries that entries on record have. */
async function takenBy(transaction: Kysely<Database>, part: readonly Fresh[]): Promise<Set<string>> {
  const taken = new Set<string>();
  for (const namespace of new Set(part.map(({ entry }) => entry.namespace))) {
    const own = part.filter(({ entry }) => entry.namespace === namespace);
    const keys = await transaction
      .selectFrom('memory_entries')
      .select('key')
      .where('namespace', '=', namespace)
      .where(
        'key',
        'in',
        own.map(({ entry }) => entry.key),
      )
      .execute();
    for (const { key } of keys) taken.add(keyMark(namespace, key));
    const asked = own.flatMap(({ bands }) => bands);
    if (asked.length === 0) continue;
    const bands = await transaction
      .selectFrom('memory_bands')
      .select('band')
      .distinct()
      .where('namespace', '=', namespace)
      .where('band', 'in', asked)
      .execute();
    for (const { band } of bands) taken.add(bandMark(namespace, band));
  }
  return taken;
}

async function insertFresh(
  transaction: Kysely<Database>,
  fresh: readonly Fresh[],
  moment: Date,
): Promise<void> {
  if (fresh.length === 0) return;
  const at = moment.toISOString();
  const { revision: last } = await transaction
    .updateTable('memory_clock')
    .set((each) => ({ revision: each('revision', '+', fresh.length) }))
    .returning('revision')
    .executeTakeFirstOrThrow();
  const first = last - fresh.length + 1;
  const rows = await transaction
    .insertInto('memory_entries')
    .values(
      fresh.map(({ entry }, place) => ({
        revision: first + place,
        namespace: entry.namespace,
        key: entry.key,
        text: entry.text,
        metadata: JSON.stringify(entry.metadata),
        source: entry.source,
        run: entry.run,
        created_at: at,
        updated_at: at,
        expires_at:
          entry.ttlSeconds === null
            ? null
            : new Date(moment.getTime() + entry.ttlSeconds * 1_000).toISOString(),
        leader: null,
      })),
    )
    .returning(['id', 'revision'])
    .execute();
  // SQLite promises nothing of the order of what it returns.
  const ids: number[] = [];
  for (const { id, revision } of rows) ids[revision - first] = id;
  const facts = fresh.flatMap(({ entry }, place) =>
    Object.entries(entry.metadata).map(([name, value]) => ({
      entry: ids[place]!,
      name,
      value: String(value),
    })),
  );
  for (let from = 0; from < facts.length; from += 2_000)
    await transaction
      .insertInto('memory_facts')
      .values(facts.slice(from, from + 2_000))
      .execute();
  const bands = fresh.flatMap(({ entry, bands }, place) =>
    bands.map((band) => ({ namespace: entry.namespace, band, entry: ids[place]! })),
  );
  if (bands.length > 0) await transaction.insertInto('memory_bands').values(bands).execute();
  const words = fresh.map(({ entry }, place) => sql`(${ids[place]!}, ${indexedWords(entry)})`);
  await sql`insert into memory_words (rowid, words) values ${sql.join(words)}`.execute(transaction);
}
