import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { estimatorOf } from '../../../../src/train/estimators.ts';
import { numericMatrix, takeRows } from '../../../../src/train/matrix.ts';
import { scoreOf } from '../../../../src/train/metrics/metrics.ts';
import { predictModel } from '../../../../src/train/models/predict-model.ts';
import {
  createActivations,
  createLayers,
  goBack,
  goForward,
  type Layer,
} from '../../../../src/train/perceptron/network.ts';
import { createRandom } from '../../../../src/train/random.ts';
import { type Target, takeTarget } from '../../../../src/train/target.ts';

const fixture = JSON.parse(
  readFileSync(new URL('../../../fixtures/train/perceptron.json', import.meta.url), 'utf8'),
) as {
  columns: number[][];
  number: number[];
  three: number[];
  learned: number;
  cases: { hidden: number[]; rmse: number; logLoss: number }[];
};
const matrix = numericMatrix(fixture.columns.map((column) => Float64Array.from(column)));
const rows = Int32Array.from({ length: matrix.rows }, (_, row) => row);
const [learned, held] = [rows.slice(0, fixture.learned), rows.slice(fixture.learned)];
const perceptron = estimatorOf('perceptron');

describe('a perceptron does as well as scikit-learn’s on rows that it has not seen', () => {
  for (const { hidden, ...theirs } of fixture.cases)
    it.each<['rmse' | 'logLoss', Target]>([
      ['rmse', { task: 'regression', values: Float64Array.from(fixture.number) }],
      [
        'logLoss',
        { task: 'classification', classes: ['0', '1', '2'], codes: Int32Array.from(fixture.three) },
      ],
    ])(`%s, hidden ${hidden}`, async (metric, target) => {
      const losses = await Promise.all(
        [0, 1, 2, 3, 4, 5].map(async (seed) => {
          const model = await perceptron.fit({
            matrix: takeRows(matrix, learned),
            target: takeTarget(target, learned),
            seed,
            options: {
              units: hidden[0],
              secondUnits: hidden[1] ?? 0,
              learningRate: 0.01,
              l2: 1e-3,
              batchRows: 32,
              epochs: 60,
              patience: 60,
              validationShare: 0,
            },
          });
          return scoreOf(metric, takeTarget(target, held), predictModel(model, takeRows(matrix, held)))!;
        }),
      );
      expect(losses.reduce((sum, loss) => sum + loss / 6, 0)).toBeLessThan(1.1 * theirs[metric]);
    });
});

describe('a network', () => {
  it('has the slopes that small steps show', () => {
    const random = createRandom(3);
    const layers = createLayers([3, 5, 4, 2], random);
    for (const { biases } of layers) for (const at of biases.keys()) biases[at] = 0.3 * random.normal();
    const space = createActivations(layers, 6);
    const inputs = Float64Array.from({ length: 18 }, () => random.normal());
    const goals = Float64Array.from({ length: 12 }, () => random.normal());
    const loss = (): number => {
      space.values[0]!.set(inputs);
      goForward(layers, space, 6);
      return space.values.at(-1)!.reduce((sum, value, at) => sum + 0.5 * (value - goals[at]!) ** 2, 0);
    };
    loss();
    space.values.at(-1)!.forEach((value, at) => {
      space.slopes.at(-1)![at] = value - goals[at]!;
    });
    const gradients: Layer[] = layers.map((layer) => ({
      ...layer,
      weights: new Float64Array(layer.weights.length),
      biases: new Float64Array(layer.biases.length),
    }));
    goBack(layers, space, 6, gradients);
    const step = 1e-6;
    layers.forEach((layer, at) => {
      for (const part of ['weights', 'biases'] as const)
        for (const place of layer[part].keys()) {
          const before = layer[part][place]!;
          layer[part][place] = before + step;
          const above = loss();
          layer[part][place] = before - step;
          const slope = (above - loss()) / (2 * step);
          layer[part][place] = before;
          expect(gradients[at]![part][place]).toBeCloseTo(slope, 5);
        }
    });
  });

  it('needs rows to learn from', async () => {
    await expect(
      perceptron.fit({
        matrix,
        target: { task: 'regression', values: Float64Array.from(fixture.number) },
        validationRows: rows,
      }),
    ).rejects.toThrow(/kept aside/);
  });
});
