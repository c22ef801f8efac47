/** Measures of predicted numbers. Weights are of rows, null for 1. */

function meanOf(length: number, weights: Float64Array | null, figureOf: (row: number) => number): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < length; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    sum += weight * figureOf(row);
    total += weight;
  }
  return sum / total;
}

type Measure = (truth: Float64Array, predicted: Float64Array, weights?: Float64Array | null) => number;

export const meanSquaredError: Measure = (truth, predicted, weights = null) =>
  meanOf(truth.length, weights, (row) => (truth[row]! - predicted[row]!) ** 2);

export const rootMeanSquaredError: Measure = (truth, predicted, weights = null) =>
  Math.sqrt(meanSquaredError(truth, predicted, weights));

export const meanAbsoluteError: Measure = (truth, predicted, weights = null) =>
  meanOf(truth.length, weights, (row) => Math.abs(truth[row]! - predicted[row]!));

/** Mean of the errors over the true values; where those are 0, over the smallest number above it, as in scikit-learn. A share, no percentage. */
export const meanAbsolutePercentageError: Measure = (truth, predicted, weights = null) =>
  meanOf(
    truth.length,
    weights,
    (row) => Math.abs(truth[row]! - predicted[row]!) / Math.max(Number.EPSILON, Math.abs(truth[row]!)),
  );

/** Weighted, half of the weight has errors up to it; where that is so at an error exactly, halfway to the next one, as in scikit-learn. */
export const medianAbsoluteError: Measure = (truth, predicted, weights = null) => {
  const errors = truth.map((value, row) => Math.abs(value - predicted[row]!));
  if (weights !== null) return weightedMedian(errors, weights);
  errors.sort();
  const middle = errors.length >> 1;
  return errors.length % 2 === 1 ? errors[middle]! : (errors[middle - 1]! + errors[middle]!) / 2;
};

function weightedMedian(values: Float64Array, weights: Float64Array): number {
  const order = Int32Array.from(values.keys())
    .filter((row) => weights[row]! > 0)
    .sort((one, other) => values[one]! - values[other]!);
  const half = order.reduce((sum, row) => sum + weights[row]!, 0) / 2;
  let sum = 0;
  for (const [place, row] of order.entries()) {
    sum += weights[row]!;
    if (sum > half) return values[row]!;
    if (sum === half) return (values[row]! + values[order[place + 1] ?? row]!) / 2;
  }
  return Number.NaN;
}

/** Share of the variance that is explained; negative where the mean would have been better. For a constant truth 1 if it was met, else 0; NaN for less than two rows. */
export const rSquared: Measure = (truth, predicted, weights = null) => {
  if (truth.length < 2) return Number.NaN;
  const mean = meanOf(truth.length, weights, (row) => truth[row]!);
  const variance = meanOf(truth.length, weights, (row) => (truth[row]! - mean) ** 2);
  const error = meanSquaredError(truth, predicted, weights);
  // Weighted, the mean of equal values may be a step off them.
  if (variance === 0 || truth.every((value) => value === truth[0])) return error === 0 ? 1 : 0;
  return 1 - error / variance;
};

/** The loss whose minimum is that quantile. */
export function pinballLoss(
  truth: Float64Array,
  predicted: Float64Array,
  quantile: number,
  weights: Float64Array | null = null,
): number {
  return meanOf(truth.length, weights, (row) => {
    const residual = truth[row]! - predicted[row]!;
    return residual >= 0 ? quantile * residual : (quantile - 1) * residual;
  });
}

/** Mean deviance of counts from their predicted means; NaN where a prediction is not above 0. */
export const poissonDeviance: Measure = (truth, predicted, weights = null) =>
  meanOf(truth.length, weights, (row) => {
    const count = truth[row]!;
    const mean = predicted[row]!;
    if (!(mean > 0)) return Number.NaN;
    return 2 * ((count === 0 ? 0 : count * Math.log(count / mean)) - count + mean);
  });

/** Root of the mean squared difference of the logs of 1 + value; NaN for values of -1 and below. */
export const rootMeanSquaredLogError: Measure = (truth, predicted, weights = null) =>
  Math.sqrt(
    meanOf(truth.length, weights, (row) => (Math.log1p(truth[row]!) - Math.log1p(predicted[row]!)) ** 2),
  );
