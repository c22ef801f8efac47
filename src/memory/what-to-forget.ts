import { sql } from 'kysely';
import { InputError } from '../errors/index.ts';
import type { Store } from '../store/index.ts';
import { aTurn } from '../turns/index.ts';
import { type MemoryEntry, type Metadata, parseNamespace } from './entry.ts';
import { type EntryRow, type EntryStore, entriesOf } from './entry-store.ts';
import { entriesWithWords } from './full-text.ts';
import { isEmptyWord, wordsOf } from './words.ts';

/** What is to be forgotten: all that is named must fit. */
export interface ForgetQuery {
  namespace?: string;
  keys?: readonly string[];
  /** What it says: every telling word of this is in its text, its key or its metadata. */
  about?: string;
}

/** Rows looked through before others get their turn. */
const atOnce = 2_000;

/**
 * The entries that such a wish means, the latest first, so that a person sees them before anything is forgotten. Words decide and never likeness, which always
 * finds something; what says nearly the same as one of them is among them, since it would be found in its place.
 *
 * @throws InputError `nothing-named` where nothing is said of what to forget; `unknown-namespace`, `unknown-memory`
 */
export async function whatToForget(
  { namespace, keys, about }: ForgetQuery,
  { store, entries, now }: { store: Pick<Store, 'database'>; entries: EntryStore; now: () => Date },
): Promise<MemoryEntry[]> {
  const words = tellingWords(about);
  if (about !== undefined && words.length === 0)
    throw new InputError(
      'nothing-named',
      `“${about.slice(0, 80)}” names nothing that could be forgotten. Say a word that it is about, or name a namespace.`,
    );
  if (namespace === undefined && words.length === 0)
    throw new InputError(
      'nothing-named',
      'Say what to forget: a namespace, keys in it, or what it is about.',
    );
  if (namespace !== undefined) await entries.checkNamespace(parseNamespace(namespace));
  if (keys?.length === 1 && namespace !== undefined && words.length === 0)
    return [await entries.get(namespace, keys[0]!)];
  const ids = await idsOf({ namespace, keys, words }, store, now().toISOString());
  const rows: EntryRow[] = [];
  for (let from = 0; from < ids.length; from += atOnce)
    rows.push(...(await entries.rowsById(ids.slice(from, from + atOnce))));
  rows.sort((a, b) => b.revision - a.revision);
  return entriesOf(store.database, rows);
}

function tellingWords(about: string | undefined): string[] {
  const all = [...new Set(wordsOf(about ?? ''))];
  return all.filter((word) => !isEmptyWord(word));
}

async function idsOf(
  {
    namespace,
    keys,
    words,
  }: { namespace: string | undefined; keys: readonly string[] | undefined; words: readonly string[] },
  { database }: Pick<Store, 'database'>,
  moment: string,
): Promise<number[]> {
  let query = database
    .selectFrom('memory_entries')
    .select(['id', 'key', 'namespace', 'metadata', 'leader'])
    .where((each) => each.or([each('expires_at', 'is', null), each('expires_at', '>', moment)]));
  if (namespace !== undefined) query = query.where('namespace', '=', namespace);
  const rows = await query.execute();
  const namespaces = [...new Set(rows.map((row) => row.namespace))];
  const inText = new Set<number>();
  for (const each of words.length === 0 ? [] : namespaces)
    for (const id of await entriesWithWords(database, each, words)) inText.add(id);
  const found = new Set<number>();
  for (const [at, row] of rows.entries()) {
    if (at % atOnce === atOnce - 1) await aTurn();
    if (keys !== undefined && !keys.includes(row.key)) continue;
    if (words.length === 0 || inText.has(row.id) || (await saysSo(row, words, database))) found.add(row.id);
  }
  if (words.length > 0 && keys === undefined) addThoseAlike(rows, found);
  return [...found];
}

/** Whether the key, the metadata or, of what is found as another, the text has what the index of words does not know. */
async function saysSo(
  { id, key, metadata, leader }: Pick<EntryRow, 'id' | 'key' | 'metadata' | 'leader'>,
  words: readonly string[],
  database: Store['database'],
): Promise<boolean> {
  const facts = JSON.parse(metadata) as Metadata;
  const own = new Set(wordsOf([key, ...Object.values(facts)].join(' ')));
  if (leader === null && !words.some((word) => own.has(word))) return false;
  const { rows } = await sql<{ text: string }>`select text from memory_entries where id = ${id}`.execute(
    database,
  );
  for (const word of wordsOf(rows[0]?.text ?? '')) own.add(word);
  return words.every((word) => own.has(word));
}

/** Adds what is found as one of those, and what those are found as. */
function addThoseAlike(rows: readonly Pick<EntryRow, 'id' | 'leader'>[], found: Set<number>): void {
  const leaders = new Set(rows.filter(({ id }) => found.has(id)).map(({ id, leader }) => leader ?? id));
  for (const { id, leader } of rows) if (leaders.has(leader ?? id)) found.add(id);
}
