/** Measures of predicted probabilities: `probabilities[class][row]`. Weights are of rows, null for 1. */

const weightAt = (weights: Float64Array | null, row: number): number =>
  weights === null ? 1 : weights[row]!;

/** Mean of minus the log of the true class's probability; probabilities are kept off 0 and 1 by the smallest step that a number can make. */
export function logLoss(
  truth: Int32Array,
  probabilities: readonly Float64Array[],
  weights: Float64Array | null = null,
): number {
  const least = Number.EPSILON;
  let sum = 0;
  let total = 0;
  for (let row = 0; row < truth.length; row++) {
    const probability = probabilities[truth[row]!]![row]!;
    sum -= weightAt(weights, row) * Math.log(Math.min(1 - least, Math.max(least, probability)));
    total += weightAt(weights, row);
  }
  return sum / total;
}

/** Mean squared distance of the probabilities from the truth (Brier, 1950): for two classes that of the second one's. */
export function brierScore(
  truth: Int32Array,
  probabilities: readonly Float64Array[],
  weights: Float64Array | null = null,
): number {
  const looked = probabilities.length === 2 ? [1] : probabilities.map((_, code) => code);
  let sum = 0;
  let total = 0;
  for (let row = 0; row < truth.length; row++) {
    for (const code of looked)
      sum += weightAt(weights, row) * (probabilities[code]![row]! - (truth[row] === code ? 1 : 0)) ** 2;
    total += weightAt(weights, row);
  }
  return sum / total;
}

/** A bin of a reliability diagram. */
export interface CalibrationBin {
  /** Mean of the probabilities in it. */
  predicted: number;
  /** Share of positives among them. */
  observed: number;
  /** Their weight, where rows have weights. */
  rows: number;
}

/** Probabilities in bins of equal width, those with rows in them. One on an edge is in the lower bin, as scikit-learn has it. */
export function calibrationBins(
  scores: Float64Array,
  isPositive: Uint8Array,
  bins = 10,
  weights: Float64Array | null = null,
): CalibrationBin[] {
  const sums = Array.from({ length: bins }, () => ({ predicted: 0, observed: 0, rows: 0 }));
  for (let row = 0; row < scores.length; row++) {
    const bin = sums[binOf(scores[row]!, bins)]!;
    const weight = weightAt(weights, row);
    bin.predicted += weight * scores[row]!;
    bin.observed += weight * isPositive[row]!;
    bin.rows += weight;
  }
  return sums
    .filter(({ rows }) => rows > 0)
    .map(({ predicted, observed, rows }) => ({
      predicted: predicted / rows,
      observed: observed / rows,
      rows,
    }));
}

/** Edges are multiples of the width as numbers hold them: a product alone would put some on the wrong side. */
function binOf(score: number, bins: number): number {
  const width = 1 / bins;
  let bin = Math.min(bins - 1, Math.floor(score * bins));
  while (bin > 0 && score <= bin * width) bin--;
  while (bin < bins - 1 && score > (bin + 1) * width) bin++;
  return bin;
}

/** Expected calibration error: the mean distance of what was predicted from what was observed, over the bins, weighted by rows (Naeini et al., 2015). */
export function calibrationError(
  scores: Float64Array,
  isPositive: Uint8Array,
  bins = 10,
  weights: Float64Array | null = null,
): number {
  const found = calibrationBins(scores, isPositive, bins, weights);
  const total = found.reduce((sum, { rows }) => sum + rows, 0);
  return found.reduce(
    (sum, { predicted, observed, rows }) => sum + (rows / total) * Math.abs(predicted - observed),
    0,
  );
}
