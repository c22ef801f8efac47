import { createRandom } from '../random.ts';
import { binValues } from './bin-kernel.ts';
import { sortNumbers } from './sort-numbers.ts';

/** The bin of missing values; values have bins from 1. */
export const missingBin = 0;
const mostBins = 255;
/** Quantiles are taken from so many rows at most. */
const sampledRows = 65_536;

/** How the values of one feature fall into bins. */
export interface FeatureBins {
  /** Bins of values, without the one of missing ones. */
  count: number;
  /** Numeric: value v is in the first bin b (from 1) with v <= upper[b - 1]; the last one is Infinity. Null for categories. */
  upper: Float64Array | null;
  /** Categorical: bin by category, `missingBin` for those beyond the bins. Null for numbers. */
  byCategory: Uint8Array | null;
}

/**
 * Chooses the bins of a feature: one for each distinct value where there are few, else bins of about equal weight by a sample of the rows.
 * Categories beyond the most frequent ones count as missing.
 *
 * @param categories number of categories, 0 for numbers
 * @param sample as `rowsToBinBy` says
 * @param most bins at most, without the one of missing values; up to 255
 */
export function chooseBins(
  column: Float64Array,
  categories: number,
  { sample, most = mostBins }: { sample: Int32Array | null; most?: number | undefined },
): FeatureBins {
  if (categories > 0) return binsOfCategories(column, categories, most);
  if (sample === null) return binsOfNumbers(column.slice(), most);
  const values = new Float64Array(sample.length);
  for (let place = 0; place < sample.length; place++) values[place] = column[sample[place]!]!;
  return binsOfNumbers(values, most);
}

/** The rows whose values bins are chosen by, the same for all columns; null for all rows. */
export function rowsToBinBy(rows: number, seed: number): Int32Array | null {
  return rows <= sampledRows ? null : createRandom(seed).sample(sampledRows, rows);
}

/** Sorts the values where they are. */
function binsOfNumbers(values: Float64Array<ArrayBuffer>, most: number): FeatureBins {
  let present = 0;
  for (const value of values) if (!Number.isNaN(value)) values[present++] = value;
  sortNumbers(values.subarray(0, present));
  const counts = new Int32Array(present);
  let runs = 0;
  for (let place = 0; place < present; place++) {
    if (runs > 0 && values[place] === values[runs - 1]) counts[runs - 1]! += 1;
    else {
      values[runs] = values[place]!;
      counts[runs++] = 1;
    }
  }
  const upper = runs <= most ? [] : boundsOfEqualWeight(values, counts, runs, present, most);
  if (runs <= most)
    for (let run = 0; run + 1 < runs; run++) upper.push(between(values[run]!, values[run + 1]!));
  upper.push(Infinity);
  return { count: upper.length, upper: Float64Array.from(upper), byCategory: null };
}

/** Bins of about equal weight; a value that alone is heavier than a bin gets one of its own. */
function boundsOfEqualWeight(
  distinct: Float64Array,
  counts: Int32Array,
  runs: number,
  total: number,
  most: number,
): number[] {
  const upper: number[] = [];
  let left = total;
  let inBin = 0;
  for (let run = 0; run + 1 < runs && upper.length < most - 1; run++) {
    inBin += counts[run]!;
    const share = left / (most - upper.length);
    const isNextHeavy = counts[run + 1]! >= share;
    if (inBin < share && !(isNextHeavy && inBin >= share / 2)) continue;
    upper.push(between(distinct[run]!, distinct[run + 1]!));
    left -= inBin;
    inBin = 0;
  }
  return upper;
}

/** The middle of two neighbouring values; never the upper one, so that it stays on its side. */
function between(value: number, next: number): number {
  const middle = value / 2 + next / 2;
  return middle >= next || !Number.isFinite(middle) ? value : middle;
}

function binsOfCategories(column: Float64Array, categories: number, most: number): FeatureBins {
  const counts = new Float64Array(categories);
  for (const value of column) if (value >= 0 && value < categories) counts[value]! += 1;
  const seen = [...counts.keys()].filter((category) => counts[category]! > 0);
  const kept = seen.sort((one, other) => counts[other]! - counts[one]! || one - other).slice(0, most);
  const byCategory = new Uint8Array(categories);
  kept.forEach((category, place) => {
    byCategory[category] = place + 1;
  });
  return { count: Math.max(1, kept.length), upper: null, byCategory };
}

/** Writes the bins of a column's values; `into` has a place for each row. */
export function binColumn(column: Float64Array, bins: FeatureBins, into: Uint8Array): void {
  const { upper, byCategory } = bins;
  if (byCategory !== null) {
    for (let row = 0; row < column.length; row++) {
      // Out of range, a fraction or NaN: nothing there.
      into[row] = byCategory[column[row]!] ?? missingBin;
    }
    return;
  }
  binValues(column, upper!, into);
}
