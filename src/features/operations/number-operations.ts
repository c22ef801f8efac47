import type { Operation } from './operation.ts';

/** Puts one column of numbers through an operation that makes one of it. `place` is the column's among the operation's. */
export function mapNumbers(
  operation: Extract<Operation, { op: 'fill' | 'is-missing' | 'scale' | 'log' | 'piecewise' }>,
  values: Float64Array,
  place: number,
): Float64Array {
  switch (operation.op) {
    case 'fill': {
      const fill = operation.values[place]!;
      return values.map((value) => (Number.isNaN(value) ? fill : value));
    }
    case 'is-missing':
      return values.map((value) => (Number.isNaN(value) ? 1 : 0));
    case 'scale': {
      const center = operation.centers[place]!;
      const scale = operation.scales[place]!;
      return values.map((value) => (value - center) / scale);
    }
    case 'log':
      // Not log1p, which ONNX has not: an exported pipeline must give the same.
      return values.map((value) => Math.sign(value) * Math.log(1 + Math.abs(value)));
    default:
      return values.map((value) => onLines(operation, value));
  }
}

/** Puts two columns of numbers through an operation that makes one of them. */
export function combineNumbers(
  operation: Extract<Operation, { op: 'difference' | 'ratio' | 'product' }>,
  one: Float64Array,
  other: Float64Array,
): Float64Array {
  switch (operation.op) {
    case 'difference':
      return one.map((value, row) => (value - other[row]!) / operation.divisor);
    case 'ratio':
      return one.map((value, row) => (other[row] === 0 ? Number.NaN : value / other[row]!));
    default:
      return one.map((value, row) => value * other[row]!);
  }
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
