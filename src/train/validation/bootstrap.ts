import { createRandom } from '../random.ts';
import { normalProbability, normalQuantile } from './normal-distribution.ts';

export interface BootstrapOptions {
  /** How often rows are drawn anew. */
  resamples?: number;
  /** How sure the interval is to hold the true value, 0..1. */
  confidence?: number;
  /** `percentile`: as the resamples lie; `bca`: corrected for bias and for a spread that changes (Efron, 1987). */
  method?: 'percentile' | 'bca';
  seed?: number;
}

export interface ConfidenceInterval {
  /** Of the rows as they are. */
  score: number;
  low: number;
  high: number;
  /** Standard deviation over the resamples. */
  standardError: number;
}

/** More rows than that are left out in groups, one after the other, instead of one by one. */
const mostJackknifes = 1_000;

/**
 * A confidence interval of any figure of rows, by drawing them anew with replacement (Efron, 1979). Resamples without a figure (NaN: only one class was drawn) are
 * left out. Null where the rows themselves have none.
 */
export function bootstrapInterval(
  figureOf: (rows: Int32Array) => number,
  rows: number,
  { resamples = 1_000, confidence = 0.95, method = 'bca', seed = 0 }: BootstrapOptions = {},
): ConfidenceInterval | null {
  const score = figureOf(Int32Array.from({ length: rows }, (_, row) => row));
  if (!Number.isFinite(score)) return null;
  const random = createRandom(seed);
  const drawn = new Int32Array(rows);
  const figures: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    for (let place = 0; place < rows; place++) drawn[place] = random.below(rows);
    const figure = figureOf(drawn);
    if (Number.isFinite(figure)) figures.push(figure);
  }
  if (figures.length === 0) return null;
  const distribution = Float64Array.from(figures);
  const leftOut = method === 'bca' ? jackknife(figureOf, rows) : null;
  return {
    score,
    ...intervalOf(distribution, score, leftOut, confidence),
    standardError: deviation(distribution),
  };
}

/**
 * The interval by the figures of resamples; with the figures of rows left out, corrected for bias and acceleration.
 *
 * @param leftOut figures with a row, or a group of rows, left out; null for the plain percentiles
 */
export function intervalOf(
  distribution: Float64Array,
  score: number,
  leftOut: Float64Array | null,
  confidence: number,
): { low: number; high: number } {
  const sorted = distribution.slice().sort();
  const tail = (1 - confidence) / 2;
  const correct = leftOut === null ? (share: number) => share : correction(sorted, score, leftOut);
  return { low: percentile(sorted, correct(tail)), high: percentile(sorted, correct(1 - tail)) };
}

/** How the share of resamples below a bound is corrected (Efron and Tibshirani, 1993, equation 14.10). */
function correction(sorted: Float64Array, score: number, leftOut: Float64Array): (share: number) => number {
  let below = 0;
  let upTo = 0;
  for (const figure of sorted) {
    if (figure < score) below++;
    if (figure <= score) upTo++;
  }
  const bias = normalQuantile((below + upTo) / (2 * sorted.length));
  const mean = leftOut.reduce((sum, figure) => sum + figure, 0) / leftOut.length;
  let squares = 0;
  let cubes = 0;
  for (const figure of leftOut) {
    const influence = mean - figure;
    squares += influence ** 2;
    cubes += influence ** 3;
  }
  const acceleration = squares > 0 ? cubes / (6 * squares ** 1.5) : 0;
  // All resamples on one side tell nothing of the bias.
  if (!Number.isFinite(bias)) return (share) => share;
  return (share) => {
    const moved = bias + normalQuantile(share);
    return normalProbability(bias + moved / (1 - acceleration * moved));
  };
}

/** The figure of all rows but one, or but one group, for each of them; those without a figure are left out. */
function jackknife(figureOf: (rows: Int32Array) => number, rows: number): Float64Array {
  const groups = Math.min(rows, mostJackknifes);
  const figures: number[] = [];
  for (let group = 0; group < groups; group++) {
    // Each n-th row: neighbours in the table may be alike.
    const size = Math.ceil((rows - group) / groups);
    const kept = new Int32Array(rows - size);
    for (let row = 0, place = 0; row < rows; row++) if (row % groups !== group) kept[place++] = row;
    const figure = figureOf(kept);
    if (Number.isFinite(figure)) figures.push(figure);
  }
  return Float64Array.from(figures);
}

/** Straight between the sorted figures, as numpy has it. */
function percentile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0;
}
