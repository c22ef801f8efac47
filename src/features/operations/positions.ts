import type { Keys, Value } from './operation.ts';

/** Finds the place of a category among the keys; their number for another category, one more for a missing one (null, NaN). */
export function positionFinder(keys: Keys): (category: string | number | null) => number {
  const places = new Map<string | number | null, number>(keys.values.map((key, place) => [key, place]));
  const other = keys.values.length;
  places.set(null, other + 1).set(Number.NaN, other + 1);
  return (category) => places.get(category) ?? other;
}

/** The place of each row's category among the keys; their number for another category, one more for a missing one. */
export function positionsOf(value: Value, keys: Keys): Int32Array {
  const positionOf = positionFinder(keys);
  if (value.type === 'numbers') {
    const positions = new Int32Array(value.values.length);
    for (let row = 0; row < positions.length; row++) positions[row] = positionOf(value.values[row]!);
    return positions;
  }
  const missing = positionOf(null);
  const ofCode = Int32Array.from(value.dictionary, positionOf);
  return value.codes.map((code) => (code < 0 ? missing : ofCode[code]!));
}

/** Which positions have an indicator, in the order of the columns. */
export function indicatorPositions(keys: Keys, others: boolean, missing: boolean): number[] {
  const count = keys.values.length;
  return [
    ...Array.from({ length: count }, (_, place) => place),
    ...(others ? [count] : []),
    ...(missing ? [count + 1] : []),
  ];
}
