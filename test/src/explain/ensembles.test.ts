import { describe, expect, it } from 'vitest';
import { explainMatrix } from '../../../src/explain/index.ts';
import {
  createRandom,
  estimatorOf,
  type FeatureMatrix,
  fitStack,
  type Model,
  numericMatrix,
  predictModel,
  type Target,
} from '../../../src/train/index.ts';

const random = createRandom(3);
const matrix: FeatureMatrix = numericMatrix(
  Array.from({ length: 4 }, () => Float64Array.from({ length: 200 }, () => random.normal())),
);
const signal = matrix.columns[0]!.map((value, row) => value + 0.5 * matrix.columns[1]![row]! ** 2);
const numbers: Target = { task: 'regression', values: signal };
const classes = (names: string[], bounds: number[]): Target => ({
  task: 'classification',
  classes: names,
  codes: Int32Array.from(signal, (value) => bounds.filter((bound) => value > bound).length),
});
const two = classes(['no', 'yes'], [0.5]);
const three = classes(['a', 'b', 'c'], [0, 1]);

function learn(name: string, target: Target): Promise<Model> {
  const options = { 'random-forest': { trees: 6 }, 'gradient-boosting': { iterations: 6 } }[name] ?? {};
  return estimatorOf(name).fit({ matrix, target, options, seed: 1 });
}

/** Base and contributions of a row's output together. */
async function sums(model: Model): Promise<number[][]> {
  const { base, values } = await explainMatrix(model, matrix);
  const width = matrix.columns.length;
  return values.map((own, output) =>
    Array.from({ length: matrix.rows }, (_, row) =>
      own.subarray(row * width, (row + 1) * width).reduce((sum, value) => sum + value, base[output]!),
    ),
  );
}

describe('ensembles of sums are explained exactly', () => {
  it('a blend of numbers', async () => {
    const members = await Promise.all(
      ['random-forest', 'gradient-boosting', 'linear'].map((name) => learn(name, numbers)),
    );
    const blend: Model = {
      family: 'blend',
      features: matrix.names,
      classes: null,
      members: members.map((model, at) => ({ weight: [0.5, 0.3, 0.2][at]!, model })),
    };
    const { values } = predictModel(blend, matrix) as { values: Float64Array };
    for (const [row, sum] of (await sums(blend))[0]!.entries()) expect(sum).toBeCloseTo(values[row]!, 10);
  });

  it.each([
    ['numbers', numbers],
    ['two classes', two],
    ['three classes', three],
  ])('a stack of forests and a baseline: %s', async (_, target) => {
    const members = [
      await learn('random-forest', target),
      await learn('extra-trees', target),
      await learn('dummy', target),
    ];
    const said = members.map((member) => predictModel(member, matrix));
    const stack = await fitStack({ members, outOfFold: said, target });
    const own = await sums(stack);
    const predictions = predictModel(stack, matrix);
    for (let row = 0; row < matrix.rows; row++) {
      const margins = own.map((values) => values[row]!);
      if (predictions.task === 'regression') expect(margins[0]).toBeCloseTo(predictions.values[row]!, 9);
      else if (margins.length === 1)
        expect(1 / (1 + Math.exp(-margins[0]!))).toBeCloseTo(predictions.probabilities[1]![row]!, 9);
      else {
        const total = margins.reduce((sum, margin) => sum + Math.exp(margin), 0);
        for (const [code, margin] of margins.entries())
          expect(Math.exp(margin) / total).toBeCloseTo(predictions.probabilities[code]![row]!, 9);
      }
    }
  });

  it('a sigmoid over log-odds, and not over probabilities', async () => {
    const maps = [{ method: 'sigmoid' as const, slope: 1.3, intercept: -0.1 }];
    const over = (base: Model): Model => ({
      family: 'calibrated',
      features: base.features,
      classes: base.classes!,
      base,
      maps,
    });
    const boosted = over(await learn('gradient-boosting', two));
    const { probabilities } = predictModel(boosted, matrix) as { probabilities: Float64Array[] };
    for (const [row, sum] of (await sums(boosted))[0]!.entries())
      expect(1 / (1 + Math.exp(-sum))).toBeCloseTo(probabilities[1]![row]!, 9);
    await expect(explainMatrix(over(await learn('random-forest', two)), matrix)).rejects.toThrow(
      /sigmoid calibration is of log-odds, and the sum is a probability/,
    );
  });
});

describe('ensembles that are no sums are refused', () => {
  it('means and stacks of what is a sum before its link only', async () => {
    const members = [await learn('gradient-boosting', two), await learn('random-forest', two)];
    const blend: Model = {
      family: 'blend',
      features: matrix.names,
      classes: two.task === 'classification' ? two.classes : null,
      members: members.map((model) => ({ weight: 0.5, model })),
    };
    await expect(explainMatrix(blend, matrix)).rejects.toMatchObject({ code: 'no-exact-explanation' });
    const outOfFold = members.map((member) => predictModel(member, matrix));
    const stack = await fitStack({ members, outOfFold, target: two });
    await expect(explainMatrix(stack, matrix)).rejects.toThrow(/only before their link \(log-odds\)/);
  });

  it('an isotonic calibration', async () => {
    const base = await learn('gradient-boosting', two);
    const model: Model = {
      family: 'calibrated',
      features: base.features,
      classes: base.classes!,
      base,
      maps: [{ method: 'isotonic', inputs: Float64Array.of(0, 1), outputs: Float64Array.of(0, 1) }],
    };
    await expect(explainMatrix(model, matrix)).rejects.toThrow(/isotonic calibration is not linear/);
  });
});
