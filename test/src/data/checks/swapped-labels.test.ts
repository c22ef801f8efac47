import { describe, expect, it } from 'vitest';
import { labelNoise } from '../../../../src/data/checks/label-noise.ts';
import { swapLikelihood } from '../../../../src/data/checks/swap-likelihood.ts';
import { createRandom } from '../../../../src/train/index.ts';

/** Labels and probabilities of three classes by a generator that Python has too. */
function threeClasses(rows: number) {
  let state = 12_345n;
  const next = () => {
    state = (state * 1_103_515_245n + 12_345n) % 2n ** 31n;
    return Number(state) / 2 ** 31;
  };
  const probabilities = [0, 1, 2].map(() => new Float64Array(rows));
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const weights = [0, 1, 2].map(() => next() ** 3 + 0.01);
    const sum = weights.reduce((total, each) => total + each, 0);
    for (const [code, weight] of weights.entries()) probabilities[code]![row] = weight / sum;
    const isKept = next() < 0.75;
    const likeliest = weights.indexOf(Math.max(...weights));
    codes[row] = isKept ? likeliest : (likeliest + 1 + Math.floor(next() * 2)) % 3;
  }
  return { target: { task: 'classification' as const, classes: ['a', 'b', 'c'], codes }, probabilities };
}

describe('labels that look wrong', () => {
  it('are those of cleanlab 2.9.0, find_label_issues(filter_by="confident_learning")', () => {
    const { target, probabilities } = threeClasses(120);
    const { suspects } = labelNoise(target, probabilities)!;
    expect(suspects.map(({ place }) => place).toSorted((one, other) => one - other)).toEqual([
      3, 18, 22, 23, 30, 41, 46, 47, 48, 53, 58, 67, 71, 79, 85, 87, 92, 97, 101, 103, 113,
    ]);
    // compute_confident_joint(calibrate=False): [[20, 4, 4], [4, 20, 3], [2, 4, 21]].
    const joint = ['a', 'b', 'c'].map((given) =>
      ['a', 'b', 'c'].map(
        (likely) => suspects.filter((each) => each.given === given && each.likely === likely).length,
      ),
    );
    expect(joint).toEqual([
      [0, 4, 4],
      [4, 0, 3],
      [2, 4, 0],
    ]);
  });

  it('are likelier swapped where errors are level, and a hard problem where they rise', () => {
    const rows = 800;
    const random = createRandom(5);
    const sure = Array.from({ length: rows }, (_, row) => 0.99 - (0.45 * row) / rows);
    const likelihoodOf = (errorAt: (share: number) => number) =>
      swapLikelihood(
        {
          task: 'classification',
          classes: ['no', 'yes'],
          codes: Int32Array.from(sure, (_, row) => (random.next() < errorAt(row / rows) ? 0 : 1)),
        },
        [Float64Array.from(sure, (value) => 1 - value), Float64Array.from(sure)],
      );
    expect(likelihoodOf((share) => 0.1 + 0.3 * share ** 6)).toBeGreaterThan(5);
    expect(likelihoodOf((share) => 0.45 * share)).toBeLessThan(-5);
    expect(likelihoodOf((share) => 0.3 * share ** 4)).toBeLessThan(-5);
    expect(likelihoodOf(() => 0.4)).toBeLessThan(-5);
  });
});
