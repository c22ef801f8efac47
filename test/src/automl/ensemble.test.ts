import { describe, expect, it } from 'vitest';
import { predictTable, unexportable } from '../../../src/artifact/index.ts';
import { drawFor, mostRows } from '../../../src/automl/ensemble/drawn-rows.ts';
import {
  type Candidate,
  chooseEnsemble,
  createRecipe,
  describeProblem,
  fitFinal,
  kitsFor,
  planFolds,
  prepareTraining,
  trainedModelOf,
  tryRecipe,
} from '../../../src/automl/index.ts';
import type { Column, Table } from '../../../src/data/index.ts';
import { explainRows } from '../../../src/explain/index.ts';
import { createRandom, scoreOf } from '../../../src/train/index.ts';
import { madeTable, tableWith } from './tables.ts';

const table = tableWith('buys', 400);
const data = prepareTraining(table, describeProblem(table, { target: 'buys' }));
const plan = kitsFor(data)[0]!.plan;
const random = createRandom(1);
if (data.target.task !== 'classification') throw new Error('as made');
const { codes } = data.target;

/** Says the truth with noise of its own. */
function saying(name: string, noise: number, sharpness = 1): Candidate {
  const second = Float64Array.from(codes, (code) => {
    const odds = sharpness * (2 * (code - 0.5) + noise * random.normal());
    return 1 / (1 + Math.exp(-odds));
  });
  const predictions = {
    task: 'classification' as const,
    classes: ['no', 'yes'],
    probabilities: [second.map((share) => 1 - share), second],
  };
  return {
    ...{
      id: name,
      recipe: { ...createRecipe({ family: 'linear', plan }), id: name },
      metric: data.problem.metric,
    },
    ...{ score: scoreOf(data.problem.metric, data.target, predictions)!, predictions },
    ...{ foldScores: [], trainScore: null, seconds: 1, iterations: null },
  };
}

/** Two that say a half of the truth with noise of their own, as models do that were held back: no mean of them says the whole. */
function shrunken() {
  const rows = tableWith('worth', 400);
  const worths = prepareTraining(rows, describeProblem(rows, { target: 'worth' }));
  if (worths.target.task !== 'regression') throw new Error('as made');
  const { values } = worths.target;
  const noise = createRandom(7);
  const own = createRecipe({ family: 'linear', plan: kitsFor(worths)[0]!.plan });
  const candidates = ['a', 'b'].map((id): Candidate => {
    const predictions = {
      task: 'regression' as const,
      values: values.map((value) => 0.5 * value + 0.3 * noise.normal()),
    };
    const score = scoreOf(worths.problem.metric, worths.target, predictions)!;
    return {
      ...{ id, recipe: { ...own, id }, metric: worths.problem.metric, score, predictions },
      ...{ foldScores: [], trainScore: null, seconds: 1, iterations: null },
    };
  });
  return { candidates, worths, values };
}

describe('an ensemble', () => {
  it('blends what errs apart, and is better on rows that chose no weights', async () => {
    const candidates = [saying('a', 1.5), saying('b', 1.5), saying('c', 1.6), saying('noise', 30)];
    const ensemble = await chooseEnsemble({ data, candidates });
    // The mean of their log-odds is what Bayes would say; a stack may find it.
    expect(ensemble.kind).not.toBe('single');
    expect(ensemble.members.map(({ recipe }) => recipe.id).sort()).toEqual(['a', 'b', 'c']);
    expect(ensemble.members.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(ensemble.honest!.blend).toBeGreaterThan(ensemble.honest!.single);
    expect(ensemble.score).toBeGreaterThan(ensemble.bestSingle.score);
    const two = await chooseEnsemble({ data, candidates, mostMembers: 2 });
    expect(two.members).toHaveLength(2);
  });

  it('stacks where a mean cannot be as good, and judges the stack by rows that it has not seen', async () => {
    const { candidates, worths, values } = shrunken();
    const ensemble = await chooseEnsemble({ data: worths, candidates });
    expect(ensemble.kind).toBe('stack');
    const { blend, single, stack } = ensemble.honest!;
    expect(stack).toBeLessThan(0.8 * Math.min(blend, single));
    // Said by models that were fitted on other rows: not better than the truth is known.
    if (ensemble.predictions.task !== 'regression') throw new Error('as made');
    const { score } = ensemble;
    const target = {
      task: 'regression' as const,
      values: Float64Array.from(ensemble.rows, (row) => values[row]!),
    };
    expect(scoreOf('rmse', target, ensemble.predictions)).toBe(score);
    expect(Math.abs(score / stack! - 1)).toBeLessThan(0.05);
  });

  it('averages the members of a stack where one of them was not fitted', async () => {
    const { candidates, worths } = shrunken();
    const ensemble = await chooseEnsemble({ data: worths, candidates });
    const { model } = await fitFinal({ data: worths, ensemble });
    expect(model.stack).toEqual(ensemble.stack);
    const [one] = model.members;
    const rest = trainedModelOf({ data: worths, ensemble, fitted: [one!, null] });
    expect(rest).toMatchObject({ stack: null, members: [{ weight: 1 }] });
    const explained = await explainRows(model, worths.table, { rows: [0], orders: 4 });
    expect(explained).toMatchObject({ method: 'sampled', additivity: { holds: true } });
    expect(explained.reason).toContain('speaks for them');
  });

  it('chooses among many rows by a draw of them, within its time, and speaks of all of them', async () => {
    const many = tableWith('buys', 60_000);
    const crowd = prepareTraining(many, describeProblem(many, { target: 'buys' }));
    if (crowd.target.task !== 'classification') throw new Error('as made');
    const truth = crowd.target.codes;
    const noise = createRandom(3);
    const candidates = ['a', 'b', 'c', 'd', 'e', 'f'].map((name): Candidate => {
      const second = Float64Array.from(truth, (code) => {
        const odds = 2 * (code - 0.5) + 3 * noise.normal();
        return 1 / (1 + Math.exp(-odds));
      });
      const probabilities = [second.map((share) => 1 - share), second];
      const predictions = { task: 'classification' as const, classes: ['no', 'yes'], probabilities };
      const score = scoreOf('rocAuc', crowd.target, predictions)!;
      return { ...saying(name, 1), predictions, score };
    });
    const hurried = await chooseEnsemble({ data: crowd, candidates, seed: 1, budgetMs: 100 });
    expect(hurried.rows.length).toBe(60_000);
    expect(
      hurried.predictions.task === 'classification' && hurried.predictions.probabilities[1]!.length,
    ).toBe(60_000);
    expect(hurried.kind).not.toBe('single');
    expect(hurried.score).toBeGreaterThan(hurried.bestSingle.score + 0.02);
    expect(hurried.score).toBeCloseTo(scoreOf('rocAuc', crowd.target, hurried.predictions)!, 6);
    const said = candidates.map(({ predictions }) => predictions);
    const looked = drawFor({ target: crowd.target, said, metric: 'rocAuc', seed: 1 }, 100);
    expect(looked.places!.length).toBeLessThanOrEqual(mostRows);
  });

  it('is the best candidate alone where others add nothing', async () => {
    const best = saying('best', 0.2);
    const ensemble = await chooseEnsemble({ data, candidates: [saying('noise', 30), best] });
    expect(ensemble).toMatchObject({ kind: 'single', members: [{ weight: 1, recipe: { id: 'best' } }] });
    expect((await chooseEnsemble({ data, candidates: [best] })).honest).toBeNull();
    await expect(chooseEnsemble({ data, candidates: [] })).rejects.toMatchObject({ code: 'no-candidates' });
  });

  it('maps probabilities where they are too sure, and not where they are right', async () => {
    const sure = await chooseEnsemble({ data, candidates: [saying('sure', 1.5, 6)] });
    expect(sure.calibration).toHaveLength(1);
    expect(sure.logLoss!.after).toBeLessThan(0.8 * sure.logLoss!.before);
    expect(
      (await chooseEnsemble({ data, candidates: [saying('sure', 1.5, 6)], calibrate: false })).calibration,
    ).toBeNull();
    // With that noise the log-odds are those of Bayes.
    const right = await chooseEnsemble({ data, candidates: [saying('right', Math.SQRT2)] });
    expect(right.calibration).toBeNull();
  });

  it('sets a threshold where the metric depends on one, or where a goal is named', async () => {
    const candidate = saying('shy', 1);
    for (const own of candidate.predictions.task === 'classification'
      ? [candidate.predictions.probabilities[1]!]
      : [])
      own.forEach((share, row) => {
        own[row] = share / 3;
      });
    expect((await chooseEnsemble({ data, candidates: [candidate], calibrate: false })).threshold).toBeNull();
    const forF1 = { ...data, problem: { ...data.problem, metric: 'f1' as const } };
    const { threshold, score } = await chooseEnsemble({
      data: forF1,
      candidates: [{ ...candidate, score: 0 }],
      calibrate: false,
    });
    expect(threshold).toBeLessThan(0.4);
    expect(score).toBeGreaterThan(0.8);
    const goal = { falsePositive: 100, falseNegative: 1 };
    const costly = await chooseEnsemble({
      data,
      candidates: [candidate],
      calibrate: false,
      thresholdGoal: goal,
    });
    expect(costly.threshold).toBeGreaterThan(threshold!);
  });
});

describe('the final model', () => {
  it('learns from all rows, and predicts others as its members together do', async () => {
    const folds = planFolds(data, { parts: 3, repeats: 1 });
    const recipes = kitsFor(data)
      .filter(({ family }) => family === 'gradient-boosting' || family === 'linear')
      .map((kit) => createRecipe({ family: kit.family, plan: kit.plan, settings: kit.base }));
    const candidates = await Promise.all(recipes.map((recipe) => tryRecipe({ data, recipe, folds })));
    const ensemble = await chooseEnsemble({ data, candidates });
    const told: number[] = [];
    const { model, leftOut } = await fitFinal({ data, ensemble, onMember: (done) => told.push(done) });
    expect(leftOut).toEqual([]);
    expect(told).toHaveLength(ensemble.members.length);
    expect(model).toMatchObject({ task: 'classification', target: 'buys', classes: ['no', 'yes'] });
    expect(unexportable(model)).toEqual([]);
    const others = tableWith('buys', 500, 9);
    const { predictions } = predictTable(model, others);
    const truth = prepareTraining(others, data.problem).target;
    expect(scoreOf('rocAuc', truth, predictions)).toBeGreaterThan(0.8);
    const again = await fitFinal({ data, ensemble });
    expect(again.model).toEqual(model);
  });

  it('refuses what ONNX cannot express, unless told otherwise', async () => {
    const words = madeTable(60);
    const notes: Column = {
      ...{ name: 'notes', kind: 'text', type: 'texts', missing: 0 },
      dictionary: Array.from(
        { length: 60 },
        (_, row) => `note ${row} about ${row % 2 === 0 ? 'rain' : 'sun'} and wind`,
      ),
      codes: Int32Array.from({ length: 60 }, (_, row) => row),
    };
    const own: Table = {
      rows: 60,
      columns: [notes, ...words.columns.filter(({ name }) => name === 'age' || name === 'buys')],
    };
    const texts = prepareTraining(own, describeProblem(own, { target: 'buys' }));
    const recipe = createRecipe({
      family: 'linear',
      plan: kitsFor(texts).find(({ family }) => family === 'linear')!.plan,
    });
    const ensemble = {
      members: [{ weight: 1, recipe, iterations: null, seconds: 0 }],
      calibration: null,
      threshold: null,
    };
    await expect(fitFinal({ data: texts, ensemble })).rejects.toMatchObject({ code: 'not-exportable' });
    const { model } = await fitFinal({ data: texts, ensemble, exportable: false });
    expect(unexportable(model)).toMatchObject([{ column: 'notes' }]);
    for (const kit of kitsFor(texts, { exportable: true })) expect(kit.plan.columns).toEqual(['age']);
  });
});
