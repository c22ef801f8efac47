import { InputError } from '../../errors/index.ts';
import { checkTrainingInput } from '../check-input.ts';
import type { FeatureMatrix } from '../matrix.ts';
import { barrierMemory } from '../parallel/barrier.ts';
import { makeTrainingMemory, planMemory } from '../parallel/training-memory.ts';
import { threadsToUse, together } from '../parallel/training-threads.ts';
import { sharedInts, sharedNumbers } from '../shared-arrays.ts';
import { type Target, targetNumbers } from '../target.ts';
import { type BinnedData, binMatrix } from '../trees/binned-data.ts';
import { spareHistograms } from '../trees/grow-tree.ts';
import { histogramBytes, planHistograms } from '../trees/histograms.ts';
import { exchangeMemory } from '../trees/split-exchange.ts';
import { type BoostingJob, type BoostingResult, type BoostingSettings, chunkRows } from './boost.ts';
import type { BoostedTrees } from './boosted-trees.ts';
import type { LossName } from './losses.ts';

/** Settings of gradient boosting, with the names that LightGBM and scikit-learn's users know. */
export interface BoostingOptions {
  /** Left out: squared error for numbers, logistic for two classes, softmax for more. */
  loss?: LossName;
  /** For the quantile loss, 0..1. */
  quantile?: number;
  iterations?: number;
  learningRate?: number;
  maxLeaves?: number;
  maxDepth?: number;
  minRowsInLeaf?: number;
  l2?: number;
  leastGain?: number;
  maxBins?: number;
  /** Share of features a tree, 0..1. */
  featureShare?: number;
  /** Share of rows a tree, 0..1. */
  rowShare?: number;
  /** By feature name: 1 where the prediction may not fall as it rises, -1 where it may not rise. */
  monotone?: Readonly<Record<string, 1 | -1>>;
  /** Iterations without a better validation loss after which training ends. */
  patience?: number;
  seed?: number;
  timeLimitMs?: number;
}

export interface FitBoostingInput {
  matrix: FeatureMatrix;
  target: Target;
  /** Of each row, not negative. */
  weights?: Float64Array | undefined;
  /** Rows that are kept aside to judge by; they are not learned from. */
  validationRows?: Int32Array | undefined;
  /**
   * What is believed of each row beforehand, on the scale of raw predictions; the trees learn what to add to it, and no constant is learnt. Whoever predicts adds
   * it too: it is no part of the model (LightGBM's `init_score`).
   */
  offsets?: Float64Array | undefined;
  options?: BoostingOptions | undefined;
  threads?: number | undefined;
  signal?: AbortSignal | undefined;
  onIteration?: ((done: number, validationLoss: number | null) => void) | undefined;
  /** The matrix in bins, when it was binned before. */
  binned?: BinnedData | undefined;
}

/** What came of a fit, beside the model. */
export interface BoostingFit {
  model: BoostedTrees;
  iterations: number;
  validationLoss: number[];
  endedBy: BoostingResult['endedBy'];
}

/** Histograms that a thread keeps may take so much; leaves beyond that compute theirs again. */
const histogramBudgetBytes = 256 * 2 ** 20;
/** A thread for less work than that costs more than it brings: values of the matrix. */
const valuesPerThread = 100_000;

/**
 * Fits boosted trees (Friedman, 2001) on histograms (Ke et al., 2017), in threads.
 *
 * @throws InputError `no-rows`, `target-missing`, `target-out-of-range`, `weights-out-of-range`, `unknown-feature`
 * @throws LimitError when the table is too big for one piece of memory; InterruptedError when the signal fires
 */
export async function fitBoosting(input: FitBoostingInput): Promise<BoostingFit> {
  const { matrix, target, weights, offsets, options = {}, signal, onIteration } = input;
  checkTrainingInput(matrix, target, weights);
  const loss = options.loss ?? defaultLoss(target);
  const numbers = targetNumbers(target);
  const validationRows = input.validationRows ?? new Int32Array(0);
  const trainRows = withoutRows(matrix.rows, validationRows);
  if (trainRows.length === 0)
    throw new InputError('no-rows', 'There is nothing to learn from: all rows are kept aside to judge by.');
  if (loss === 'poisson' || loss === 'log-squared') checkFromZero(numbers, loss);

  const settings = settingsOf(matrix, options, loss);
  const data =
    input.binned ??
    (await binMatrix(matrix, { seed: settings.seed, most: options.maxBins, threads: input.threads, signal }));
  const threads = threadsToUse(
    input.threads,
    Math.max(1, Math.min(data.features, Math.floor((matrix.rows * data.features) / valuesPerThread))),
  );
  const outputs = loss === 'softmax' && target.task === 'classification' ? target.classes.length : 1;
  if (offsets !== undefined && (outputs > 1 || offsets.length !== matrix.rows))
    throw new RangeError('Offsets are one a row, for losses of one output.');
  const job = layOut({
    data,
    settings,
    threads,
    outputs,
    numbers,
    weights,
    offsets,
    trainRows,
    validationRows,
  });
  const [result] = await together<BoostingResult>((thread) => ({ kind: 'boosting', job, thread }), {
    threads,
    signal,
    onProgress: onIteration,
  });
  const { initial, trees, validationLoss, iterations, endedBy } = result!;
  const classes = target.task === 'classification' ? target.classes : null;
  return {
    model: { family: 'gradient-boosting', loss, features: matrix.names, classes, initial, trees },
    iterations,
    validationLoss,
    endedBy,
  };
}

function defaultLoss(target: Target): LossName {
  if (target.task === 'regression') return 'squared';
  return target.classes.length <= 2 ? 'logistic' : 'softmax';
}

function settingsOf(matrix: FeatureMatrix, options: BoostingOptions, loss: LossName): BoostingSettings {
  const monotone = options.monotone === undefined ? null : new Int8Array(matrix.columns.length);
  for (const [name, direction] of Object.entries(options.monotone ?? {})) {
    const feature = matrix.names.indexOf(name);
    if (feature < 0)
      throw new InputError(
        'unknown-feature',
        `There is no feature "${name}" to be monotone. There are: ${matrix.names.slice(0, 20).join(', ')}.`,
      );
    monotone![feature] = direction;
  }
  return {
    loss,
    quantile: options.quantile ?? 0.5,
    iterations: options.iterations ?? 100,
    learningRate: options.learningRate ?? 0.1,
    maxLeaves: options.maxLeaves ?? 31,
    maxDepth: options.maxDepth ?? Infinity,
    minRowsInLeaf: options.minRowsInLeaf ?? 20,
    minHessian: 1e-3,
    l2: options.l2 ?? 0,
    leastGain: options.leastGain ?? 0,
    monotone,
    featureShare: options.featureShare ?? 1,
    rowShare: options.rowShare ?? 1,
    patience: options.patience ?? null,
    seed: options.seed ?? 0,
    timeLimitMs: options.timeLimitMs ?? null,
  };
}

function withoutRows(rows: number, taken: Int32Array): Int32Array {
  const isTaken = new Uint8Array(rows);
  for (const row of taken) isTaken[row] = 1;
  const left = sharedInts(rows - taken.length);
  for (let row = 0, place = 0; row < rows; row++) if (isTaken[row] === 0) left[place++] = row;
  return left;
}

function checkFromZero(numbers: Float64Array, loss: LossName): void {
  const bad = numbers.findIndex((value) => value < 0);
  if (bad >= 0)
    throw new InputError(
      'target-out-of-range',
      `The target of row ${bad} is ${numbers[bad]}; ${loss === 'poisson' ? 'counts' : 'numbers on a log scale'} are 0 or more.`,
    );
}

function layOut(parts: {
  data: BinnedData;
  settings: BoostingSettings;
  threads: number;
  outputs: number;
  numbers: Float64Array;
  weights: Float64Array | undefined;
  offsets: Float64Array | undefined;
  trainRows: Int32Array;
  validationRows: Int32Array;
}): BoostingJob {
  const { data, settings, threads, outputs, numbers, weights, offsets, trainRows, validationRows } = parts;
  const { rows, features } = data;
  const plan = planMemory();
  const sums = plan.take(8 * rows);
  const columns = plan.take(rows * features);
  const layouts = Array.from({ length: threads }, (_, thread) => {
    const first = Math.floor((features * thread) / threads);
    const end = Math.floor((features * (thread + 1)) / threads);
    const affordable = Math.max(
      2,
      Math.floor(histogramBudgetBytes / threads / histogramBytes(data, first, end)),
    );
    const histograms = Math.min(settings.maxLeaves, affordable) + spareHistograms;
    return planHistograms(plan, data, { first, end, histograms, columns });
  });
  return {
    data,
    loss: {
      rows,
      outputs,
      target: sharedNumbers(numbers.length, numbers),
      weights: weights === undefined ? null : sharedNumbers(weights.length, weights),
      raw: sharedNumbers(outputs * rows),
      normalizer: settings.loss === 'softmax' ? sharedNumbers(rows) : null,
      quantile: settings.quantile,
    },
    pairs: sharedNumbers(2 * rows),
    sums,
    memory: makeTrainingMemory(plan),
    layouts,
    trainRows,
    validationRows: sharedInts(validationRows.length, validationRows),
    offsets: offsets === undefined ? null : sharedNumbers(offsets.length, offsets),
    settings,
    threads,
    barrier: barrierMemory(),
    exchange: exchangeMemory(threads),
    leafOfRow: sharedInts(rows),
    chunkSums: sharedNumbers(2 * Math.ceil(rows / chunkRows)),
    ending: sharedInts(2),
  };
}
