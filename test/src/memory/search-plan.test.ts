import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exactPlan, planWithIndex } from '../../../src/memory/vectors/search-plan.ts';
import { openVectorFolder, type VectorTable } from '../../../src/memory/vectors/vector-table.ts';
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
  const exact = await table.search(queries[0]!, { limit: 10, plan: exactPlan(rows) });
  const byIndex = await table.search(queries[0]!, { limit: 10, plan });
  expect(byIndex[0]).toEqual({
    revision: exact[0]!.revision,
    similarity: expect.closeTo(exact[0]!.similarity, 4),
  });
  // What is added after the index was built is found too.
  await table.add([9_999], queries[0]!);
  expect((await table.search(queries[0]!, { limit: 1, plan }))[0]).toMatchObject({ revision: 9_999 });
  await table.remove([9_999]);
  expect((await table.search(queries[0]!, { limit: 1, plan }))[0]!.revision).toBe(exact[0]!.revision);
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
