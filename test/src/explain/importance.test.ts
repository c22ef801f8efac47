import { expect, it } from 'vitest';
import { rankColumns } from '../../../src/explain/index.ts';
import { table, trained, two } from './small-models.ts';

it('ranks the raw columns that a model looks at by what it loses without them', async () => {
  const model = await trained(['gradient-boosting'], two);
  const found = await rankColumns(model, table, two, { metric: 'rocAuc', seed: 2 });
  expect(found.map(({ name }) => name)).toHaveLength(4);
  expect(found[0]!.name).toBe('height');
  expect(found.at(-1)!.name).toBe('noise');
  expect(found[0]!.importance).toBeGreaterThan(0.05);
  expect(await rankColumns(model, table, two, { metric: 'rocAuc', seed: 2 })).toEqual(found);
  await expect(rankColumns(model, table, two, { metric: 'rmse' })).rejects.toMatchObject({
    code: 'no-score',
  });
});
