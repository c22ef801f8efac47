import type { Work } from '../turns/index.ts';

/** Points of the two curves that rank rows: one where the score changes, thinned to what a picture can show. */
export interface RankingCurves {
  /** False against true positive rate, from (0, 0) to (1, 1). */
  roc: [number, number][];
  /** Recall against precision. */
  precisionRecall: [number, number][];
  /** The areas under both, of all their points: as `scores` says them. */
  rocAuc: number;
  averagePrecision: number;
  /** Share of positives. */
  baseRate: number;
}

const mostPoints = 400;

/** Rows that are looked at before others get their turn. */
const rowsAtOnce = 16_384;

/** The curves of scores (higher: sooner taken for positive), in turns; null where all rows are of one kind. */
export function* rankingCurves(
  scores: Float64Array,
  isPositive: (row: number) => boolean,
): Work<RankingCurves | null> {
  yield;
  // Numbers sort several times faster than places by a comparison, so rows are then looked up among them.
  const rising = scores.slice().sort();
  yield;
  const positivesOf = new Uint32Array(scores.length);
  const rowsOf = new Uint32Array(scores.length);
  let positives = 0;
  for (let row = 0; row < scores.length; row += 1) {
    if (row % rowsAtOnce === 0) yield;
    const place = firstPlace(rising, scores[row]!);
    rowsOf[place]! += 1;
    if (!isPositive(row)) continue;
    positivesOf[place]! += 1;
    positives += 1;
  }
  const negatives = scores.length - positives;
  if (positives === 0 || negatives === 0) return null;
  const roc: [number, number][] = [[0, 0]];
  const precisionRecall: [number, number][] = [];
  let [truePositives, falsePositives, area, averagePrecision] = [0, 0, 0, 0];
  for (let place = scores.length - 1; place >= 0; place -= 1) {
    if (place % rowsAtOnce === 0) yield;
    // Rows of the same score are taken together, where the first of them stands.
    if (rowsOf[place] === 0) continue;
    const more = positivesOf[place]!;
    const falseMore = rowsOf[place]! - more;
    area += (truePositives + more / 2) * falseMore;
    truePositives += more;
    falsePositives += falseMore;
    const precision = truePositives / (truePositives + falsePositives);
    averagePrecision += more * precision;
    roc.push([falsePositives / negatives, truePositives / positives]);
    precisionRecall.push([truePositives / positives, precision]);
  }
  precisionRecall.unshift([0, precisionRecall[0]![1]]);
  return {
    roc: thinned(roc),
    precisionRecall: thinned(precisionRecall),
    rocAuc: area / (positives * negatives),
    averagePrecision: averagePrecision / positives,
    baseRate: positives / scores.length,
  };
}

/** Where the first of equal scores stands among all, rising. */
function firstPlace(rising: Float64Array, score: number): number {
  let [low, high] = [0, rising.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! < score) low = middle + 1;
    else high = middle;
  }
  return low;
}

function thinned(points: [number, number][]): [number, number][] {
  if (points.length <= mostPoints) return points;
  const step = (points.length - 1) / (mostPoints - 1);
  return Array.from({ length: mostPoints }, (_, index) => points[Math.round(index * step)]!);
}

/** A bin of a calibration plot. */
export interface CalibrationBin {
  /** Mean probability that was predicted. */
  predicted: number;
  /** Share that came true. */
  observed: number;
  rows: number;
}

/** Ten bins of equal width; empty ones are left out. */
export function calibrationBins(
  probabilities: Float64Array,
  isPositive: (row: number) => boolean,
  count = 10,
): CalibrationBin[] {
  const sums = Array.from({ length: count }, () => ({ predicted: 0, observed: 0, rows: 0 }));
  for (const [row, probability] of probabilities.entries()) {
    const bin = sums[Math.max(0, Math.min(count - 1, Math.floor(probability * count)))]!;
    bin.predicted += probability;
    bin.observed += isPositive(row) ? 1 : 0;
    bin.rows += 1;
  }
  return sums
    .filter(({ rows }) => rows > 0)
    .map(({ predicted, observed, rows }) => ({
      predicted: Math.min(1, predicted / rows),
      observed: observed / rows,
      rows,
    }));
}
