import { describe, expect, it } from 'vitest';
import {
  applyPipeline,
  columnImportance,
  fitPipeline,
  keepsIfBetter,
  type Learn,
  permutationImportance,
} from '../../../src/features/index.ts';
import { pairedGain, tailOfStudent } from '../../../src/features/selection/student.ts';
import { createRandom, numericMatrix, type Target } from '../../../src/train/index.ts';
import { fitLinear, predictLinear } from '../../../src/train/linear/fit-linear.ts';
import { numbers, people, tableOf, targetsOf } from './tables.ts';

const random = createRandom(5);
const column = (rows: number): Float64Array => Float64Array.from({ length: rows }, () => random.normal());

const linear: Learn = async (matrix, target) => {
  const model = await fitLinear({ matrix, target });
  return (rows) => predictLinear(model, rows);
};

describe('permutation importance', () => {
  const matrix = numericMatrix([column(400), column(400), column(400)], ['much', 'little', 'none']);
  const [much, little] = matrix.columns;
  const values = much!.map((value, row) => 3 * value + little![row]!);
  const target: Target = { task: 'regression', values };
  const predict = (rows: typeof matrix) => ({
    task: 'regression' as const,
    values: rows.columns[0]!.map((value, row) => 3 * value + rows.columns[1]![row]!),
  });

  it('is what a perfect model loses, and nothing for what it does not use', async () => {
    const found = await permutationImportance({ rows: matrix, target, predict, metric: 'mse', repeats: 20 });
    // Values dealt out anew differ from their own by twice the variance on average.
    expect(found.map(({ name }) => name)).toEqual(['much', 'little', 'none']);
    expect(found[0]!.importance / 18).toBeCloseTo(1, 0);
    expect(found[1]!.importance / 2).toBeCloseTo(1, 0);
    expect(found[2]).toMatchObject({ importance: 0, deviation: 0 });
  });

  it('is the same for the same seed, and of metrics where more is better too', async () => {
    const run = () => permutationImportance({ rows: matrix, target, predict, metric: 'r2', seed: 9 });
    const found = await run();
    expect(await run()).toEqual(found);
    expect(found[0]!.importance).toBeGreaterThan(found[1]!.importance);
    expect(found[1]!.importance).toBeGreaterThan(0);
  });

  it('of raw columns deals out what was made of one together', async () => {
    const [seen, later] = [people(400, 1), people(200, 2)];
    const { number: seenTarget } = targetsOf(seen);
    const { pipeline, matrix: features } = fitPipeline(seen, seenTarget, {
      columns: ['age', 'city', 'plan'],
      steps: [{ step: 'oneHot', columns: ['city', 'plan'], missing: true }],
    });
    const predictFeatures = await linear(features, seenTarget);
    const found = await columnImportance({
      rows: later,
      target: targetsOf(later).number,
      predict: (rows) => predictFeatures(applyPipeline(pipeline, rows)),
      metric: 'r2',
    });
    const of = (name: string): number => found.find((each) => each.name === name)!.importance;
    expect(found.map(({ name }) => name)).toEqual(later.columns.map(({ name }) => name));
    expect(of('age')).toBeGreaterThan(of('city'));
    expect(of('city')).toBeGreaterThan(10 * Math.abs(of('plan')));
    expect(of('income')).toBe(0);
  });

  it('refuses metrics of another task', async () => {
    await expect(permutationImportance({ rows: matrix, target, predict, metric: 'rocAuc' })).rejects.toThrow(
      /rocAuc/,
    );
  });
});

describe('steps are kept if they are better beyond noise', () => {
  const rows = 150;
  const [one, two, noise] = [column(rows), column(rows), column(rows)];
  const table = tableOf(numbers('one', [...one]), numbers('two', [...two]), numbers('noise', [...noise]));
  const values = one.map((value, row) => value + value * two[row]! + 0.5 * random.normal());
  const plan = { columns: ['one', 'two', 'noise'], steps: [] };
  const product = { step: 'product', pairs: [['one', 'two']] } as const;
  const useless = [
    { step: 'product', pairs: [['noise', 'two']] },
    { step: 'product', pairs: [['noise', 'one']] },
  ] as const;

  it('the one that tells something, and none of the others', async () => {
    const { plan: found, trials } = await keepsIfBetter({
      table,
      target: { task: 'regression', values },
      plan,
      candidates: [useless[0], product, useless[1]],
      learn: linear,
      metric: 'rmse',
    });
    expect(trials.map(({ kept }) => kept)).toEqual([false, true, false]);
    expect(trials[1]!.pValue).toBeLessThan(0.05 / 3);
    expect(found).toEqual({ ...plan, steps: [product] });
  });

  it('hardly ever one of noise: the share of them that pass stays below the level', async () => {
    let kept = 0;
    for (let seed = 0; seed < 30; seed++) {
      const own = createRandom(100 + seed);
      const drawn = values.map(() => own.normal());
      const { trials } = await keepsIfBetter({
        table,
        target: { task: 'regression', values: drawn },
        plan,
        candidates: [product],
        learn: linear,
        metric: 'rmse',
        folds: 3,
        repeats: 1,
        seed,
      });
      if (trials[0]!.kept) kept++;
    }
    expect(kept).toBeLessThanOrEqual(3);
  }, 30_000);
});

describe("Student's t", () => {
  // Critical values of published tables: one-sided 5% and 0.5%.
  it.each([
    [1, 6.314, 0.05],
    [2, 2.92, 0.05],
    [9, 1.833, 0.05],
    [10, 1.812, 0.05],
    [4, 4.604, 0.005],
    [9, 3.25, 0.005],
    [30, 2.75, 0.005],
  ])('with %i degrees of freedom is above %f with probability %f', (degrees, t, tail) => {
    expect(tailOfStudent(t, degrees)).toBeCloseTo(tail, 4);
    expect(tailOfStudent(-t, degrees)).toBeCloseTo(1 - tail, 4);
  });

  it('of paired scores counts the training rows that folds share', () => {
    // Mean 2, variance 2.5: the error is the root of 2.5 (1/5 + 0.2/0.8) = 1.125.
    const { gain, standardError, pValue } = pairedGain([0, 1, 2, 3, 4], 0.2);
    expect([gain, standardError]).toEqual([2, Math.sqrt(1.125)]);
    expect(pValue).toBeCloseTo(tailOfStudent(2 / Math.sqrt(1.125), 4), 12);
    expect(pairedGain([1, 1, 1], 0.2).pValue).toBe(0);
    expect(pairedGain([0, 0, 0], 0.2).pValue).toBe(1);
  });
});
