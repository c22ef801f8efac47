import type { JudgedRows } from './judged-rows.ts';
import { type Interval, intervals, type Resampling } from './resampling.ts';

/** A bin of a reliability diagram. */
export interface ReliabilityBin {
  rows: number;
  /** Mean of the probabilities, and share of rows in which what they speak of is so, with its 95% interval (Wilson, 1927). */
  predicted: number;
  observed: number;
  low: number;
  high: number;
}

/** How far probabilities can be trusted: of two classes the second one's, of more the likeliest class's. */
export interface Calibration {
  /** Expected calibration error over ten bins of equal width (Naeini et al., 2015). */
  error: Interval;
  /** What chance alone would give a model that is calibrated perfectly: the error is no smaller than that on so many rows. */
  byChance: number;
  bins: readonly ReliabilityBin[];
}

const binCount = 10;

/** Null for regression. */
export async function calibrationOf(
  { target, predictions }: JudgedRows,
  options: Resampling = {},
): Promise<Calibration | null> {
  if (target.task !== 'classification' || predictions.task !== 'classification') return null;
  const { probabilities } = predictions;
  const rows = target.codes.length;
  const sure = new Float64Array(rows);
  const isSo = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    let code = 1;
    if (probabilities.length !== 2) {
      code = 0;
      for (let other = 1; other < probabilities.length; other++)
        if (probabilities[other]![row]! > probabilities[code]![row]!) code = other;
    }
    sure[row] = probabilities[code]![row]!;
    isSo[row] = target.codes[row] === code ? 1 : 0;
  }
  const [error] = await intervals(rows, (drawn) => [expectedError(sure, isSo, drawn)], {
    ...options,
    unbiased: true,
  });
  if (error === null || error === undefined) return null;
  const bins = binsOf(sure, isSo, null);
  return {
    error: { ...error, low: Math.max(0, error.low) },
    byChance: chanceError(bins, rows),
    bins: bins.map(withInterval),
  };
}

/** Expected calibration error of some rows: the mean distance of predicted and observed shares over bins, by their rows. */
export function expectedError(sure: Float64Array, isSo: Uint8Array, rows: Int32Array | null): number {
  const bins = binsOf(sure, isSo, rows);
  const total = rows?.length ?? sure.length;
  return bins.reduce(
    (sum, { rows: count, predicted, observed }) => sum + (count / total) * Math.abs(predicted - observed),
    0,
  );
}

function binsOf(
  sure: Float64Array,
  isSo: Uint8Array,
  chosen: Int32Array | null,
): { rows: number; predicted: number; observed: number }[] {
  const sums = Array.from({ length: binCount }, () => ({ rows: 0, predicted: 0, observed: 0 }));
  const total = chosen?.length ?? sure.length;
  for (let place = 0; place < total; place++) {
    const row = chosen === null ? place : chosen[place]!;
    const bin = sums[Math.min(binCount - 1, Math.floor(sure[row]! * binCount))]!;
    bin.rows++;
    bin.predicted += sure[row]!;
    bin.observed += isSo[row]!;
  }
  return sums
    .filter(({ rows }) => rows > 0)
    .map(({ rows, predicted, observed }) => ({
      rows,
      predicted: predicted / rows,
      observed: observed / rows,
    }));
}

/** The mean distance of a binomial share from its expectation is about √(2pq / πn). */
function chanceError(bins: readonly { rows: number; predicted: number }[], total: number): number {
  return bins.reduce(
    (sum, { rows, predicted }) =>
      sum + (rows / total) * Math.sqrt((2 * predicted * (1 - predicted)) / (Math.PI * rows)),
    0,
  );
}

function withInterval({
  rows,
  predicted,
  observed,
}: {
  rows: number;
  predicted: number;
  observed: number;
}): ReliabilityBin {
  const z = 1.96;
  const middle = (observed + (z * z) / (2 * rows)) / (1 + (z * z) / rows);
  const half =
    (z * Math.sqrt((observed * (1 - observed)) / rows + (z * z) / (4 * rows * rows))) / (1 + (z * z) / rows);
  return { rows, predicted, observed, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
