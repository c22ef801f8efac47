import { checkTrainingInput } from '../check-input.ts';
import type { FeatureMatrix } from '../matrix.ts';
import { threadsToUse, together } from '../parallel/training-threads.ts';
import { sharedInts, sharedNumbers } from '../shared-arrays.ts';
import { type Target, targetNumbers } from '../target.ts';
import { type BinnedData, binMatrix } from '../trees/binned-data.ts';
import type { Forest } from './forest.ts';
import type { ForestJob, NumberedTree } from './grow-trees.ts';

export interface ForestOptions {
  trees?: number;
  /** Share of the features that each node looks at; left out: their square root in number for classes, all for numbers. */
  featureShare?: number;
  minRowsInLeaf?: number;
  maxDepth?: number;
  maxBins?: number;
  seed?: number;
  /** No tree is begun after that, beyond the first ten. */
  timeLimitMs?: number;
}

export interface FitForestInput {
  /** `random-forest`: rows drawn anew for each tree, best thresholds; `extra-trees`: all rows, random thresholds; `decision-tree`: one tree of all. */
  family: Forest['family'];
  matrix: FeatureMatrix;
  target: Target;
  /** Of each row, not negative. */
  weights?: Float64Array | undefined;
  options?: ForestOptions | undefined;
  threads?: number | undefined;
  signal?: AbortSignal | undefined;
  onTree?: ((done: number) => void) | undefined;
  /** The matrix in bins, when it was binned before. */
  binned?: BinnedData | undefined;
}

/**
 * Fits a random forest (Breiman, 2001), extra trees (Geurts et al., 2006) or one tree, on binned data, a tree a thread at a time.
 *
 * @throws InputError as `checkTrainingInput` says; InterruptedError when the signal fires
 */
export async function fitForest(input: FitForestInput): Promise<Forest> {
  const { family, matrix, target, weights, options = {}, signal, onTree } = input;
  checkTrainingInput(matrix, target, weights);
  const { seed = 0, minRowsInLeaf = 1, maxDepth = Infinity, maxBins } = options;
  const features = matrix.columns.length;
  const trees = family === 'decision-tree' ? 1 : (options.trees ?? 100);
  const data =
    input.binned ?? (await binMatrix(matrix, { seed, most: maxBins, threads: input.threads, signal }));
  const share =
    options.featureShare ?? (family === 'decision-tree' || target.task === 'regression' ? 1 : null);
  const threads = threadsToUse(input.threads, trees);
  const numbers = targetNumbers(target);
  const job: ForestJob = {
    data,
    target: {
      outputs: target.task === 'classification' && target.classes.length > 2 ? target.classes.length : 1,
      values: sharedNumbers(numbers.length, numbers),
    },
    weights: weights === undefined ? null : sharedNumbers(weights.length, weights),
    trees,
    bootstrap: family === 'random-forest',
    options: {
      featuresPerNode: Math.max(1, Math.round(share === null ? Math.sqrt(features) : share * features)),
      minRowsInLeaf,
      maxDepth,
      randomThresholds: family === 'extra-trees',
    },
    seed,
    next: sharedInts(1),
    timeLimitMs: options.timeLimitMs ?? null,
  };
  let done = 0;
  const grown = await together<NumberedTree[]>(() => ({ kind: 'forest', job }), {
    threads,
    signal,
    onProgress: () => onTree?.(++done),
  });
  const inOrder = grown.flat().sort((one, other) => one.number - other.number);
  return {
    family,
    features: matrix.names,
    classes: target.task === 'classification' ? target.classes : null,
    trees: inOrder.map(({ tree }) => tree),
  };
}
