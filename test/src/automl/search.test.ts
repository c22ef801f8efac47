import { describe, expect, it } from 'vitest';
import {
  createRecipe,
  describeProblem,
  distanceOf,
  factsOf,
  type Kit,
  kitsFor,
  planFolds,
  prepareTraining,
  type SearchTrial,
  SearchTrialSchema,
  search,
  searchByHalving,
  warmRecipes,
} from '../../../src/automl/index.ts';
import { tableWith } from './tables.ts';

const table = tableWith('buys', 200);
const data = prepareTraining(table, describeProblem(table, { target: 'buys' }));
const folds = planFolds(data, { parts: 2, repeats: 1 });
const linear: Kit = { ...kitsFor(data).find(({ family }) => family === 'linear')!, base: { iterations: 30 } };
const trees: Kit = {
  family: 'decision-tree',
  plan: kitsFor(data)[0]!.plan,
  base: {},
  space: {
    maxDepth: { kind: 'int', low: 1, high: 8 },
    minRowsInLeaf: { kind: 'int', low: 1, high: 30, log: true },
  },
};
const kits = [linear, trees];
const recipes = [1e-4, 1e-2].map((penalty) =>
  createRecipe({ family: 'linear', plan: linear.plan, settings: { ...linear.base, penalty } }),
);
const broken = createRecipe({
  family: 'linear',
  plan: { columns: ['age'], steps: [{ step: 'log', columns: ['agee'] }] },
});

describe('a search', () => {
  it('tries what it is given, then what it finds, and records each, failed ones too', async () => {
    const told: SearchTrial[] = [];
    const { trials, candidates, endedBy } = await search({
      ...{ data, folds, kits, seed: 1, maxTrials: 12, parallel: 1 },
      recipes: [broken, ...recipes],
      onTrial: (trial) => void told.push(trial),
    });
    expect(endedBy).toBe('trials');
    expect(trials).toEqual(told);
    expect(trials.map(({ recipe }) => recipe.id).slice(0, 3)).toEqual(
      [broken, ...recipes].map(({ id }) => id),
    );
    expect(trials[0]).toMatchObject({
      status: 'failed',
      score: null,
      message: expect.stringMatching(/agee/),
    });
    expect(new Set(trials.map(({ recipe }) => recipe.id)).size).toBe(12);
    expect(new Set(trials.map(({ recipe }) => recipe.family))).toEqual(new Set(['linear', 'decision-tree']));
    expect(candidates).toHaveLength(11);
    expect(candidates.map(({ score }) => score)).toEqual(
      candidates.map(({ score }) => score).sort((a, b) => b - a),
    );
    for (const trial of trials)
      expect(SearchTrialSchema.parse(JSON.parse(JSON.stringify(trial)))).toEqual(trial);
  });

  it.each(['tpe', 'random', 'grid'] as const)(
    'goes on where it was cut short, with the same seed to the same end: %s',
    async (sampler) => {
      const options = { data, folds, kits: [trees], seed: 4, parallel: 1, sampler };
      const whole = await search({ ...options, maxTrials: 9 });
      const first = await search({ ...options, maxTrials: 4 });
      const rest = await search({
        ...options,
        maxTrials: 9,
        earlier: first.trials,
        candidates: first.candidates,
      });
      expect(first.trials.map(({ recipe }) => recipe.id)).toEqual(
        whole.trials.slice(0, 4).map(({ recipe }) => recipe.id),
      );
      expect(rest.trials).toHaveLength(9);
      expect(rest.trials.slice(0, 4)).toEqual(first.trials);
      expect(rest.trials.map(({ number }) => number)).toEqual([...Array(9).keys()]);
      expect(new Set(rest.trials.map(({ recipe }) => recipe.id)).size).toBe(9);
      expect(rest.candidates).toHaveLength(9);
    },
  );

  it('tries no recipe twice at once, and ends when there is nothing new', async () => {
    const few: Kit = { ...trees, space: { maxDepth: { kind: 'int', low: 1, high: 3 } } };
    const { trials, endedBy } = await search({ data, folds, kits: [few], parallel: 2 });
    expect(endedBy).toBe('nothing-new');
    expect(trials.map(({ recipe }) => recipe.settings.maxDepth).sort()).toEqual([1, 2, 3]);
  });

  it('ends by the clock, and what runs then is ended with it', async () => {
    const slow = createRecipe({ family: 'random-forest', plan: trees.plan, settings: { trees: 200_000 } });
    const began = performance.now();
    const { trials, endedBy } = await search({
      ...{ data, folds, kits, recipes: [slow], parallel: 1 },
      budgetMs: 1_000,
      trialLimitMs: 60_000,
    });
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(trials[0]!.recipe.id).toBe(slow.id);
    expect(endedBy).toBe('time');
  });

  it('is interrupted by its signal', async () => {
    const controller = new AbortController();
    const running = search({
      ...{ data, folds, kits, signal: controller.signal, parallel: 2 },
      onTrial: () => controller.abort(),
    });
    await expect(running).rejects.toMatchObject({ code: 'interrupted' });
  });
});

describe('successive halving', () => {
  it.each(['rows', 'iterations'] as const)(
    'gives the best more, by %s, and the last everything',
    async (by) => {
      const many = Array.from({ length: 9 }, (_, at) =>
        createRecipe({
          family: 'gradient-boosting',
          plan: trees.plan,
          settings: { iterations: 27, learningRate: 0.01 * (at + 1), minRowsInLeaf: 2 },
        }),
      );
      const { trials, candidates } = await searchByHalving({ data, folds, recipes: many, by, parallel: 1 });
      expect(trials).toHaveLength(9 + 3 + 1);
      expect(trials.map(({ number }) => number)).toEqual([...trials.keys()]);
      if (by === 'rows')
        expect(trials.map(({ rowShare }) => rowShare.toFixed(2))).toEqual([
          ...Array(9).fill('0.11'),
          ...Array(3).fill('0.33'),
          '1.00',
        ]);
      else expect(trials[0]!.recipe.settings.iterations).toBe(3);
      expect(candidates).toHaveLength(1);
      expect(many.map(({ id }) => id)).toContain(candidates[0]!.id);
    },
  );
});

describe('a warm start', () => {
  const facts = factsOf(data);
  const run = (rows: number, learningRate: number) => ({
    facts: { ...facts, rows },
    best: [
      { family: 'gradient-boosting', settings: { learningRate } },
      { family: 'linear', settings: { penalty: rows } },
    ],
  });
  it('takes what was best on the most alike tables', () => {
    expect(distanceOf(facts, facts)).toBe(0);
    expect(distanceOf(facts, { ...facts, task: 'regression' })).toBe(Number.POSITIVE_INFINITY);
    const runs = [
      run(100_000, 0.3),
      run(220, 0.02),
      run(500, 0.05),
      { ...run(200, 0.9), facts: { ...facts, task: 'regression' as const } },
    ];
    const warm = warmRecipes(kitsFor(data), facts, runs, 3);
    expect(warm.map(({ settings }) => settings.learningRate ?? settings.penalty)).toEqual([0.02, 0.05, 0.3]);
    expect(warm[0]).toMatchObject({ origin: 'earlier', plan: kitsFor(data)[0]!.plan });
  });

  it('passes over settings that a family does not know', () => {
    const odd = {
      facts,
      best: [
        { family: 'linear', settings: { bananas: 3 } },
        { family: 'gone', settings: {} },
      ],
    };
    expect(warmRecipes(kitsFor(data), facts, [odd])).toEqual([]);
  });
});
