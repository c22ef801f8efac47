import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fitLinear, predictLinear } from '../../../../src/train/linear/fit-linear.ts';
import { numericMatrix } from '../../../../src/train/matrix.ts';
import type { Predictions, Target } from '../../../../src/train/target.ts';

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/train/${name}`, import.meta.url), 'utf8'));
const table = read('boosting.json') as {
  columns: (number | null)[][];
  targets: Record<'number' | 'binary' | 'three', number[]>;
};
const { cases } = read('linear.json') as {
  cases: {
    name: string;
    target: 'number' | 'binary' | 'three';
    penalty: number;
    absoluteShare: number;
    predictions: (number | number[])[];
  }[];
};
const matrix = numericMatrix(
  table.columns.map((column) => Float64Array.from(column, (value) => value ?? Number.NaN)),
);

function targetOf(name: 'number' | 'binary' | 'three'): Target {
  const values = table.targets[name];
  if (name === 'number') return { task: 'regression', values: Float64Array.from(values) };
  const classes = [...new Set(values)].sort().map(String);
  return { task: 'classification', classes, codes: Int32Array.from(values) };
}

function shown(predictions: Predictions): number[][] {
  const columns = predictions.task === 'regression' ? [predictions.values] : predictions.probabilities;
  return Array.from(columns[0]!, (_, row) => columns.map((column) => column[row]!));
}

describe('linear models predict what scikit-learn’s do', () => {
  it.each(cases)('$name', async ({ target, penalty, absoluteShare, predictions }) => {
    const model = await fitLinear({ matrix, target: targetOf(target), options: { penalty, absoluteShare } });
    const off = shown(predictLinear(model, matrix)).flatMap((row, index) =>
      row.map((value, place) => Math.abs(value - [predictions[index]!].flat()[place]!)),
    );
    expect(Math.max(...off)).toBeLessThan(2e-5);
  });
});

describe('a linear model', () => {
  it('has true zeros for what the lasso leaves out', async () => {
    const model = await fitLinear({
      matrix,
      target: targetOf('number'),
      options: { penalty: 0.3, absoluteShare: 1 },
    });
    const zeros = model.coefficients[0]!.filter((coefficient) => coefficient === 0).length;
    expect(zeros).toBeGreaterThan(0);
    expect(zeros).toBeLessThan(5);
  });

  it('stands where no column says anything of what is left, though columns depend on each other', async () => {
    const rows = 240;
    const noise = (row: number, place: number) => Math.sin(97.3 * row * (place + 1) + place);
    const base = Float64Array.from({ length: rows }, (_, row) => noise(row, 0));
    const columns = Array.from({ length: 12 }, (_, place) =>
      base.map((value, row) => value + 10 ** -(place % 6) * noise(row, place + 1)),
    );
    const kinds = Float64Array.from({ length: rows }, (_, row) => (row % 17 === 0 ? Number.NaN : row % 5));
    const weights = Float64Array.from({ length: rows }, (_, row) => 1 + (row % 3));
    const values = base.map((value, row) => 3 * value + kinds[row % 5]! + 0.1 * noise(row, 40));
    const given = {
      rows,
      names: [...columns, kinds].map((_, place) => `c${place}`),
      columns: [...columns, kinds],
      categories: [...columns.map(() => 0), 5],
    };
    const penalty = 1e-4;
    const target: Target = {
      task: 'regression',
      values: values.map((value) => (Number.isNaN(value) ? 0 : value)),
    };
    const model = await fitLinear({ matrix: given, target, weights, options: { penalty } });
    const said = predictLinear(model, given);
    const left = target.values.map((value, row) => value - (said as { values: Float64Array }).values[row]!);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const slopes = model.design.map(({ feature, category, mean, scale }, place) => {
      const own = given.columns[feature]!.map((value) =>
        category === null ? value : value === category ? 1 : 0,
      );
      const told = left.reduce(
        (sum, each, row) => sum + (weights[row]! * each * (own[row]! - mean)) / scale / total,
        0,
      );
      return Math.abs(told - penalty * model.coefficients[0]![place]!);
    });
    expect(model.design).toHaveLength(17);
    expect(Math.max(...slopes)).toBeLessThan(1e-11);
    expect(Math.abs(left.reduce((sum, each, row) => sum + weights[row]! * each, 0))).toBeLessThan(1e-9);
  });

  it('takes categories apart, and leaves out columns that never change', async () => {
    const category = Float64Array.from({ length: 90 }, (_, row) => row % 3);
    const effect = [5, -2, 1];
    const values = category.map((each) => effect[each]!);
    const table = { ...numericMatrix([category, new Float64Array(90).fill(7)]), categories: [3, 0] };
    const model = await fitLinear({
      matrix: table,
      target: { task: 'regression', values },
      options: { penalty: 1e-9 },
    });
    expect(model.design.map(({ feature }) => feature)).toEqual([0, 0, 0]);
    const predictions = predictLinear(model, table);
    expect(
      shown(predictions)
        .slice(0, 3)
        .flat()
        .map((value) => Math.round(value * 1e4) / 1e4),
    ).toEqual(effect);
  });

  it('predicts the mean where there is nothing to go by', async () => {
    const empty = numericMatrix([new Float64Array(4).fill(Number.NaN)]);
    const model = await fitLinear({
      matrix: empty,
      target: { task: 'regression', values: Float64Array.of(1, 2, 3, 6) },
    });
    expect(shown(predictLinear(model, empty))[0]![0]).toBeCloseTo(3, 6);
  });
});
