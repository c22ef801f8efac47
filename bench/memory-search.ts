/**
 * Searching the memory among 100,000 entries, whole (words, vectors, joined, texts read) and by vectors alone, with recall@10 of the index against
 * exact search. `OPSMITH_BENCH_ENTRIES` makes it smaller.
 */
import { createLexicalEmbedder, measureMemory } from '../src/memory/index.ts';
import { machine } from './processes.ts';

const limit = { searchP95Ms: 20, recallAt10: 0.95 };
const result = await measureMemory({
  entries: Number(process.env.OPSMITH_BENCH_ENTRIES ?? 100_000),
  queries: 500,
  openEmbedder: async () => createLexicalEmbedder(),
});
const p95 = result.searchMs.p95;
process.stdout.write(
  `${JSON.stringify(
    {
      benchmark: 'memory-search',
      ...result,
      p50: result.searchMs.p50,
      p95,
      unit: 'ms a whole search',
      limit,
      reached: p95 < limit.searchP95Ms && result.recallAt10 >= limit.recallAt10,
      machine: machine(),
    },
    null,
    2,
  )}\n`,
);
