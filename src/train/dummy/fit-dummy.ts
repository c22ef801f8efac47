import { checkTrainingInput } from '../check-input.ts';
import type { FeatureMatrix } from '../matrix.ts';
import { together } from '../parallel/training-threads.ts';
import type { Predictions, Target } from '../target.ts';

/** A baseline that looks at no feature: plain data. */
export interface DummyModel {
  family: 'dummy';
  features: readonly string[];
  /** Null for regression. */
  classes: readonly string[] | null;
  /** What it says of every row: a number, or the probability of each class. */
  values: Float64Array;
}

export interface DummyOptions {
  /** For numbers; `median` is that of the weights. */
  number?: 'mean' | 'median';
  /** For classes: their shares in training, or all for the most frequent one. */
  classes?: 'prior' | 'most-frequent';
}

export interface FitDummyInput {
  matrix: FeatureMatrix;
  target: Target;
  weights?: Float64Array | undefined;
  options?: DummyOptions | undefined;
  signal?: AbortSignal | undefined;
}

/** What a thread needs for it: the names of the features, since their values count for nothing. */
export interface DummyJob {
  features: readonly string[];
  target: Target;
  weights: Float64Array | undefined;
  options: DummyOptions;
}

/**
 * Fits the baseline that any other model must beat.
 *
 * @throws InputError as `checkTrainingInput` says; InterruptedError when the signal fires
 */
export async function fitDummy(input: FitDummyInput): Promise<DummyModel> {
  const { matrix, target, weights, options = {}, signal } = input;
  checkTrainingInput(matrix, target, weights);
  const job: DummyJob = { features: matrix.names, target, weights, options };
  const [model] = await together<DummyModel>(() => ({ kind: 'dummy', job }), { threads: 1, signal });
  return model!;
}

/** Does a thread's work. */
export function solveDummy({ features, target, weights, options }: DummyJob): DummyModel {
  if (target.task === 'regression') {
    const value = options.number === 'median' ? median(target.values, weights) : mean(target.values, weights);
    return { family: 'dummy', features, classes: null, values: Float64Array.of(value) };
  }
  const shares = classShares(target.codes, target.classes.length, weights);
  const most = shares.reduce((best, share, code) => (share > shares[best]! ? code : best), 0);
  const values =
    options.classes === 'most-frequent' ? shares.map((_, code) => (code === most ? 1 : 0)) : shares;
  return { family: 'dummy', features, classes: target.classes, values };
}

/** The baseline's word on each row of a matrix. */
export function predictDummy({ classes, values }: DummyModel, { rows }: FeatureMatrix): Predictions {
  const columns = Array.from(values, (value) => new Float64Array(rows).fill(value));
  if (classes === null) return { task: 'regression', values: columns[0]! };
  return { task: 'classification', classes, probabilities: columns };
}

/** The share of the weight that each class has. */
export function classShares(
  codes: Int32Array,
  classes: number,
  weights: Float64Array | undefined,
): Float64Array {
  const shares = new Float64Array(classes);
  let total = 0;
  for (let row = 0; row < codes.length; row++) {
    const weight = weights?.[row] ?? 1;
    shares[codes[row]!]! += weight;
    total += weight;
  }
  return shares.map((share) => share / total);
}

function mean(values: Float64Array, weights: Float64Array | undefined): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = weights?.[row] ?? 1;
    sum += weight * values[row]!;
    total += weight;
  }
  return sum / total;
}

/** Where half of the weight is reached; where it is met exactly, halfway to the next value that has any. */
function median(values: Float64Array, weights: Float64Array | undefined): number {
  const order = Uint32Array.from(values, (_, row) => row)
    .filter((row) => (weights?.[row] ?? 1) > 0)
    .sort((one, other) => values[one]! - values[other]!);
  let total = 0;
  for (const row of order) total += weights?.[row] ?? 1;
  let below = 0;
  for (let place = 0; place < order.length; place++) {
    below += weights?.[order[place]!] ?? 1;
    if (below < total / 2) continue;
    const value = values[order[place]!]!;
    const next = order[place + 1];
    return below === total / 2 && next !== undefined ? (value + values[next]!) / 2 : value;
  }
  return Number.NaN;
}
