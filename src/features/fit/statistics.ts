import type { Value } from '../operations/operation.ts';

/** The finite values, in rising order; infinite ones would spoil every mean and range. */
export function finiteSorted(values: Float64Array): Float64Array {
  return values.filter((value) => Number.isFinite(value)).sort();
}

/** NaN for no values. */
export function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** The spread about the mean, by the number of values (not one less); NaN for none. */
export function deviation(values: Float64Array): number {
  const center = mean(values);
  let squares = 0;
  for (const value of values) squares += (value - center) * (value - center);
  return Math.sqrt(squares / values.length);
}

/** By lines between the sorted values (Hyndman and Fan, 1996, type 7); `share` is 0..1. NaN for none. */
export function quantileOf(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (place - below);
}

/** A category with the number of rows that have it. */
export interface CategoryCount<Key extends string | number> {
  key: Key;
  count: number;
}

/** The categories of a column, in rising order (texts by their code units), each with its rows. Missing ones are counted apart. */
export function countCategories(value: Value): { counts: CategoryCount<string | number>[]; missing: number } {
  if (value.type === 'texts') {
    const rows = new Float64Array(value.dictionary.length);
    let missing = 0;
    for (const code of value.codes)
      if (code < 0) missing++;
      else rows[code]!++;
    const counts = value.dictionary
      .map((key, code) => ({ key, count: rows[code]! }))
      .filter(({ count }) => count > 0)
      .sort((one, other) => (one.key < other.key ? -1 : 1));
    return { counts, missing };
  }
  const rows = new Map<number, number>();
  let missing = 0;
  // Minus zero is zero; an infinite number is no category.
  for (const number of value.values)
    if (Number.isNaN(number)) missing++;
    else if (Number.isFinite(number)) rows.set(number + 0, (rows.get(number + 0) ?? 0) + 1);
  const counts = [...rows].map(([key, count]) => ({ key, count })).sort((one, other) => one.key - other.key);
  return { counts, missing };
}

/** The most frequent ones, most first, the first in order of equals. */
export function mostFrequent<Key extends string | number>(
  counts: readonly CategoryCount<Key>[],
  most: number,
): CategoryCount<Key>[] {
  return [...counts].sort((one, other) => other.count - one.count).slice(0, most);
}
