import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareExperiments, createExperiments, type Experiments } from '../../../src/experiments/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';

/**
 * ROC AUC of naive Bayes and of 15 nearest neighbours on scikit-learn's breast cancer data, 2 x 5 folds; difference, error, p and interval by the formula of
 * scikit-learn's example "Statistical comparison of models using grid search" with scipy's t (scikit-learn 1.9.1).
 */
const bayes = [
  0.977727, 0.993122, 0.984458, 0.994709, 0.992622, 0.980675, 0.989519, 0.986442, 0.990741, 0.994299,
];
const neighbours = [
  0.957746, 0.978546, 0.962467, 0.956349, 0.995137, 0.990665, 0.97396, 0.989418, 0.950893, 0.978203,
];

let store: Store;
let experiments: Experiments;

beforeAll(async () => {
  store = await openStore({ path: ':memory:' });
  experiments = createExperiments(store, { artifactFolder: '/nowhere' });
});
afterAll(() => store.close());

async function logged(
  scores: readonly number[],
  options: { scheme?: string; metric?: string; family?: string; seed?: number } = {},
) {
  const { scheme = 'same', metric = 'rocAuc', family = 'linear', seed = 1 } = options;
  const run = await experiments.start({ name: 'compared', folder: '/', parameters: { family }, seed });
  run.metrics({ [metric]: scores.reduce((sum, score) => sum + score, 0) / scores.length });
  await run.folds({ metric, scheme, testShare: 0.2, scores });
  await run.end();
  return experiments.get(run.id);
}

describe('comparing two runs', () => {
  it('gives the corrected resampled t-test that scipy gives', async () => {
    const { metrics } = compareExperiments([await logged(bayes), await logged(neighbours)]);
    const test = metrics[0]!.tests[1]!;
    expect(test).toMatchObject({ isComparable: true, folds: 10, isBeyondNoise: false });
    if (!test.isComparable) return;
    expect(test.difference).toBeCloseTo(-0.015093, 9);
    expect(test.standardError).toBeCloseTo(0.009845955799774401, 12);
    expect(test.pValue).toBeCloseTo(0.15966240665913617, 9);
    expect(test.low).toBeCloseTo(-0.03736609943705418, 8);
    expect(test.high).toBeCloseTo(0.007180099437054199, 8);
    expect(metrics[0]!.verdicts).toEqual([null, 'unclear']);
  });

  it('calls a difference beyond noise better or worse, by what the metric is', async () => {
    const worse = bayes.map((score, fold) => score - 0.05 - fold * 0.0001);
    const roc = compareExperiments([await logged(bayes), await logged(worse)]);
    expect(roc.metrics[0]!.verdicts[1]).toBe('worse');
    const loss = compareExperiments([
      await logged(bayes, { metric: 'validation.logLoss' }),
      await logged(worse, { metric: 'validation.logLoss' }),
    ]);
    expect(loss.metrics[0]!.verdicts[1]).toBe('better');
    const snake = compareExperiments([
      await logged(bayes, { metric: 'test.poisson_deviance' }),
      await logged(worse, { metric: 'test.poisson_deviance' }),
    ]);
    expect(snake.metrics[0]!.verdicts[1]).toBe('better');
  });

  it('takes the same scores for no difference', async () => {
    const { metrics } = compareExperiments([await logged(bayes), await logged(bayes)]);
    expect(metrics[0]!.tests[1]).toMatchObject({ difference: 0, pValue: 1, isBeyondNoise: false });
  });

  it.each([
    ['other folds', { scheme: 'other' }, bayes, 'different folds'],
    ['fewer folds', {}, bayes.slice(0, 5), 'one run has 10 folds, the other 5'],
    ['a fold without a score', {}, [Number.NaN, ...bayes.slice(1)], 'no score that is a number'],
  ])('says why it can not tell: %s', async (_, options, scores, why) => {
    const { metrics } = compareExperiments([await logged(bayes), await logged(scores, options)]);
    expect(metrics[0]!.tests[1]).toMatchObject({ isComparable: false, why: expect.stringContaining(why) });
    expect(metrics[0]!.verdicts[1]).toBe('unclear');
  });

  it('says what they were given that differs, and nothing else', async () => {
    const { differences } = compareExperiments([
      await logged(bayes, { family: 'linear', seed: 1 }),
      await logged(bayes, { family: 'forest', seed: 2 }),
    ]);
    expect(differences).toEqual([
      { kind: 'parameter', name: 'family', values: ['linear', 'forest'] },
      { kind: 'seed', name: 'seed', values: ['1', '2'] },
    ]);
  });

  it('needs two', async () => {
    const one = await logged(bayes);
    expect(() => compareExperiments([one])).toThrow(/two runs or more/);
  });
});
