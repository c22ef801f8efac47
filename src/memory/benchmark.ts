import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../store/index.ts';
import type { Embedder } from './embedders/embedder.ts';
import { openMemory } from './open-memory.ts';
import type { SearchPlan } from './vectors/search-plan.ts';
import { exactPlan } from './vectors/search-plan.ts';
import { createVectorIndex } from './vectors/vector-index.ts';

export interface MemoryBenchmark {
  entries: number;
  embedder: string;
  dimension: number;
  /** Seconds to keep all texts, and to make all vectors with their index. */
  storeSeconds: number;
  vectorSeconds: number;
  plan: SearchPlan;
  /** Share of the ten exact nearest neighbours that the vector search gives, over up to 200 queries that did not choose its settings. */
  recallAt10: number;
  /** Milliseconds of a whole search (words, vectors, joined), and of the vectors alone with the query's embedding. */
  searchMs: { p50: number; p95: number; p99: number };
  vectorsMs: { p50: number; p95: number; p99: number };
  queries: number;
}

const namespace = 'benchmark';
const storedAtOnce = 2_000;
const warmUps = 20;
/** Queries that are asked exactly too. */
const recallQueries = 200;

/** Keeps made-up notes in a folder of its own, searches them, and clears up. Texts, queries and figures but times are the same each time. */
export async function measureMemory({
  entries,
  queries,
  openEmbedder,
  onProgress = () => {},
  signal,
}: {
  entries: number;
  queries: number;
  openEmbedder: () => Promise<Embedder>;
  onProgress?: (doing: string, done: number, total: number) => void;
  signal?: AbortSignal;
}): Promise<MemoryBenchmark> {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-memory-'));
  const store = await openStore({ path: join(folder, 'opsmith.db') });
  const embedder = await openEmbedder();
  const memory = openMemory({ store, openEmbedder: async () => embedder });
  try {
    const notes = noteMaker(1);
    let begin = performance.now();
    for (let from = 0; from < entries; from += storedAtOnce) {
      signal?.throwIfAborted();
      await memory.storeAll(
        Array.from({ length: Math.min(storedAtOnce, entries - from) }, (_, at) => ({
          namespace,
          key: `note-${from + at}`,
          text: notes(),
        })),
      );
      onProgress('storing', Math.min(entries, from + storedAtOnce), entries);
    }
    const storeSeconds = (performance.now() - begin) / 1_000;
    begin = performance.now();
    const [state] = await memory.reindex({
      namespace,
      missing: true,
      onProgress: (_, made) => onProgress('vectors', made, entries),
      ...(signal && { signal }),
    });
    const vectorSeconds = (performance.now() - begin) / 1_000;
    const asked = questionsOf(entries, queries + warmUps);
    const whole: number[] = [];
    for (const query of asked) {
      begin = performance.now();
      await memory.search({ namespace, query }, signal);
      whole.push(performance.now() - begin);
    }
    const index = createVectorIndex(store, {
      folder: join(folder, 'memory'),
      embedder,
      now: () => new Date(),
    });
    const alone: number[] = [];
    let found = 0;
    let wanted = 0;
    for (const [at, query] of asked.entries()) {
      begin = performance.now();
      const vector = await embedder.embed([query], 'query', signal);
      const hits = await index.search(namespace, vector, 10);
      alone.push(performance.now() - begin);
      // Exact search takes twenty times as long.
      if (at >= recallQueries) continue;
      const truth = new Set(
        (await index.search(namespace, vector, 10, { plan: exactPlan(entries) })).map(
          ({ revision }) => revision,
        ),
      );
      found += hits.filter(({ revision }) => truth.has(revision)).length;
      wanted += truth.size;
    }
    index.close();
    return {
      entries,
      embedder: embedder.label,
      dimension: embedder.dimension,
      storeSeconds,
      vectorSeconds,
      plan: state!.plan,
      recallAt10: wanted === 0 ? 1 : found / wanted,
      searchMs: percentiles(whole.slice(warmUps)),
      vectorsMs: percentiles(alone.slice(warmUps)),
      queries,
    };
  } finally {
    await memory.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function percentiles(times: number[]): { p50: number; p95: number; p99: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) =>
    Math.round(100 * sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!) / 100;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

const subjects =
  'billing checkout search login export import report invoice payment catalogue inventory shipping scheduler webhook session profile upload download audit backup metric alert dashboard forecast churn fraud pricing ranking recommendation ingestion'.split(
    ' ',
  );
const things =
  'retry timeout cache queue token index schema migration endpoint handler worker pipeline feature model threshold batch stream lock transaction connection pool certificate secret flag rollout replica shard partition checksum header payload cursor page buffer limiter breaker'.split(
    ' ',
  );
const acts =
  'uses keeps refuses drops merges doubles rotates validates encrypts compresses ignores logs measures splits joins retries caches publishes archives restores'.split(
    ' ',
  );

/** Sentences of subjects, things and acts, most of them rare together: entries have near neighbours and far ones, as notes do. */
function noteMaker(seed: number): () => string {
  const pick = randomOf(seed);
  const of = (words: readonly string[]) => words[Math.floor(pick() ** 1.5 * words.length)]!;
  const sentence = () =>
    `the ${of(subjects)} ${of(things)} ${of(acts)} the ${of(things)} of ${of(subjects)}${of(things)}${Math.floor(pick() * 2_000)}`;
  return () => Array.from({ length: 2 + Math.floor(pick() * 3) }, sentence).join('; ');
}

/** Questions in words of some notes, in another order. */
function questionsOf(entries: number, number: number): string[] {
  const notes = noteMaker(1);
  const step = Math.max(1, Math.floor(entries / number));
  const questions: string[] = [];
  for (let at = 0; questions.length < number; at += 1) {
    const note = notes();
    if (at % step !== 0 && entries > number) continue;
    const words = note
      .replaceAll(';', '')
      .split(' ')
      .filter((word) => word !== 'the' && word !== 'of');
    questions.push(`which ${words.slice(0, 7).reverse().join(' ')}`);
  }
  return questions;
}

/** Marsaglia's xorshift (2003): numbers from 0 to 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
