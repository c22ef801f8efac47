import { checkTrainingInput } from '../check-input.ts';
import { classShares } from '../dummy/fit-dummy.ts';
import type { FeatureMatrix } from '../matrix.ts';
import { together } from '../parallel/training-threads.ts';
import type { Target } from '../target.ts';

/** Naive Bayes: plain data. Tables by class and feature have the classes outside: entry class * features + feature. */
export interface NaiveBayesModel {
  family: 'naive-bayes';
  features: readonly string[];
  classes: readonly string[];
  /** Log of each class's share; -Infinity where training has none. */
  priors: Float64Array;
  /** Numeric features: a normal distribution in each class. */
  numbers: {
    features: Int32Array;
    means: Float64Array;
    variances: Float64Array;
    /** By feature: values beyond count as these, so that squares stay numbers. */
    low: Float64Array;
    high: Float64Array;
  };
  /** Categorical features: log-probabilities, entry category * classes + class; the last category stands for missing and unseen ones and tells nothing. */
  categories: { feature: number; logs: Float64Array }[];
}

export interface NaiveBayesOptions {
  /** Share of the largest variance of all features that is added to each. */
  smoothing?: number;
  /** What is added to the count of each category in each class. */
  pseudoCount?: number;
}

export interface FitNaiveBayesInput {
  matrix: FeatureMatrix;
  target: Target & { task: 'classification' };
  weights?: Float64Array | undefined;
  options?: NaiveBayesOptions | undefined;
  signal?: AbortSignal | undefined;
}

/** What a thread needs for it. */
export interface NaiveBayesJob extends Omit<FitNaiveBayesInput, 'signal'> {
  options: NaiveBayesOptions;
}

/**
 * Fits naive Bayes: numbers are normal in each class, categories have smoothed shares. What is missing is left out of the sums, in training and in prediction.
 *
 * @throws InputError as `checkTrainingInput` says; InterruptedError when the signal fires
 */
export async function fitNaiveBayes(input: FitNaiveBayesInput): Promise<NaiveBayesModel> {
  const { matrix, target, weights, options = {}, signal } = input;
  checkTrainingInput(matrix, target, weights);
  const job: NaiveBayesJob = { matrix, target, weights, options };
  const [model] = await together<NaiveBayesModel>(() => ({ kind: 'naive-bayes', job }), {
    threads: 1,
    signal,
  });
  return model!;
}

/** How many spreads beyond its mean a number may lie. */
const mostSpreads = 1e6;

/** Does a thread's work. */
export function countBayes({ matrix, target, weights, options }: NaiveBayesJob): NaiveBayesModel {
  const { smoothing = 1e-9, pseudoCount = 1 } = options;
  const { codes, classes } = target;
  const { columns, categories } = matrix;
  const moments: { feature: number; overall: Moments; own: Moments[] }[] = [];
  for (let feature = 0; feature < columns.length; feature++) {
    if (categories[feature]! > 0) continue;
    const [overall, ...own] = momentsOf(columns[feature]!, codes, classes.length, weights);
    if (overall!.weight > 0) moments.push({ feature, overall: overall!, own });
  }
  const most = moments.reduce((largest, { overall }) => Math.max(largest, overall.variance), 0);
  // Features that never change tell nothing, but must not divide by 0.
  const added = smoothing * (most > 0 ? most : 1);
  const byClass = (figure: 'mean' | 'variance'): Float64Array =>
    Float64Array.from(
      classes.flatMap((_, code) =>
        moments.map(({ overall, own }) => (own[code]!.weight > 0 ? own[code]! : overall)[figure]),
      ),
    );
  const bound = (side: 1 | -1): Float64Array =>
    Float64Array.from(
      moments,
      ({ overall }) => overall.mean + side * mostSpreads * Math.sqrt(overall.variance + added),
    );
  return {
    family: 'naive-bayes',
    features: matrix.names,
    classes,
    priors: classShares(codes, classes.length, weights).map(Math.log),
    numbers: {
      features: Int32Array.from(moments, ({ feature }) => feature),
      means: byClass('mean'),
      variances: byClass('variance').map((variance) => variance + added),
      low: bound(-1),
      high: bound(1),
    },
    categories: columns.flatMap((column, feature) =>
      categories[feature]! > 0
        ? [
            {
              feature,
              logs: logShares(column, categories[feature]!, {
                codes,
                classes: classes.length,
                weights,
                pseudoCount,
              }),
            },
          ]
        : [],
    ),
  };
}

interface Moments {
  weight: number;
  mean: number;
  variance: number;
}

/** Mean and variance of the finite values: of all rows, then of each class. */
function momentsOf(
  column: Float64Array,
  codes: Int32Array,
  classes: number,
  weights: Float64Array | undefined,
): Moments[] {
  const all = Array.from({ length: classes + 1 }, () => ({ weight: 0, mean: 0, variance: 0 }));
  const eachValue = (visit: (moments: Moments, value: number, weight: number) => void): void => {
    for (let row = 0; row < column.length; row++) {
      const value = column[row]!;
      if (!Number.isFinite(value)) continue;
      const weight = weights?.[row] ?? 1;
      visit(all[0]!, value, weight);
      visit(all[codes[row]! + 1]!, value, weight);
    }
  };
  eachValue((moments, value, weight) => {
    moments.weight += weight;
    moments.mean += weight * value;
  });
  for (const moments of all) if (moments.weight > 0) moments.mean /= moments.weight;
  eachValue((moments, value, weight) => {
    moments.variance += weight * (value - moments.mean) ** 2;
  });
  for (const moments of all) if (moments.weight > 0) moments.variance /= moments.weight;
  return all;
}

/** Log of each category's share in each class, and zeros for one that is none. */
function logShares(
  column: Float64Array,
  count: number,
  {
    codes,
    classes,
    weights,
    pseudoCount,
  }: { codes: Int32Array; classes: number; weights: Float64Array | undefined; pseudoCount: number },
): Float64Array {
  const logs = new Float64Array((count + 1) * classes);
  const totals = new Float64Array(classes).fill(count * pseudoCount);
  logs.fill(pseudoCount, 0, count * classes);
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    if (!(value >= 0 && value < count)) continue;
    const weight = weights?.[row] ?? 1;
    logs[value * classes + codes[row]!]! += weight;
    totals[codes[row]!]! += weight;
  }
  for (let at = 0; at < count * classes; at++) logs[at] = Math.log(logs[at]! / totals[at % classes]!);
  return logs;
}
