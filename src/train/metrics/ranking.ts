/** Measures of how well scores put positives before negatives; ties share their place. Weights are of rows, null for 1. */

/** The places of the scores, highest first. */
function byScore(scores: Float64Array): Uint32Array {
  const order = new Uint32Array(scores.length);
  for (let row = 0; row < order.length; row++) order[row] = row;
  return order.sort((one, other) => scores[other]! - scores[one]!);
}

/** Calls back for each distinct score from the highest down, with the weight of positives and negatives that have at least it. */
function eachThreshold(
  scores: Float64Array,
  isPositive: Uint8Array,
  weights: Float64Array | null,
  visit: (positives: number, negatives: number) => void,
): void {
  let positives = 0;
  let negatives = 0;
  const order = byScore(scores);
  for (let place = 0; place < order.length; place++) {
    const row = order[place]!;
    const weight = weights === null ? 1 : weights[row]!;
    if (isPositive[row] === 1) positives += weight;
    else negatives += weight;
    const isLast = place + 1 === order.length || scores[order[place + 1]!]! !== scores[row]!;
    if (isLast) visit(positives, negatives);
  }
}

/**
 * Area under the ROC curve: the probability that a positive has a higher score than a negative, ties counting half (Hanley and McNeil, 1982). NaN where
 * one of the two is missing.
 */
export function rocAuc(
  scores: Float64Array,
  isPositive: Uint8Array,
  weights: Float64Array | null = null,
): number {
  let area = 0;
  let before = { positives: 0, negatives: 0 };
  eachThreshold(scores, isPositive, weights, (positives, negatives) => {
    area += ((positives + before.positives) / 2) * (negatives - before.negatives);
    before = { positives, negatives };
  });
  return area / (before.positives * before.negatives);
}

/** Average precision: the sum over thresholds of precision times the gain in recall, without interpolation. NaN without positives. */
export function averagePrecision(
  scores: Float64Array,
  isPositive: Uint8Array,
  weights: Float64Array | null = null,
): number {
  let sum = 0;
  let before = 0;
  eachThreshold(scores, isPositive, weights, (positives, negatives) => {
    if (positives > before) sum += (positives - before) * (positives / (positives + negatives));
    before = positives;
  });
  return sum / before;
}
