/** Points of the two curves that rank rows: one where the score changes, thinned to what a picture can show. */
export interface RankingCurves {
  /** False against true positive rate, from (0, 0) to (1, 1). */
  roc: [number, number][];
  /** Recall against precision. */
  precisionRecall: [number, number][];
  /** Share of positives. */
  baseRate: number;
}

const mostPoints = 400;

/** The curves of scores (higher: sooner taken for positive); null where all rows are of one kind. */
export function rankingCurves(
  scores: Float64Array,
  isPositive: (row: number) => boolean,
): RankingCurves | null {
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!);
  let positives = 0;
  for (let row = 0; row < scores.length; row += 1) if (isPositive(row)) positives += 1;
  const negatives = scores.length - positives;
  if (positives === 0 || negatives === 0) return null;
  const roc: [number, number][] = [[0, 0]];
  const precisionRecall: [number, number][] = [];
  let [truePositives, falsePositives] = [0, 0];
  for (const [place, row] of order.entries()) {
    if (isPositive(row)) truePositives += 1;
    else falsePositives += 1;
    // Rows of the same score are taken together.
    const next = order[place + 1];
    if (next !== undefined && scores[next] === scores[row]) continue;
    roc.push([falsePositives / negatives, truePositives / positives]);
    precisionRecall.push([truePositives / positives, truePositives / (truePositives + falsePositives)]);
  }
  precisionRecall.unshift([0, precisionRecall[0]![1]]);
  return {
    roc: thinned(roc),
    precisionRecall: thinned(precisionRecall),
    baseRate: positives / scores.length,
  };
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
