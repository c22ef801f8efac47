import { type Table, takeTableRows } from '../../data/index.ts';
import { applyPipeline, fitPipeline, type Pipeline } from '../../features/index.ts';
import {
  estimatorOf,
  type FeatureMatrix,
  type Fold,
  type MetricName,
  type Model,
  type Predictions,
  predictModel,
  scoreOf,
  type Target,
  takePredictions,
  takeTarget,
} from '../../train/index.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { balancedWeights } from './class-weights.ts';

/** What a thread needs to try a recipe. Arrays of the table and the target lie in shared memory. */
export interface TryJob {
  table: Table;
  target: Target;
  metric: MetricName;
  recipe: Recipe;
  folds: readonly Fold[];
  seed: number;
  threads: number;
  /** Iterative families end early by it, and others are given up after a fold that shows that they will not be done. */
  timeLimitMs: number | null;
  /** Whether the first fold's model is given back. */
  keepsFirst?: boolean;
}

/** What came out. */
export interface Evaluation {
  score: number | null;
  foldScores: (number | null)[];
  trainScore: number | null;
  predictions: Predictions;
  iterations: number | null;
  seconds: number;
  /** Given up since all folds would have taken so long. */
  tooSlowSeconds: number | null;
  /** The first fold's, where it was asked for: something to fall back on, fitted on most of the rows. */
  first?: { pipeline: Pipeline; model: Model };
}

/** Rows of training that the score on known rows is taken of, at most. */
const knownRows = 4_000;
/** Of a fold's time, for pipeline and fit. */
const fitShare = 0.9;
/** Families that are told the rows to judge by, so that they know when to end. */
const endsByOthers = new Set(['gradient-boosting']);

/** Fits pipeline and model on each fold's training rows, and lets them predict the others. */
export async function evaluateRecipe(
  job: TryJob,
  onFold: (done: number, score: number | null) => void,
): Promise<Evaluation> {
  const { table, target, metric, recipe, folds, timeLimitMs } = job;
  const began = performance.now();
  const elapsed = (): number => performance.now() - began;
  const outputs = target.task === 'regression' ? 1 : target.classes.length;
  const sums = Array.from({ length: outputs }, () => new Float64Array(table.rows));
  const times = new Uint16Array(table.rows);
  const foldScores: (number | null)[] = [];
  const iterations: number[] = [];
  let trainScore: number | null = null;
  let first: Evaluation['first'];
  for (const [place, fold] of folds.entries()) {
    const left = timeLimitMs === null ? undefined : (timeLimitMs - elapsed()) / (folds.length - place);
    const { model, pipeline, test, known } = await learnFold(job, fold, place, left);
    if (place === 0 && job.keepsFirst === true) first = { pipeline, model };
    const said = predictModel(model, test);
    columnsOf(said).forEach((own, at) => {
      for (let row = 0; row < own.length; row++) sums[at]![fold.test[row]!]! += own[row]!;
    });
    for (const row of fold.test) times[row]!++;
    foldScores.push(scoreOf(metric, takeTarget(target, fold.test), said));
    const count = iterationsOf(model, recipe);
    if (count !== null) iterations.push(count);
    if (place === 0)
      trainScore = scoreOf(metric, takeTarget(target, known.rows), predictModel(model, known.matrix));
    onFold(place + 1, foldScores.at(-1)!);
    const projected = (elapsed() / (place + 1)) * folds.length;
    if (timeLimitMs !== null && place + 1 < folds.length && projected > 1.3 * timeLimitMs)
      return {
        ...{ score: null, foldScores, trainScore, iterations: null, tooSlowSeconds: projected / 1_000 },
        predictions: asPredictions(target, []),
        seconds: elapsed() / 1_000,
      };
  }
  for (const own of sums) for (let row = 0; row < own.length; row++) own[row]! /= times[row]!;
  const predictions = asPredictions(target, sums);
  const judged = Int32Array.from(times.keys()).filter((row) => times[row]! > 0);
  return {
    score: scoreOf(metric, takeTarget(target, judged), takePredictions(predictions, judged)),
    foldScores,
    trainScore,
    predictions,
    iterations:
      iterations.length > 0 ? iterations.reduce((sum, own) => sum + own, 0) / iterations.length : null,
    seconds: elapsed() / 1_000,
    tooSlowSeconds: null,
    ...(first === undefined ? {} : { first }),
  };
}

/** What the rows to judge by, or the clock, made of the iterations; null where there are none or all that were asked for. */
function iterationsOf(model: Model, { settings }: Recipe): number | null {
  if (model.family === 'gradient-boosting') return model.trees.length / model.initial.length;
  const isForest = model.family === 'random-forest' || model.family === 'extra-trees';
  return isForest && model.trees.length < Number(settings.trees ?? 0) ? model.trees.length : null;
}

async function learnFold(job: TryJob, { train, test }: Fold, place: number, timeLimitMs: number | undefined) {
  const { table, target, recipe, threads } = job;
  const began = performance.now();
  const seed = job.seed + 101 * place;
  const { pipeline, matrix } = fitPipeline(table, target, recipe.plan, { rows: train, seed });
  const others = applyPipeline(pipeline, takeTableRows(table, test));
  const ends = endsByOthers.has(recipe.family);
  const own = takeTarget(target, train);
  const weights = recipe.weighting === 'balanced' ? balancedWeights(own) : undefined;
  // The pipeline has had its part of the time, and the predictions need some.
  const left = timeLimitMs === undefined ? undefined : fitShare * timeLimitMs - (performance.now() - began);
  const given = { options: recipe.settings, seed, threads, timeLimitMs: left && Math.max(1, left) };
  const model: Model = ends
    ? await estimatorOf(recipe.family).fit({
        ...given,
        matrix: joined(matrix, others),
        target: takeTarget(target, concatenated(train, test)),
        weights: weights && withOnes(weights, test.length),
        validationRows: Int32Array.from({ length: test.length }, (_, row) => train.length + row),
      })
    : await estimatorOf(recipe.family).fit({ ...given, matrix, target: own, weights });
  const step = Math.ceil(train.length / knownRows);
  const rows = train.filter((_, row) => row % step === 0);
  const known = {
    rows,
    matrix: {
      ...matrix,
      rows: rows.length,
      columns: matrix.columns.map((column) => column.filter((_, row) => row % step === 0)),
    },
  };
  return { model, pipeline, test: others, known };
}

function joined(one: FeatureMatrix, other: FeatureMatrix): FeatureMatrix {
  const rows = one.rows + other.rows;
  const columns = one.columns.map((column, at) => {
    const whole = new Float64Array(new SharedArrayBuffer(8 * rows));
    whole.set(column);
    whole.set(other.columns[at]!, one.rows);
    return whole;
  });
  return { ...one, rows, columns };
}

function concatenated(one: Int32Array, other: Int32Array): Int32Array {
  const whole = new Int32Array(one.length + other.length);
  whole.set(one);
  whole.set(other, one.length);
  return whole;
}

function withOnes(weights: Float64Array, count: number): Float64Array {
  const whole = new Float64Array(weights.length + count).fill(1);
  whole.set(weights);
  return whole;
}

function columnsOf(said: Predictions): readonly Float64Array[] {
  return said.task === 'regression' ? [said.values] : said.probabilities;
}

function asPredictions(target: Target, columns: Float64Array[]): Predictions {
  return target.task === 'regression'
    ? { task: 'regression', values: columns[0] ?? new Float64Array() }
    : { task: 'classification', classes: target.classes, probabilities: columns };
}
