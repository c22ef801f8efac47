import { z } from 'zod';
import { InputError, OpsmithError, StorageError, toError } from '../errors/index.ts';
import type { Store } from '../store/index.ts';
import type { Embedder } from './embedders/embedder.ts';
import { type MemoryEntry, type Metadata, Namespace, parseFilter } from './entry.ts';
import { type EntryStore, entriesOf, type FoundRow } from './entry-store.ts';
import { searchWords } from './full-text.ts';
import type { VectorIndex } from './vectors/vector-index.ts';
import type { VectorHit } from './vectors/vector-table.ts';

/**
 * Reciprocal rank fusion's constant (Cormack, Clarke and Büttcher 2009). They take 60, for lists of a thousand; on lists as short as ours 10 finds better
 * (`npm run bench -- memory-retrieval`).
 */
const fusion = 10;
/** Each of the two searches gives so many times what is asked for. */
const depth = 4;
/** A filter that fewer entries fit is applied before the search, a wider one after it. */
const fittingAtMost = 5_000;

export const SearchOptions = z.strictObject({
  query: z
    .string()
    .refine((text) => text.trim() !== '', 'must not be empty')
    .transform((text) => text.slice(0, 4_000)),
  /** One namespace; all when left out. */
  namespace: Namespace.optional(),
  limit: z.int().min(1).max(100).default(10),
  filter: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  /** What is used of the two: both unless one is asked for. */
  by: z.enum(['both', 'words', 'vectors']).default('both'),
});
export type SearchOptions = z.input<typeof SearchOptions>;

export interface MemoryHit extends MemoryEntry {
  /** 0..1: 1 is first by words and by vectors. */
  score: number;
  /** Cosine of the vectors; null where the vectors did not find it. */
  similarity: number | null;
  /** Place among what its words found, from 1; null where they did not find it. */
  wordsRank: number | null;
  /** Keys that say nearly the same, and when they were last told. */
  alsoAs: { key: string; updatedAt: string }[];
}

export interface MemoryAnswer {
  hits: MemoryHit[];
  embedder: string;
  /** What the search could not do, or did beside, in sentences. */
  notes: string[];
}

interface Parts {
  store: Pick<Store, 'database'>;
  entries: EntryStore;
  /** Opened when it is first asked for. */
  vectors: () => Promise<{ index: VectorIndex; embedder: Embedder }>;
  /** Told of namespaces whose vectors are behind. */
  behind: (namespace: string, pending: number) => void;
}

/** Searches by words and by vectors and joins the two by their ranks. @throws InputError `bad-search`, `bad-filter`, `unknown-namespace` */
export async function searchMemory(
  given: SearchOptions,
  parts: Parts,
  signal?: AbortSignal,
): Promise<MemoryAnswer> {
  const options = parseSearch(given);
  const { entries } = parts;
  parseFilter(options.filter);
  if (options.namespace !== undefined) await entries.checkNamespace(options.namespace);
  const namespaces =
    options.namespace === undefined
      ? (await entries.namespaces()).map(({ namespace }) => namespace)
      : [options.namespace];
  const notes: string[] = [];
  const opened = options.by === 'words' ? null : await opening(parts, notes);
  const vector = opened === null ? null : await embedded(opened.embedder, options.query, notes, signal);
  const hits: MemoryHit[] = [];
  for (const namespace of namespaces) {
    const index = vector === null ? null : opened!.index;
    const searched = {
      ...options,
      namespace,
      least: opened?.embedder.leastSimilarity ?? 0,
      weight: opened?.embedder.weight ?? 1,
    };
    hits.push(
      ...(await searchOne(
        searched,
        { ...parts, index, vector, notes, most: opened?.embedder.atOnce ?? 0 },
        signal,
      )),
    );
  }
  hits.sort((a, b) => b.score - a.score || (b.similarity ?? 0) - (a.similarity ?? 0));
  return { hits: hits.slice(0, options.limit), embedder: opened?.embedder.label ?? 'none', notes };
}

function parseSearch(options: SearchOptions): z.output<typeof SearchOptions> {
  const read = SearchOptions.safeParse(options);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new InputError(
    'bad-search',
    `The memory cannot be searched so: ${issue!.path.join('.')} ${issue!.message}.`,
  );
}

async function opening(parts: Parts, notes: string[]) {
  try {
    return await parts.vectors();
  } catch (thrown) {
    notes.push(byWordsAlone(thrown));
    return null;
  }
}

async function embedded(
  embedder: Embedder,
  query: string,
  notes: string[],
  signal?: AbortSignal,
): Promise<Float32Array | null> {
  try {
    return await embedder.embed([query], 'query', signal);
  } catch (thrown) {
    signal?.throwIfAborted();
    notes.push(byWordsAlone(thrown));
    return null;
  }
}

function byWordsAlone(thrown: unknown): string {
  const { message } = toError(thrown);
  return `Searched by words alone: ${thrown instanceof OpsmithError ? message : message.split('\n')[0]!.slice(0, 200)}`;
}

type Searched = z.output<typeof SearchOptions> & { namespace: string; least: number; weight: number };
type Opened = Parts & {
  index: VectorIndex | null;
  vector: Float32Array | null;
  notes: string[];
  most: number;
};

/** An entry that was found, without its text: that is read of the best alone. */
interface Found {
  row: FoundRow;
  score: number;
  similarity: number | null;
  wordsRank: number | null;
}

async function searchOne(options: Searched, parts: Opened, signal?: AbortSignal): Promise<MemoryHit[]> {
  const { namespace, filter, by, query, limit, weight } = options;
  const { entries, index } = parts;
  const isFiltered = Object.keys(filter).length > 0;
  const among = isFiltered ? await entries.idsOf(namespace, filter, fittingAtMost) : null;
  if (among?.length === 0) return [];
  const wanted = isFiltered ? Math.max(200, limit * depth * 5) : limit * depth;
  // LanceDB searches on threads of its own while SQLite looks the words up on this one.
  const [byVectors, byWords] = await Promise.all([
    nearest(options, parts, { among, wanted: among === null ? wanted : limit * depth }, signal),
    by === 'vectors' ? [] : searchWords(parts.store.database, { namespace, query, limit: wanted }),
  ]);
  const rows = await entries.foundRows(
    byWords.map(({ entry }) => entry),
    byVectors.map(({ revision }) => revision),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const byRevision = new Map(rows.map((row) => [row.revision, row]));
  const allowed = among === null ? null : new Set(among);
  const fits = (row: FoundRow) =>
    row.namespace === namespace &&
    row.leader === null &&
    (allowed === null || allowed.has(row.revision)) &&
    (allowed !== null || !isFiltered || hasFacts(row, filter));
  const fused = new Map<number, Found>();
  const note = (row: FoundRow, rank: number, weight: number) => {
    const hit = fused.get(row.id) ?? { row, score: 0, similarity: null, wordsRank: null };
    hit.score += weight / (fusion + rank);
    fused.set(row.id, hit);
    return hit;
  };
  let rank = 0;
  for (const { entry } of byWords) {
    const row = byId.get(entry);
    if (row !== undefined && fits(row)) note(row, ++rank, 1).wordsRank = rank;
  }
  rank = 0;
  for (const { revision, similarity } of byVectors) {
    const row = byRevision.get(revision);
    if (row !== undefined && fits(row)) note(row, ++rank, weight).similarity = similarity;
  }
  const most = (by === 'vectors' ? 0 : 1) + (index === null ? 0 : weight);
  const best = [...fused.values()].sort((a, b) => b.score - a.score).slice(0, limit);
  return hitsOf(parts, best, most / (fusion + 1));
}

/** What the vectors find, after they have followed the texts; nothing, and a note, where they cannot be asked. */
async function nearest(
  { namespace, least }: Searched,
  { index, vector, notes, most, behind }: Opened,
  { among, wanted }: { among: readonly number[] | null; wanted: number },
  signal?: AbortSignal,
): Promise<VectorHit[]> {
  if (index === null || vector === null) return [];
  try {
    const caught = await index.catchUp(namespace, most, signal);
    if (caught.repaired !== null) notes.push(caught.repaired);
    if (caught.pending > 0) {
      notes.push(
        `${caught.pending} entries of ${namespace} have no vector yet and are found by their words alone.`,
      );
      behind(namespace, caught.pending);
    }
    const search = () => index.search(namespace, vector, wanted, { among: among ?? undefined });
    const found = await search().catch(async (thrown) => {
      const discarded = await index.discardUnreadable(namespace);
      if (discarded !== null) {
        notes.push(discarded);
        const { pending } = await index.catchUp(namespace, most, signal);
        if (pending > 0) behind(namespace, pending);
      } else if (!(thrown instanceof StorageError)) throw thrown;
      return search();
    });
    return found.filter(({ similarity }) => similarity >= least);
  } catch (thrown) {
    signal?.throwIfAborted();
    notes.push(byWordsAlone(thrown));
    return [];
  }
}

function hasFacts(row: FoundRow, filter: Metadata): boolean {
  const facts = JSON.parse(row.metadata) as Metadata;
  return Object.entries(filter).every(([name, value]) => String(facts[name]) === String(value));
}

async function hitsOf(
  { store, entries }: Parts,
  best: readonly Found[],
  highest: number,
): Promise<MemoryHit[]> {
  const ids = best.map(({ row }) => row.id);
  const followers = await entries.followersOf(ids);
  const full = new Map((await entries.rowsById(ids)).map((row) => [row.id, row]));
  // Another process may have forgotten one since it was found.
  const there = best.filter(({ row }) => full.has(row.id));
  const plain = await entriesOf(
    store.database,
    there.map(({ row }) => full.get(row.id)!),
  );
  return there.map(({ row, score, similarity, wordsRank }, at) => ({
    ...plain[at]!,
    score: Math.min(1, score / highest),
    similarity,
    wordsRank,
    alsoAs: followers
      .filter(({ leader }) => leader === row.id)
      .map(({ key, updated_at }) => ({ key, updatedAt: updated_at })),
  }));
}
