import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  baselineRecipe,
  createRecipe,
  describeProblem,
  kitsFor,
  loadCandidates,
  planFolds,
  prepareTraining,
  RecipeSchema,
  recipesFor,
  saveCandidate,
  type TrainingData,
  tryRecipe,
} from '../../../src/automl/index.ts';
import type { Table } from '../../../src/data/index.ts';
import { createRandom, scoreOf, takePredictions, takeTarget } from '../../../src/train/index.ts';
import { tableWith } from './tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'opsmith-candidates-'));
afterAll(() => rmSync(folder, { recursive: true }));

function dataOf(target: 'worth' | 'buys' | 'level', rows: number, seed?: number): TrainingData {
  const table = tableWith(target, rows, seed);
  return prepareTraining(table, describeProblem(table, { target }));
}
const data = dataOf('buys', 300);
const folds = planFolds(data, { parts: 3, repeats: 1, seed: 5 });
const quick = createRecipe({
  family: 'gradient-boosting',
  settings: { iterations: 40, patience: 5, minRowsInLeaf: 5 },
  plan: kitsFor(data)[0]!.plan,
});

describe('a recipe', () => {
  it('has one of logarithms for numbers from 0 on of very different sizes alone', () => {
    const hasLog = (values: Float64Array): boolean => {
      const data = dataOf('worth', 300);
      const recipes = recipesFor({ ...data, target: { task: 'regression', values } });
      return recipes.some(({ settings }) => settings.loss === 'log-squared');
    };
    const normal = Float64Array.from({ length: 300 }, (_, row) => 5 * Math.sin(row));
    expect(hasLog(normal.map((value) => Math.exp(value)))).toBe(true);
    expect(hasLog(normal.map((value) => value + 9))).toBe(false);
    expect(hasLog(normal.map((value) => Math.exp(value) - 1))).toBe(false);
  });

  it('has the same id however it is written, and another for anything else', () => {
    const { plan } = quick;
    const settings = { patience: 5, minRowsInLeaf: 5, iterations: 40, learningRate: 0.1 };
    expect(createRecipe({ family: quick.family, settings, plan, origin: 'search' }).id).toBe(quick.id);
    expect(createRecipe({ family: quick.family, settings: { ...settings, patience: 6 }, plan }).id).not.toBe(
      quick.id,
    );
    expect(createRecipe({ family: quick.family, settings, plan, weighting: 'balanced' }).id).not.toBe(
      quick.id,
    );
  });

  it('goes through JSON, all of the portfolio, and is refused where it is none', () => {
    for (const target of ['worth', 'buys', 'level'] as const)
      for (const recipe of recipesFor(dataOf(target, 60)))
        expect(RecipeSchema.parse(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
    const bad = { ...quick, plan: { columns: ['age'], steps: [{ step: 'oneHot', column: 'age' }] } };
    expect(RecipeSchema.safeParse(bad).success).toBe(false);
    expect(() => createRecipe({ ...quick, family: 'gradient-bosting' })).toThrow(
      /did you mean gradient-boosting/,
    );
    expect(() => createRecipe({ ...quick, settings: { iterations: -1 } })).toThrow(/iterations is -1/);
  });
});

describe('folds', () => {
  it('are more where rows are few, and have a key of their own', () => {
    expect(planFolds(dataOf('buys', 60))).toMatchObject({ kind: 'folds', parts: 5, repeats: 3 });
    expect(planFolds(data, { parts: 3, repeats: 1, seed: 5 }).key).toBe(folds.key);
    expect(planFolds(data, { parts: 3, repeats: 1, seed: 6 }).key).not.toBe(folds.key);
    expect(planFolds(data, { parts: 1 })).toMatchObject({
      kind: 'holdout',
      folds: [{ test: { length: 60 } }],
    });
  });

  it('keep groups whole and the future unseen', () => {
    const byCity = planFolds(data, { parts: 3, groups: 'city' });
    const city = data.table.columns.find(({ name }) => name === 'city')!;
    if (city.type !== 'texts') throw new Error('as made');
    for (const { train, test } of byCity.folds) {
      const seen = new Set([...train].map((row) => city.codes[row]));
      expect([...test].some((row) => seen.has(city.codes[row]!))).toBe(false);
    }
    expect(planFolds(data, { time: 'income', parts: 4 }).kind).toBe('time');
    expect(() => planFolds(data, { time: 'city' })).toThrow(/holds texts/);
    expect(() => planFolds(data, { groups: 'town' })).toThrow(/no column town/);
  });
});

describe('a candidate', () => {
  it('has the score of what it says of rows that it did not learn from, the same for the same seed', async () => {
    const seen: number[] = [];
    const candidate = await tryRecipe({
      data,
      recipe: quick,
      folds,
      seed: 2,
      onFold: (done) => seen.push(done),
    });
    const judged = folds.folds.flatMap(({ test }) => [...test]).sort((one, other) => one - other);
    const rows = Int32Array.from(judged);
    expect(candidate.score).toBe(
      scoreOf('rocAuc', takeTarget(data.target, rows), takePredictions(candidate.predictions, rows)),
    );
    expect(candidate.score).toBeGreaterThan(0.75);
    expect(candidate.foldScores).toHaveLength(3);
    expect(candidate.trainScore!).toBeGreaterThan(candidate.score);
    expect(candidate.iterations).toBeGreaterThan(0);
    expect(seen).toEqual([1, 2, 3]);
    const again = await tryRecipe({ data, recipe: quick, folds, seed: 2 });
    expect(again).toEqual({ ...candidate, seconds: again.seconds });
  });

  it.each(['worth', 'buys', 'level'] as const)('of any family beats the baseline: %s', async (target) => {
    // Log loss would ask for sure probabilities of few trees.
    const table = tableWith(target, 240);
    const problem = describeProblem(table, target === 'level' ? { target, metric: 'rocAuc' } : { target });
    const own = prepareTraining(table, problem);
    const plan = planFolds(own, { parts: 2, repeats: 1 });
    const less = own.problem.lowerIsBetter ? 1 : -1;
    const baseline = await tryRecipe({ data: own, recipe: baselineRecipe(own), folds: plan });
    for (const kit of kitsFor(own)) {
      const settings = kit.family === 'perceptron' ? { epochs: 60 } : kit.base;
      const fewer = 'trees' in settings ? { ...settings, trees: 20 } : settings;
      const recipe = createRecipe({ family: kit.family, plan: kit.plan, settings: fewer });
      const { score } = await tryRecipe({ data: own, recipe, folds: plan });
      expect(less * score, kit.family).toBeLessThan(less * baseline.score);
    }
  });

  it('finds nothing where there is nothing: encodings see no row’s own target', async () => {
    const random = createRandom(3);
    const rows = 600;
    const table: Table = {
      rows,
      columns: [
        {
          ...{ name: 'shop', kind: 'categorical', type: 'texts', missing: 0 },
          dictionary: Array.from({ length: 300 }, (_, code) => `shop ${code}`),
          codes: Int32Array.from({ length: rows }, () => random.below(300)),
        },
        {
          ...{ name: 'y', kind: 'boolean', type: 'numbers', missing: 0 },
          values: Float64Array.from({ length: rows }, () => random.below(2)),
        },
      ],
    };
    const noise = prepareTraining(table, describeProblem(table, { target: 'y' }));
    const plan = planFolds(noise, { parts: 5, repeats: 1 });
    for (const recipe of recipesFor(noise).slice(0, 3)) {
      const { score } = await tryRecipe({ data: noise, recipe, folds: plan });
      expect(Math.abs(score - 0.5), recipe.family).toBeLessThan(0.09);
    }
  });

  it('ends at once when it is cancelled, and is given up when it takes too long', async () => {
    const slow = createRecipe({
      family: 'random-forest',
      settings: { trees: 100_000 },
      plan: quick.plan,
    });
    const controller = new AbortController();
    const running = tryRecipe({ data, recipe: slow, folds, signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    await expect(running).rejects.toMatchObject({ code: 'interrupted' });
    await expect(tryRecipe({ data, recipe: slow, folds, killAfterMs: 200 })).rejects.toMatchObject({
      limit: 'automl.time',
    });
  });

  it('says what is wrong with a plan, as the pipeline does', async () => {
    const recipe = createRecipe({
      family: 'linear',
      plan: { columns: ['age'], steps: [{ step: 'oneHot', columns: ['agee'] }] },
    });
    await expect(tryRecipe({ data, recipe, folds })).rejects.toMatchObject({ code: 'unknown-column' });
  });
});

describe('kept candidates', () => {
  it('come back the same for the same data and folds, and never for others', async () => {
    const candidate = await tryRecipe({ data, recipe: quick, folds, seed: 2 });
    await saveCandidate(folder, data, folds, candidate);
    expect(await loadCandidates(folder, data, folds)).toEqual([candidate]);
    expect(await loadCandidates(folder, dataOf('buys', 300, 2), folds)).toEqual([]);
    expect(await loadCandidates(folder, data, planFolds(data, { parts: 3, seed: 6 }))).toEqual([]);
    expect(await loadCandidates(join(folder, 'nowhere'), data, folds)).toEqual([]);
  });

  it('are passed over when half written or damaged', async () => {
    const [name] = readdirSync(folder);
    const text = readFileSync(join(folder, name!), 'utf8');
    writeFileSync(join(folder, `half-${name}`), text.slice(0, text.length / 2));
    writeFileSync(join(folder, `.${name}.draft`), text);
    writeFileSync(join(folder, `odd-${name}`), '{"format":"opsmith-candidate"}');
    expect(await loadCandidates(folder, data, folds)).toHaveLength(1);
  });

  it('say so when they cannot be written', async () => {
    const candidate = await tryRecipe({ data, recipe: baselineRecipe(data), folds });
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    await expect(saveCandidate(join(file, 'inside'), data, folds, candidate)).rejects.toMatchObject({
      code: 'not-written',
    });
  });
});
