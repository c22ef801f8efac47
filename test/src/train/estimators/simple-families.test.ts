import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { estimatorOf } from '../../../../src/train/estimators.ts';
import { numericMatrix } from '../../../../src/train/matrix.ts';
import { predictModel } from '../../../../src/train/models/predict-model.ts';
import type { Target } from '../../../../src/train/target.ts';
import { farthest, shown } from '../run-exported.ts';

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/train/${name}`, import.meta.url), 'utf8'));
type TargetName = 'number' | 'count' | 'binary' | 'three';
const table = read('boosting.json') as {
  columns: (number | null)[][];
  targets: Record<TargetName, number[]>;
  weights: number[];
};
const { cases, categorical } = read('simple.json') as {
  cases: {
    name: string;
    estimator: string;
    target: TargetName;
    options: Record<string, unknown>;
    weighted: boolean;
    predictions: (number | number[])[];
  }[];
  categorical: { columns: number[][]; counts: number[]; pseudoCount: number; predictions: number[][] };
};
const raw = table.columns.map((column) => Float64Array.from(column, (value) => value ?? Number.NaN));
/** Naive Bayes leaves missing values out; scikit-learn's has to be given something. */
const filled = raw.map((column) => {
  const there = column.filter((value) => !Number.isNaN(value));
  const mean = there.reduce((sum, value) => sum + value, 0) / there.length;
  return column.map((value) => (Number.isNaN(value) ? mean : value));
});

function targetOf(name: TargetName): Target {
  const values = table.targets[name];
  if (name === 'number' || name === 'count') return { task: 'regression', values: Float64Array.from(values) };
  const classes = [...new Set(values)].sort().map(String);
  return { task: 'classification', classes, codes: Int32Array.from(values) };
}

describe('simple estimators predict what scikit-learn’s do', () => {
  it.each(cases)('$estimator: $name', async ({ estimator, target, options, weighted, predictions }) => {
    const matrix = numericMatrix(estimator === 'naive-bayes' ? filled : raw);
    const model = await estimatorOf(estimator).fit({
      matrix,
      target: targetOf(target),
      options,
      weights: weighted ? Float64Array.from(table.weights) : undefined,
    });
    expect(farthest(shown(predictModel(model, matrix)), predictions)).toBeLessThan(1e-7);
  });

  it('naive-bayes: categories', async () => {
    const { columns, counts, pseudoCount, predictions } = categorical;
    const matrix = {
      ...numericMatrix(columns.map((column) => Float64Array.from(column))),
      categories: counts,
    };
    const model = await estimatorOf('naive-bayes').fit({
      matrix,
      target: targetOf('three'),
      options: { pseudoCount },
    });
    expect(farthest(shown(predictModel(model, matrix)), predictions)).toBeLessThan(1e-7);
  });
});
