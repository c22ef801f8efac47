/** Measures of how well scores put positives before negatives; ties share their place. Weights are of rows, null for 1. */

/** The different scores, rising. */
function differentScores(scores: Float64Array): Float64Array {
  const sorted = scores.slice().sort();
  let count = 0;
  for (let place = 0; place < sorted.length; place++)
    if (place === 0 || sorted[place]! !== sorted[place - 1]!) sorted[count++] = sorted[place]!;
  return sorted.subarray(0, count);
}

function placeOf(score: number, rising: Float64Array): number {
  let [low, high] = [0, rising.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! < score) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Calls back for each distinct score from the highest down, with the weight of positives and negatives that have at least it. Numbers sort several times faster than
 * places by a comparison, so the rows are then looked up among them.
 */
function eachThreshold(
  scores: Float64Array,
  isPositive: Uint8Array,
  weights: Float64Array | null,
  visit: (positives: number, negatives: number) => void,
): void {
  const different = differentScores(scores);
  const own = new Float64Array(2 * different.length);
  for (let row = 0; row < scores.length; row++) {
    const place = 2 * placeOf(scores[row]!, different);
    own[isPositive[row] === 1 ? place : place + 1]! += weights === null ? 1 : weights[row]!;
  }
  let [positives, negatives] = [0, 0];
  for (let place = different.length - 1; place >= 0; place--) {
    positives += own[2 * place]!;
    negatives += own[2 * place + 1]!;
    visit(positives, negatives);
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
