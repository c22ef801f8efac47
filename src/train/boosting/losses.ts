/** Losses that boosting can minimise; `classes` > 2 has one column of raw predictions a class. */
export const lossNames = [
  'squared',
  'log-squared',
  'absolute',
  'quantile',
  'poisson',
  'logistic',
  'softmax',
] as const;
export type LossName = (typeof lossNames)[number];

/** What training works on; `raw` holds the raw predictions, output after output. */
export interface LossData {
  rows: number;
  outputs: number;
  target: Float64Array;
  /** Weight of each row; null for 1. */
  weights: Float64Array | null;
  raw: Float64Array;
  /** For softmax: the log of the sum of exponentials of each row. */
  normalizer: Float64Array | null;
  /** For the quantile loss: which one, 0..1. */
  quantile: number;
}

export interface Loss {
  /** The constant predictions to begin with, one an output: those that minimise the loss over the rows. */
  initial(data: LossData, rows: Int32Array): Float64Array;
  /** Once an iteration, before its trees: for the rows `rows[from]` to `rows[to - 1]`. */
  prepare?(data: LossData, rows: Int32Array, from: number, to: number): void;
  /** Gradient and hessian of these rows by one output, into `pairs`. */
  derive(
    data: LossData,
    output: number,
    pairs: Float64Array,
    rows: Int32Array,
    from: number,
    to: number,
  ): void;
  /** Sum over these rows of weight times loss. */
  sum(data: LossData, rows: Int32Array, from: number, to: number): number;
  /** Where the Newton step is no minimum: the leaf's best value, over these rows. */
  leafValue?(data: LossData, rows: Int32Array, from: number, to: number): number;
  /** Leaves' values, before the learning rate, are held within plus and minus that; left out: without bounds. */
  mostStep?: number;
  /** Raw predictions to means or probabilities, in place, by output. */
  link(raw: readonly Float64Array[]): void;
}

const leastHessian = 1e-16;
/**
 * Of predictions on a log scale. Rows that are as good as certain have hardly any hessian, and one among them that is wrong would send its whole leaf to where the
 * loss is no longer what the step takes it for. XGBoost's `max_delta_step` is the same; its documentation names 1 to 10.
 */
const mostLogStep = 10;
const weightOf = (data: LossData, row: number): number => (data.weights === null ? 1 : data.weights[row]!);

const identity = (): void => {};

const squared: Loss = {
  initial: (data, rows) => Float64Array.of(weightedMean(data, rows)),
  derive(data, _output, pairs, rows, from, to) {
    const { target, raw } = data;
    for (let index = from; index < to; index++) {
      const row = rows[index]!;
      const weight = weightOf(data, row);
      pairs[2 * row] = weight * (raw[row]! - target[row]!);
      pairs[2 * row + 1] = weight;
    }
  },
  sum: (data, rows, from, to) =>
    sumOver(data, rows, from, to, (row) => 0.5 * (data.raw[row]! - data.target[row]!) ** 2),
  link: identity,
};

/** The squared difference of ln(1 + y): for numbers from 0 on whose size is a matter of factors rather than of differences. */
const logSquared: Loss = {
  mostStep: mostLogStep,
  initial(data, rows) {
    return squared.initial({ ...data, target: data.target.map(Math.log1p) }, rows);
  },
  derive(data, _output, pairs, rows, from, to) {
    const { target, raw } = data;
    for (let index = from; index < to; index++) {
      const row = rows[index]!;
      const weight = weightOf(data, row);
      pairs[2 * row] = weight * (raw[row]! - Math.log1p(target[row]!));
      pairs[2 * row + 1] = weight;
    }
  },
  sum: (data, rows, from, to) =>
    sumOver(data, rows, from, to, (row) => 0.5 * (data.raw[row]! - Math.log1p(data.target[row]!)) ** 2),
  link(raw) {
    for (const values of raw)
      for (let row = 0; row < values.length; row++) values[row] = Math.exp(values[row]!) - 1;
  },
};

/** Signs as gradients; leaves then get the weighted quantile of their residuals (Friedman, 2001). */
function quantileLoss(quantileOf: (data: LossData) => number): Loss {
  const leafValue: Loss['leafValue'] = (data, rows, from, to) => {
    const count = to - from;
    const residuals = new Float64Array(count);
    for (let index = 0; index < count; index++) {
      const row = rows[from + index]!;
      residuals[index] = data.target[row]! - data.raw[row]!;
    }
    const weights =
      data.weights === null ? null : Float64Array.from(rows.subarray(from, to), (row) => data.weights![row]!);
    return weightedQuantile(residuals, weights, quantileOf(data));
  };
  return {
    initial: (data, rows) =>
      Float64Array.of(leafValue({ ...data, raw: new Float64Array(data.raw.length) }, rows, 0, rows.length)),
    derive(data, _output, pairs, rows, from, to) {
      const { target, raw } = data;
      const quantile = quantileOf(data);
      for (let index = from; index < to; index++) {
        const row = rows[index]!;
        const weight = weightOf(data, row);
        pairs[2 * row] = weight * (target[row]! >= raw[row]! ? -quantile : 1 - quantile);
        pairs[2 * row + 1] = weight;
      }
    },
    sum: (data, rows, from, to) =>
      sumOver(data, rows, from, to, (row) => {
        const quantile = quantileOf(data);
        const residual = data.target[row]! - data.raw[row]!;
        return residual >= 0 ? quantile * residual : (quantile - 1) * residual;
      }),
    leafValue,
    link: identity,
  };
}

/** Counts, by the log of their mean. */
const poisson: Loss = {
  mostStep: mostLogStep,
  initial: (data, rows) => Float64Array.of(Math.log(Math.max(1e-10, weightedMean(data, rows)))),
  derive(data, _output, pairs, rows, from, to) {
    const { target, raw } = data;
    for (let index = from; index < to; index++) {
      const row = rows[index]!;
      const weight = weightOf(data, row);
      const mean = Math.exp(raw[row]!);
      pairs[2 * row] = weight * (mean - target[row]!);
      pairs[2 * row + 1] = weight * mean;
    }
  },
  sum: (data, rows, from, to) =>
    sumOver(data, rows, from, to, (row) => Math.exp(data.raw[row]!) - data.target[row]! * data.raw[row]!),
  link(raw) {
    for (const values of raw)
      for (let row = 0; row < values.length; row++) values[row] = Math.exp(values[row]!);
  },
};

/** Targets 0 and 1, by the log-odds. */
const logistic: Loss = {
  mostStep: mostLogStep,
  initial(data, rows) {
    const mean = Math.min(1 - 1e-10, Math.max(1e-10, weightedMean(data, rows)));
    return Float64Array.of(Math.log(mean / (1 - mean)));
  },
  derive(data, _output, pairs, rows, from, to) {
    const { target, raw, weights } = data;
    for (let index = from; index < to; index++) {
      const row = rows[index]!;
      const weight = weights === null ? 1 : weights[row]!;
      const probability = 1 / (1 + Math.exp(-raw[row]!));
      pairs[2 * row] = weight * (probability - target[row]!);
      pairs[2 * row + 1] = Math.max(leastHessian, weight * probability * (1 - probability));
    }
  },
  sum: (data, rows, from, to) =>
    sumOver(data, rows, from, to, (row) => {
      const raw = data.raw[row]!;
      return Math.max(raw, 0) + Math.log1p(Math.exp(-Math.abs(raw))) - data.target[row]! * raw;
    }),
  link(raw) {
    for (const values of raw)
      for (let row = 0; row < values.length; row++) values[row] = 1 / (1 + Math.exp(-values[row]!));
  },
};

/** Targets 0 to classes - 1. */
const softmax: Loss = {
  mostStep: mostLogStep,
  initial(data, rows) {
    const sums = new Float64Array(data.outputs);
    let total = 0;
    for (const row of rows) {
      const weight = weightOf(data, row);
      sums[data.target[row]!]! += weight;
      total += weight;
    }
    return sums.map((sum) => Math.log(Math.max(1e-10, sum / total)));
  },
  prepare(data, rows, from, to) {
    for (let index = from; index < to; index++)
      data.normalizer![rows[index]!] = logSumExp(data, rows[index]!);
  },
  derive(data, output, pairs, rows, from, to) {
    const { target, raw, normalizer } = data;
    const column = output * data.rows;
    for (let index = from; index < to; index++) {
      const row = rows[index]!;
      const weight = weightOf(data, row);
      const probability = Math.exp(raw[column + row]! - normalizer![row]!);
      pairs[2 * row] = weight * (probability - (target[row] === output ? 1 : 0));
      pairs[2 * row + 1] = Math.max(leastHessian, weight * probability * (1 - probability));
    }
  },
  sum: (data, rows, from, to) =>
    sumOver(
      data,
      rows,
      from,
      to,
      (row) => logSumExp(data, row) - data.raw[data.target[row]! * data.rows + row]!,
    ),
  link(raw) {
    const rows = raw[0]!.length;
    for (let row = 0; row < rows; row++) {
      let largest = -Infinity;
      for (const values of raw) largest = Math.max(largest, values[row]!);
      let total = 0;
      for (const values of raw) {
        values[row] = Math.exp(values[row]! - largest);
        total += values[row]!;
      }
      for (const values of raw) values[row]! /= total;
    }
  },
};

export const losses: Readonly<Record<LossName, Loss>> = {
  squared,
  'log-squared': logSquared,
  absolute: quantileLoss(() => 0.5),
  quantile: quantileLoss(({ quantile }) => quantile),
  poisson,
  logistic,
  softmax,
};

function logSumExp({ raw, rows, outputs }: LossData, row: number): number {
  let largest = -Infinity;
  for (let output = 0; output < outputs; output++) largest = Math.max(largest, raw[output * rows + row]!);
  let total = 0;
  for (let output = 0; output < outputs; output++) total += Math.exp(raw[output * rows + row]! - largest);
  return largest + Math.log(total);
}

function sumOver(
  data: LossData,
  rows: Int32Array,
  from: number,
  to: number,
  lossOf: (row: number) => number,
): number {
  let sum = 0;
  for (let index = from; index < to; index++) sum += weightOf(data, rows[index]!) * lossOf(rows[index]!);
  return sum;
}

function weightedMean(data: LossData, rows: Int32Array): number {
  let sum = 0;
  let total = 0;
  for (const row of rows) {
    const weight = weightOf(data, row);
    sum += weight * data.target[row]!;
    total += weight;
  }
  return sum / total;
}

/**
 * Without weights the quantile between the neighbouring values (Hyndman and Fan, 1996, type 7); with weights the smallest value that has the
 * share of the weight at or below it. 0 for no values.
 */
export function weightedQuantile(
  values: Float64Array,
  weights: Float64Array | null,
  quantile: number,
): number {
  if (values.length === 0) return 0;
  if (weights === null) {
    const sorted = values.slice().sort();
    const place = quantile * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(sorted.length - 1, below + 1);
    return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
  }
  const order = Array.from(values.keys()).sort((one, other) => values[one]! - values[other]!);
  let left = quantile * weights.reduce((sum, weight) => sum + weight, 0);
  for (const index of order) {
    left -= weights[index]!;
    if (left <= 0) return values[index]!;
  }
  return values[order.at(-1)!]!;
}
