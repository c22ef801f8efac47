import type { Operation } from './operation.ts';

type NumberOperation = Extract<Operation, { op: 'fill' | 'is-missing' | 'scale' | 'log' | 'piecewise' }>;
type PairOperation = Extract<Operation, { op: 'difference' | 'ratio' | 'product' }>;

/** What an operation makes of one number. `place` is the number's column among the operation's. */
export function numberMapping(operation: NumberOperation, place: number): (value: number) => number {
  switch (operation.op) {
    case 'fill': {
      const fill = operation.values[place]!;
      return (value) => (Number.isNaN(value) ? fill : value);
    }
    case 'is-missing':
      return (value) => (Number.isNaN(value) ? 1 : 0);
    case 'scale': {
      const center = operation.centers[place]!;
      const scale = operation.scales[place]!;
      return (value) => (value - center) / scale;
    }
    case 'log':
      // Not log1p, which ONNX has not: an exported pipeline must give the same.
      return (value) => Math.sign(value) * Math.log(1 + Math.abs(value));
    default:
      return (value) => onLines(operation, value);
  }
}

/** What an operation makes of two numbers. */
export function pairMapping(operation: PairOperation): (one: number, other: number) => number {
  switch (operation.op) {
    case 'difference':
      return (one, other) => (one - other) / operation.divisor;
    case 'ratio':
      return (one, other) => (other === 0 ? Number.NaN : one / other);
    default:
      return (one, other) => one * other;
  }
}

/** Puts one column of numbers through an operation that makes one of it. `place` is the column's among the operation's. */
export function mapNumbers(operation: NumberOperation, values: Float64Array, place: number): Float64Array {
  return values.map(numberMapping(operation, place));
}

/** Puts two columns of numbers through an operation that makes one of them. */
export function combineNumbers(
  operation: PairOperation,
  one: Float64Array,
  other: Float64Array,
): Float64Array {
  const combine = pairMapping(operation);
  return one.map((value, row) => combine(value, other[row]!));
}

function onLines(
  { knots, origins, bases, slopes }: Extract<Operation, { op: 'piecewise' }>,
  value: number,
): number {
  if (Number.isNaN(value)) return value;
  const held = Math.min(Math.max(value, knots[0]!), knots.at(-1)!);
  let low = 0;
  let high = knots.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (knots[middle]! < held) low = middle + 1;
    else high = middle;
  }
  // `low` knots are below the value.
  const place = 2 * low + (knots[low] === held ? 1 : 0);
  return bases[place]! + slopes[place]! * (held - origins[place]!);
}
