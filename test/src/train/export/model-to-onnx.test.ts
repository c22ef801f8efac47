import { describe, expect, it } from 'vitest';
import { predictBoosted } from '../../../../src/train/boosting/boosted-trees.ts';
import { fitBoosting } from '../../../../src/train/boosting/fit-boosting.ts';
import type { LossName } from '../../../../src/train/boosting/losses.ts';
import type { ExportableModel } from '../../../../src/train/export/model-to-onnx.ts';
import { fitForest } from '../../../../src/train/forest/fit-forest.ts';
import { predictForest } from '../../../../src/train/forest/forest.ts';
import { fitLinear, predictLinear } from '../../../../src/train/linear/fit-linear.ts';
import { type FeatureMatrix, numericMatrix } from '../../../../src/train/matrix.ts';
import { createRandom } from '../../../../src/train/random.ts';
import type { Predictions, Target } from '../../../../src/train/target.ts';
import { runExported, shown } from '../run-exported.ts';

/** Numbers, missing ones, infinite ones, and categories of which the last are only in some rows. */
function table(rows: number, seed: number): FeatureMatrix {
  const random = createRandom(seed);
  const columns = Array.from({ length: 3 }, () =>
    Float64Array.from({ length: rows }, () => (random.next() < 0.1 ? Number.NaN : random.normal())),
  );
  columns[2]![3] = Infinity;
  const category = Float64Array.from({ length: rows }, () =>
    random.next() < 0.1 ? Number.NaN : random.below(70),
  );
  return { ...numericMatrix([...columns, category]), categories: [0, 0, 0, 70] };
}

const seen = table(600, 1);
const signal = Float64Array.from(
  { length: 600 },
  (_, row) => (seen.columns[0]![row]! || 0) + ((seen.columns[3]![row]! || 0) % 5),
);
const numbers: Target = { task: 'regression', values: signal };
const classesBy = (bounds: number[]): Target => ({
  task: 'classification',
  classes: [...bounds, 0].map((_, code) => `c${code}`),
  codes: Int32Array.from(signal, (value) => bounds.filter((bound) => value > bound).length),
});
const targets = { numbers, two: classesBy([2]), three: classesBy([1, 3]) };

/** New rows, with categories beyond those of training and numbers beyond its range. */
const unseen = table(400, 2);
unseen.columns[3]![0] = 500;
unseen.columns[3]![1] = 69;
unseen.columns[0]![2] = 1e9;
unseen.columns[1]![3] = -Infinity;

async function compare(model: ExportableModel, own: Predictions): Promise<void> {
  const theirs = await runExported(model, unseen);
  const off = shown(own).flatMap((row, index) =>
    row.map((value, place) => Math.abs(value - theirs[index]![place]!)),
  );
  expect(Math.max(...off)).toBeLessThan(1e-9);
}

describe('a model as ONNX gives what it gives here', () => {
  it.each<[LossName, keyof typeof targets]>([
    ['squared', 'numbers'],
    ['absolute', 'numbers'],
    ['poisson', 'numbers'],
    ['log-squared', 'numbers'],
    ['logistic', 'two'],
    ['softmax', 'three'],
  ])('boosted trees, %s', async (loss, target) => {
    const of =
      loss === 'poisson' || loss === 'log-squared'
        ? { task: 'regression' as const, values: signal.map((value) => Math.max(0, value)) }
        : targets[target];
    const { model } = await fitBoosting({ matrix: seen, target: of, options: { loss, iterations: 20 } });
    await compare(model, predictBoosted(model, unseen));
  });

  it.each(['random-forest', 'extra-trees', 'decision-tree'] as const)('%s', async (family) => {
    for (const target of Object.values(targets)) {
      const forest = await fitForest({ family, matrix: seen, target, options: { trees: 12 } });
      await compare(forest, predictForest(forest, unseen));
    }
  });

  it('linear models', async () => {
    const finite = {
      ...seen,
      columns: seen.columns.map((column) => column.map((value) => (value === Infinity ? 0 : value))),
    };
    for (const target of Object.values(targets)) {
      const model = await fitLinear({ matrix: finite, target });
      const ordinary = {
        ...unseen,
        columns: unseen.columns.map((column) =>
          column.map((value) => (Math.abs(value) === Infinity || value === 1e9 ? 0 : value)),
        ),
      };
      const theirs = await runExported(model, ordinary);
      const own = shown(predictLinear(model, ordinary));
      const off = own.flatMap((row, index) =>
        row.map((value, place) => Math.abs(value - theirs[index]![place]!)),
      );
      expect(Math.max(...off)).toBeLessThan(1e-9);
    }
  });

  it('models that learned nothing', async () => {
    const constant = numericMatrix([
      new Float64Array(600).fill(1),
      new Float64Array(600),
      new Float64Array(600),
      new Float64Array(600),
    ]);
    const { model } = await fitBoosting({ matrix: constant, target: numbers });
    await compare(model, predictBoosted(model, unseen));
    const linear = await fitLinear({ matrix: constant, target: numbers });
    await compare(linear, predictLinear(linear, unseen));
  });
});
