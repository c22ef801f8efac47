import { InputError } from '../../errors/index.ts';
import {
  type CalibrationMap,
  calibrated,
  foldRows,
  type LinearModel,
  type Predictions,
  predictMeta,
  scoreOf,
  selectGreedily,
  type Target,
  type ThresholdGoal,
  takePredictions,
  takeTarget,
  weightedMean,
} from '../../train/index.ts';
import { aTurn } from '../../turns/index.ts';
import { type Candidate, lossOf } from '../candidate.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { TrainingData } from '../training-data.ts';
import { chooseCalibration } from './choose-calibration.ts';
import { chooseThreshold } from './choose-threshold.ts';
import { drawFor, mostRows, ofRows, onAllRows } from './drawn-rows.ts';
import { judgedRows } from './judged-rows.ts';
import { canStack, stacked, stackedApart } from './stacking.ts';

/** Which candidates speak together, and what is made of what they say. */
export interface Ensemble {
  kind: 'single' | 'blend' | 'stack';
  /** Their weights add up to 1; the heaviest first. */
  members: readonly { weight: number; recipe: Recipe; iterations: number | null; seconds: number }[];
  /** Of a stack: the linear model of what the members say, in their order; null else. Their weights are then those of a blend, for where one of them is missing. */
  stack: LinearModel | null;
  /** The metric of all together on the rows that were judged by; a blend's weights were chosen there, so it is a little too good. */
  score: number;
  /** The best single candidate's. */
  bestSingle: { id: string; score: number };
  /**
   * By weights chosen on other rows: the mean over parts, of the blend, of the single candidate that is best there, and of the stack (null where there are too few rows for
   * one). Null for one candidate.
   */
  honest: { blend: number; single: number; stack: number | null } | null;
  calibration: readonly CalibrationMap[] | null;
  /** Log loss before and after calibration, by maps fitted on other rows; null for numbers. */
  logLoss: { before: number; after: number } | null;
  threshold: number | null;
  /** Rows of the data that were judged by, and what is said of them: out of fold, after calibration. */
  rows: Int32Array;
  predictions: Predictions;
}

export interface ChooseEnsembleOptions {
  data: TrainingData;
  candidates: readonly Candidate[];
  /** 1: the best candidate alone. */
  mostMembers?: number;
  /** What a threshold of two classes serves; left out: the metric where it depends on one, else no threshold is set. */
  thresholdGoal?: ThresholdGoal | undefined;
  /** Whether probabilities may be mapped where log loss is better for it. */
  calibrate?: boolean;
  /** The choice looks at no more rows and candidates than that is likely to be enough for, by what scoring takes here and now. */
  budgetMs?: number;
  seed?: number;
  signal?: AbortSignal | undefined;
}

/** Of more candidates than that the worst have nothing to add. */
const mostConsidered = 16;
const rounds = 25;
/** A smaller say is not worth a model to fit and to ask. */
const leastWeight = 0.03;
/** A relative difference below that is none. */
const rounding = 1e-3;
/** Parts over which weights are chosen and judged apart. */
const parts = 3;

/**
 * Blends candidates greedily by what they said of rows that they did not learn from (Caruana et al., 2004), where that is no worse than the best of them
 * alone on rows by which the weights were not chosen; or stacks them, where that is better than both on each part of those rows; then maps probabilities and sets the threshold, each only where it helps.
 *
 * @throws InputError `no-candidates`; InterruptedError when the signal fires
 */
export async function chooseEnsemble(options: ChooseEnsembleOptions): Promise<Ensemble> {
  const {
    data,
    candidates,
    mostMembers = 8,
    calibrate = true,
    budgetMs = Infinity,
    seed = 0,
    signal,
  } = options;
  const { metric, lowerIsBetter } = data.problem;
  if (candidates.length === 0)
    throw new InputError(
      'no-candidates',
      'There is no candidate to make a model of: none was done in time, or all failed.',
    );
  const sorted = [...candidates]
    .sort((one, other) => lossOf(one, lowerIsBetter) - lossOf(other, lowerIsBetter))
    .slice(0, mostConsidered);
  const best = sorted[0]!;
  const rows = judgedRows(sorted);
  const target = takeTarget(data.target, rows);
  const said: Predictions[] = [];
  for (const { predictions: own } of sorted) {
    await aTurn(signal);
    said.push(takePredictions(own, rows));
  }
  await aTurn(signal);
  const given = { metric, mostMembers, signal };
  const draw = drawFor({ target, said, metric, seed }, budgetMs);
  await aTurn(signal);
  const drawn = await ofRows(draw.places, target, said.slice(0, draw.candidates), signal);
  const honest =
    drawn.said.length > 1 && mostMembers > 1
      ? await judgeApart(drawn.said, drawn.target, lowerIsBetter, seed, given)
      : null;
  const isStack = honest?.isStackBetter === true;
  const isBlend = isStack || (honest !== null && isNoWorse(honest, lowerIsBetter));
  const weights = isBlend ? await blendWeights(drawn.said, drawn.target, given) : [1];
  const order = [...weights.keys()]
    .filter((at) => weights[at]! > 0)
    .sort((one, other) => weights[other]! - weights[one]!);
  const ofMembers = (all: readonly Predictions[]) => order.map((at) => all[at]!);
  const stack =
    isStack && order.length > 1 ? await stacked(ofMembers(drawn.said), drawn.target, { seed, signal }) : null;
  await aTurn(signal);
  const raw =
    stack === null
      ? weightedMean(said.slice(0, weights.length), weights, data.problem.classes)
      : onAllRows(stack.predictions, draw.places, () => predictMeta(stack.meta, ofMembers(said)));
  await aTurn(signal);
  const { maps, logLoss } = await chooseCalibration({
    predictions: draw.places === null ? raw : takePredictions(raw, draw.places),
    target: drawn.target,
    metric,
    calibrate,
    seed,
    signal,
  });
  const predictions =
    maps === null ? raw : calibrated({ classes: data.problem.classes!, maps: [...maps] }, raw);
  const threshold = await chooseThreshold({
    predictions,
    target,
    metric,
    goal: options.thresholdGoal,
    signal,
  });
  const chosen = order.map((at) => {
    const { recipe, iterations, seconds } = sorted[at]!;
    return { weight: weights[at]!, recipe, iterations, seconds };
  });
  await aTurn(signal);
  const score = scoreOf(metric, target, predictions, threshold === null ? {} : { threshold });
  return {
    kind: stack !== null ? 'stack' : chosen.length > 1 ? 'blend' : 'single',
    members: chosen,
    stack: stack?.meta ?? null,
    score: score ?? best.score,
    bestSingle: { id: best.id, score: best.score },
    honest: honest && { blend: honest.blend, single: honest.single, stack: honest.stack },
    calibration: maps,
    logLoss,
    threshold,
    rows,
    predictions,
  };
}

/** How long the choice among candidates takes, by their number; reckoned by scoring one of them here and now. */
export function choosingMs(data: TrainingData, candidate: Candidate): (candidates: number) => number {
  const rows = judgedRows([candidate]).subarray(0, mostRows);
  const said = takePredictions(candidate.predictions, rows);
  const target = takeTarget(data.target, rows);
  const began = performance.now();
  scoreOf(data.problem.metric, target, weightedMean([said, said], [0.5, 0.5], data.problem.classes));
  const each = performance.now() - began;
  // Once by all rows, and by all but one part for each of them.
  return (candidates) => each * rounds * Math.min(candidates, mostConsidered) * parts;
}

/** A blend that is as good is taken: it varies less from sample to sample than what was the best of many on one. */
function isNoWorse({ blend, single }: { blend: number; single: number }, lowerIsBetter: boolean): boolean {
  const gain = lowerIsBetter ? single - blend : blend - single;
  return gain >= -rounding * Math.abs(single);
}

interface Given {
  metric: TrainingData['problem']['metric'];
  mostMembers: number;
  signal: AbortSignal | undefined;
}

/** Weights that add up to 1: few, and none that hardly counts. */
async function blendWeights(said: readonly Predictions[], target: Target, given: Given): Promise<number[]> {
  const { metric, mostMembers, signal } = given;
  const { weights } = await selectGreedily(said, target, { metric, rounds, signal });
  const heaviest = [...weights].sort((one, other) => other - one);
  const least = Math.max(leastWeight, heaviest[mostMembers - 1] ?? 0);
  const kept = weights.map((weight) => (weight >= least ? weight : 0));
  const total = kept.reduce((sum, weight) => sum + weight, 0);
  return kept.map((weight) => weight / total);
}

/** Weights are chosen on some rows and judged by others, in turn; so is the best single candidate. */
async function judgeApart(
  said: readonly Predictions[],
  target: Target,
  lowerIsBetter: boolean,
  seed: number,
  given: Given,
): Promise<(NonNullable<Ensemble['honest']> & { isStackBetter: boolean }) | null> {
  const rows = target.task === 'regression' ? target.values.length : target.codes.length;
  if (rows < 2 * parts) return null;
  const strategy =
    target.task === 'regression'
      ? ({ by: 'random' } as const)
      : ({ by: 'class', codes: target.codes } as const);
  const sums = { blend: 0, single: 0, stack: 0 };
  let stacks = 0;
  let wins = 0;
  const sign = lowerIsBetter ? 1 : -1;
  const classes = target.task === 'regression' ? null : target.classes;
  for (const { train, test } of foldRows({ rows, folds: parts, strategy, seed })) {
    const [known, unknown] = [takeTarget(target, train), takeTarget(target, test)];
    const [learned, judged]: [Predictions[], Predictions[]] = [[], []];
    const alone: (number | null)[] = [];
    for (const own of said) {
      await aTurn(given.signal);
      const some = takePredictions(own, train);
      learned.push(some);
      judged.push(takePredictions(own, test));
      alone.push(scoreOf(given.metric, known, some));
    }
    await aTurn(given.signal);
    if (alone.some((score) => score === null)) return null;
    const best = alone.reduce<number>(
      (least, score, at) => (sign * score! < sign * alone[least]! ? at : least),
      0,
    );
    const weights = await blendWeights(learned, known, given);
    await aTurn(given.signal);
    const blend = scoreOf(given.metric, unknown, weightedMean(judged, weights, classes));
    await aTurn(given.signal);
    const single = scoreOf(given.metric, unknown, judged[best]!);
    if (blend === null || single === null) return null;
    sums.blend += blend / parts;
    sums.single += single / parts;
    const spoken = said.filter((_, at) => weights[at]! > 0);
    if (!canStack(spoken, train.length)) continue;
    const own = await stackedApart(spoken, target, { train, test, signal: given.signal });
    await aTurn(given.signal);
    const stack = scoreOf(given.metric, unknown, own);
    if (stack === null) continue;
    stacks += 1;
    sums.stack += stack / parts;
    const other = lowerIsBetter ? Math.min(blend, single) : Math.max(blend, single);
    if (sign * (other - stack) > rounding * Math.abs(other)) wins += 1;
  }
  // A stack has more to go wrong than a blend: it must be better on every part.
  return { ...sums, stack: stacks === parts ? sums.stack : null, isStackBetter: wins === parts };
}
