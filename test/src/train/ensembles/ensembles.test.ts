import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blendOf, weightedMean } from '../../../../src/train/ensembles/blend.ts';
import { fitStack } from '../../../../src/train/ensembles/fit-stack.ts';
import { selectGreedily } from '../../../../src/train/ensembles/select-greedily.ts';
import { estimatorOf } from '../../../../src/train/estimators.ts';
import { crossValidate } from '../../../../src/train/index.ts';
import { numericMatrix } from '../../../../src/train/matrix.ts';
import { scoreOf } from '../../../../src/train/metrics/metrics.ts';
import { predictModel } from '../../../../src/train/models/predict-model.ts';
import { loadModel, saveModel } from '../../../../src/train/models/save-model.ts';
import { createRandom } from '../../../../src/train/random.ts';
import type { Predictions, Target } from '../../../../src/train/target.ts';
import { foldRows } from '../../../../src/train/validation/split-rows.ts';
import { farthest, runExported, shown } from '../run-exported.ts';

const { stack } = JSON.parse(
  readFileSync(new URL('../../../fixtures/train/calibration.json', import.meta.url), 'utf8'),
) as {
  stack: {
    columns: number[][];
    number: number[];
    three: number[];
    shares: number[];
    predictions: { number: number[][]; three: number[][] };
  };
};
const matrix = numericMatrix(stack.columns.map((column) => Float64Array.from(column)));
const targets: Record<'number' | 'three', Target> = {
  number: { task: 'regression', values: Float64Array.from(stack.number) },
  three: { task: 'classification', classes: ['0', '1', '2'], codes: Int32Array.from(stack.three) },
};
/** Fifths of the rows, one after the other. */
const fifths = Array.from({ length: 5 }, (_, fold) => {
  const rows = Int32Array.from({ length: matrix.rows }, (_, row) => row);
  const isTest = (row: number) => Math.floor((row * 5) / matrix.rows) === fold;
  return { train: rows.filter((row) => !isTest(row)), test: rows.filter(isTest) };
});

describe('a stack', () => {
  it.each(['number', 'three'] as const)('predicts what scikit-learn’s parts give: %s', async (name) => {
    const linear = estimatorOf('linear');
    const target = targets[name];
    const fits = await Promise.all(
      stack.shares.map(async (penalty) => ({
        model: await linear.fit({ matrix, target, options: { penalty } }),
        held: await crossValidate(linear, { matrix, target, folds: fifths, options: { penalty } }),
      })),
    );
    const model = await fitStack({
      members: fits.map((fit) => fit.model),
      outOfFold: fits.map((fit) => fit.held.predictions),
      target,
    });
    const own = shown(predictModel(model, matrix));
    expect(farthest(own, stack.predictions[name])).toBeLessThan(1e-4);
    expect(farthest(own, await runExported(model, matrix))).toBeLessThan(1e-9);
    expect(loadModel(saveModel(model))).toEqual(model);
  });
});

describe('greedy selection', () => {
  const rows = 400;
  const random = createRandom(6);
  const truth = Float64Array.from({ length: rows }, () => random.normal());
  const target: Target = { task: 'regression', values: truth };
  const noisy = (deviation: number): Predictions => ({
    task: 'regression',
    values: truth.map((value) => value + deviation * random.normal()),
  });
  const rmse = (predictions: Predictions) => scoreOf('rmse', target, predictions)!;

  it('weighs models so that the blend beats each of them', async () => {
    const said = [noisy(1), noisy(0.8), noisy(0.8), noisy(6)];
    const selection = await selectGreedily(said, target, { metric: 'rmse' });
    expect(selection.scores).toEqual(said.map(rmse));
    expect(selection.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    // Errors that have nothing to do with each other: the best weights go by one over their variance.
    const best = [1, 1 / 0.64, 1 / 0.64, 1 / 36].map((precision) => precision / (1 + 2 / 0.64 + 1 / 36));
    for (const [model, weight] of selection.weights.entries())
      expect(Math.abs(weight - best[model]!)).toBeLessThan(0.08);
    expect(rmse(weightedMean(said, selection.weights, null))).toBeCloseTo(selection.score, 12);
    expect(selection.score).toBeLessThan(0.75 * Math.min(...said.map(rmse)));
  });

  it('takes one model alone where the others only spoil it', async () => {
    const right: Predictions = { task: 'regression', values: truth.slice() };
    const { weights, score } = await selectGreedily([noisy(2), right, noisy(3)], target, { metric: 'r2' });
    expect(weights).toEqual([0, 1, 0]);
    expect(score).toBe(1);
  });

  it('blends real models, for saving and for ONNX too', async () => {
    const names = ['gradient-boosting', 'linear', 'neighbours', 'dummy'];
    const target = targets.three;
    if (target.task !== 'classification') throw new Error('classes are meant');
    const folds = foldRows({
      rows: matrix.rows,
      folds: 3,
      seed: 1,
      strategy: { by: 'class', codes: target.codes },
    });
    const options = { 'gradient-boosting': { iterations: 20 } };
    const parts = [];
    for (const name of names) {
      const input = { matrix, target, options: options[name as keyof typeof options] };
      parts.push({
        model: await estimatorOf(name).fit(input),
        held: (await crossValidate(estimatorOf(name), { ...input, folds })).predictions,
      });
    }
    const said = parts.map(({ held }) => held);
    const { weights, score, scores } = await selectGreedily(said, target, { metric: 'logLoss' });
    expect(score).toBeLessThanOrEqual(Math.min(...scores.map((each) => each ?? Infinity)));
    const blend = blendOf(
      parts.map(({ model }) => model),
      weights,
    );
    expect(blend.members).toHaveLength(weights.filter((weight) => weight > 0).length);
    const own = shown(predictModel(blend, matrix));
    expect(farthest(own, await runExported(blend, matrix))).toBeLessThan(1e-9);
    expect(loadModel(saveModel(blend))).toEqual(blend);
  });

  it('says when there is nothing to choose by', async () => {
    await expect(selectGreedily([noisy(1)], target, { metric: 'rocAuc' })).rejects.toThrow(/no rocAuc/);
    await expect(selectGreedily([], target, { metric: 'rmse' })).rejects.toThrow(/no rmse/);
  });
});
