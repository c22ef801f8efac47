import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Embedder, openMemory } from '../../../src/memory/index.ts';
import { exactPlan, planWithIndex } from '../../../src/memory/vectors/search-plan.ts';
import { openVectorFolder, type VectorTable } from '../../../src/memory/vectors/vector-table.ts';
import { openStore } from '../../../src/store/index.ts';
import { createRandom } from '../../../src/train/index.ts';

const dimension = 16;

function vectorsOf(rows: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: rows * dimension }, () => random.normal());
}

it('uses an index whose recall was measured', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-vectors-'));
  const vectors = await openVectorFolder(folder);
  const table = await vectors.open('v_test', dimension);
  const rows = 3_000;
  await table.add(
    Array.from({ length: rows }, (_, at) => at + 1),
    vectorsOf(rows, 1),
  );
  const asked = vectorsOf(40, 2);
  const queries = Array.from({ length: 40 }, (_, at) => asked.slice(at * dimension, (at + 1) * dimension));
  const plan = await planWithIndex(table, { rows, queries });
  expect(plan).toMatchObject({ kind: 'index', rows, queries: 40 });
  expect(plan.kind === 'index' && plan.recall).toBeGreaterThanOrEqual(0.95);
  // The index is built from a sample that is drawn anew each time, so that any single neighbour may be missed; what it finds has its true similarity.
  let found = 0;
  for (const query of queries) {
    const exact = await table.search(query, { limit: 10, plan: exactPlan(rows) });
    const similarities = new Map(exact.map(({ revision, similarity }) => [revision, similarity]));
    for (const { revision, similarity } of await table.search(query, { limit: 10, plan })) {
      const expected = similarities.get(revision);
      if (expected === undefined) continue;
      found += 1;
      expect(similarity).toBeCloseTo(expected, 4);
    }
  }
  expect(found / (10 * queries.length)).toBeCloseTo(plan.kind === 'index' ? plan.recall : Number.NaN, 2);
  const byIndex = await table.search(queries[0]!, { limit: 10, plan });
  // What is added after the index was built is found too.
  await table.add([9_999], queries[0]!);
  expect((await table.search(queries[0]!, { limit: 1, plan }))[0]).toMatchObject({ revision: 9_999 });
  await table.remove([9_999]);
  expect((await table.search(queries[0]!, { limit: 1, plan }))[0]!.revision).toBe(byIndex[0]!.revision);
  const among = [5, 6, 7];
  const narrowed = await table.search(queries[0]!, { limit: 10, plan, among });
  expect(narrowed.map(({ revision }) => revision).sort()).toEqual(among);
  table.close();
  vectors.close();
  rmSync(folder, { recursive: true });
});

it('stays exact, and says why, where no setting of the index finds enough', async () => {
  const calls: string[] = [];
  const poor: VectorTable = {
    rows: async () => 100,
    parts: async () => 1,
    add: async () => {},
    remove: async () => {},
    search: async (_, { plan }) =>
      Array.from({ length: 10 }, (_each, at) => ({
        revision: plan.kind === 'exact' || at < 9 ? at : at + 100,
        similarity: 1,
      })),
    buildIndex: async () => void calls.push('build'),
    dropIndex: async () => void calls.push('drop'),
    tidy: async () => {},
    close: () => {},
  };
  expect(await planWithIndex(poor, { rows: 100, queries: [new Float32Array(4)] })).toEqual({
    kind: 'exact',
    rows: 100,
    reason: 'an index found only 90.0% of the ten nearest, and 95% are asked for',
  });
  expect(calls).toEqual(['build', 'drop']);
});

it('measures an index with questions about entries from the first to the last', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-memory-'));
  const store = await openStore({ path: join(folder, 'opsmith.db') });
  const [rows, wide] = [12_000, 256];
  const asked: number[] = [];
  const embedder: Embedder = {
    id: 'numbers',
    label: 'numbers',
    dimension: wide,
    atOnce: rows,
    leastSimilarity: 0,
    weight: 1,
    async embed(texts, purpose) {
      const numbers = texts.map((text) => Number(text.slice(1)));
      if (purpose === 'query') asked.push(...numbers);
      const vectors = new Float32Array(texts.length * wide);
      for (const [at, number] of numbers.entries())
        for (let place = 0; place < 4; place += 1)
          vectors[at * wide + ((number * (place + 1) * 37) % wide)] = 0.5 + place / 8;
      return vectors;
    },
    async close() {},
  };
  const at = new Date(0).toISOString();
  for (let from = 0; from < rows; from += 1_000)
    await store.database
      .insertInto('memory_entries')
      .values(
        Array.from({ length: 1_000 }, (_, place) => ({
          revision: from + place + 1,
          namespace: 'many',
          key: `k${from + place}`,
          text: `n${String(from + place).padStart(6, '0')}`,
          metadata: '{}',
          source: 'person',
          run: null,
          created_at: at,
          updated_at: at,
          expires_at: null,
          leader: null,
        })),
      )
      .execute();
  const memory = openMemory({ store, openEmbedder: async () => embedder });
  const [state] = await memory.reindex({ namespace: 'many', missing: true });
  expect(state!.plan.rows).toBe(rows);
  for (const share of [0, 0.25, 0.5, 0.75, 0.95])
    expect(asked.some((number) => number >= share * rows && number < (share + 0.05) * rows)).toBe(true);
  expect(asked).toHaveLength(200);
  await memory.close();
  await store.close();
  rmSync(folder, { recursive: true });
});
