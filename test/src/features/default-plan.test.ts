import { describe, expect, it } from 'vitest';
import { applyPipeline, defaultPlan, fitPipeline } from '../../../src/features/index.ts';
import { numbers, people, tableOf, targetsOf, texts } from './tables.ts';

const seen = people(300, 1);
const table = tableOf(
  ...seen.columns,
  numbers(
    'key',
    Array.from({ length: 300 }, (_, row) => row),
    'identifier',
  ),
  texts('country', new Array<string>(300).fill('NO'), 'constant'),
  numbers('unknown', new Array<null>(300).fill(null)),
  texts(
    'street',
    Array.from({ length: 300 }, (_, row) => `street ${row % 280}`),
  ),
  numbers(
    'price',
    Array.from({ length: 300 }, (_, row) => row),
  ),
);

describe('the plan when nobody says otherwise', () => {
  it.each(['trees', 'linear'] as const)(
    'for %s leaves out identifiers, constants, empty columns, the target',
    (models) => {
      const plan = defaultPlan(table, 'price', { models });
      const { pipeline, matrix } = fitPipeline(table, targetsOf(table).two, plan);
      const sources = new Set(pipeline.outputs.flatMap((output) => output.sources));
      expect([...sources].sort()).toEqual([...seen.columns.map(({ name }) => name), 'street'].sort());
      expect(applyPipeline(pipeline, table).names).toEqual(matrix.names);
    },
  );

  it('gives trees categories and gaps as they are', () => {
    const { matrix } = fitPipeline(
      table,
      targetsOf(table).two,
      defaultPlan(table, 'price', { models: 'trees' }),
    );
    expect(matrix.categories[matrix.names.indexOf('city:category')]).toBe(6);
    expect(matrix.columns[matrix.names.indexOf('age')]!.some(Number.isNaN)).toBe(true);
    expect(matrix.names).toEqual(
      expect.arrayContaining(['street:target', 'street:frequency', 'seen-joined']),
    );
  });

  it('gives linear models numbers of one scale without gaps, each gap told', () => {
    const { matrix } = fitPipeline(
      table,
      targetsOf(table).two,
      defaultPlan(table, 'price', { models: 'linear' }),
    );
    expect(matrix.categories.every((count) => count === 0)).toBe(true);
    const age = matrix.columns[matrix.names.indexOf('age')]!;
    expect(age.some(Number.isNaN)).toBe(false);
    expect(age.reduce((sum, value) => sum + value ** 2, 0) / 300).toBeCloseTo(1, 12);
    expect(matrix.names).toEqual(expect.arrayContaining(['age:missing', 'city=city 0', 'city=(missing)']));
  });

  it('has no free texts where it must be exportable', () => {
    const plan = defaultPlan(table, 'price', { models: 'linear', exportable: true });
    expect(plan.columns).not.toContain('note');
    const { pipeline } = fitPipeline(table, targetsOf(table).two, plan, { exportable: true });
    expect(pipeline.outputs.length).toBeGreaterThan(10);
  });
});
