import { type Kysely, sql } from 'kysely';
import type { Database } from '../store/index.ts';
import { hashOf } from './hash.ts';
import { isEmptyWord, wordsOf } from './words.ts';

/** Words of one text that are kept for full text search. */
const mostWords = 8_000;
const mostQueryWords = 24;
/** So many entries at most are scored: words that more have than that are looked for only where nothing rarer is. */
const mostPostings = 8_000;

export interface FullTextHit {
  entry: number;
  /** BM25 (Robertson and Zaragoza 2009, as SQLite's FTS5 has it), higher is better. */
  score: number;
}

/** Makes an entry findable by its words. */
export async function addWords(
  database: Kysely<Database>,
  entry: { id: number; namespace: string; text: string },
): Promise<void> {
  await sql`insert into memory_words (rowid, words) values (${entry.id}, ${indexedWords(entry)})`.execute(
    database,
  );
}

/** An entry's words as the table of words has them. */
export function indexedWords({ namespace, text }: { namespace: string; text: string }): string {
  return wordsOf(text).slice(0, mostWords).map(inSpace(namespace)).join(' ');
}

/** Makes entries no longer findable by their words. */
export async function removeWords(database: Kysely<Database>, entry: number): Promise<void> {
  await sql`delete from memory_words where rowid = ${entry}`.execute(database);
}

/** Entries of a namespace by their words, best first. Nothing of the query is read as FTS5's own language. */
export async function searchWords(
  database: Kysely<Database>,
  { namespace, query, limit }: { namespace: string; query: string; limit: number },
): Promise<FullTextHit[]> {
  const words = await tellingWords(database, namespace, query);
  if (words.length === 0) return [];
  const match = words.map((word) => `"${word}"`).join(' OR ');
  const { rows } = await sql<{ entry: number; score: number }>`
    select rowid as entry, -rank as score from memory_words where memory_words match ${match} order by rank limit ${limit}`.execute(
    database,
  );
  return rows;
}

/** All entries of a namespace whose text has every one of these words, as `wordsOf` gives them. */
export async function entriesWithWords(
  database: Kysely<Database>,
  namespace: string,
  words: readonly string[],
): Promise<number[]> {
  const match = words
    .map(inSpace(namespace))
    .map((word) => `"${word}"`)
    .join(' AND ');
  const { rows } = await sql<{ entry: number }>`
    select rowid as entry from memory_words where memory_words match ${match}`.execute(database);
  return rows.map(({ entry }) => entry);
}

/** The query's words that are in some text, the rarest first, as many as can be looked up quickly. */
async function tellingWords(database: Kysely<Database>, namespace: string, query: string): Promise<string[]> {
  const all = [...new Set(wordsOf(query))];
  const telling = all.filter((word) => !isEmptyWord(word));
  const words = (telling.length > 0 ? telling : all).map(inSpace(namespace));
  if (words.length === 0) return [];
  const { rows } = await sql<{ term: string; doc: number }>`
    select term, doc from memory_terms where term in (${sql.join(words)})`.execute(database);
  const rarest = rows.sort((a, b) => a.doc - b.doc).slice(0, mostQueryWords);
  let postings = 0;
  return rarest
    .filter(({ doc }, at) => {
      postings += doc;
      return at === 0 || postings <= mostPostings;
    })
    .map(({ term }) => term);
}

/**
 * Words as one namespace has them: each begins with the namespace's hash, so that no namespace pays for another's entries (to ask for a column of
 * namespaces beside the words cost 20 ms among 100,000 entries).
 */
function inSpace(namespace: string): (word: string) => string {
  const space = `n${hashOf(namespace).toString(36)}x${hashOf(namespace, 1).toString(36)}x`;
  return (word) => space + word;
}
