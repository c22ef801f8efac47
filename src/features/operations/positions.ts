import type { Keys, Value } from './operation.ts';

/** The place of each row's category among the keys; their number for another category, one more for a missing one. */
export function positionsOf(value: Value, keys: Keys): Int32Array {
  const other = keys.values.length;
  const missing = other + 1;
  if (value.type === 'texts') {
    const places = new Map<string | number, number>(keys.values.map((key, place) => [key, place]));
    const ofCode = Int32Array.from(value.dictionary, (text) => places.get(text) ?? other);
    return value.codes.map((code) => (code < 0 ? missing : ofCode[code]!));
  }
  const places = new Map<string | number, number>(keys.values.map((key, place) => [key, place]));
  const positions = new Int32Array(value.values.length);
  for (let row = 0; row < positions.length; row++) {
    const number = value.values[row]!;
    positions[row] = Number.isNaN(number) ? missing : (places.get(number) ?? other);
  }
  return positions;
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
