import type { SumUnits } from '../trees/split.ts';

/** Of a sum over all rows, its sign left out: what 32 bits hold, less some for rounding. */
const largest = 2 ** 31 * 0.999;
/** Squares of units are numbers still. */
const leastExponent = 480;

/**
 * The units in which gradients and hessians are counted so that no sum over rows leaves 32 bits: powers of two, by what all rows of a tree sum up to without
 * their signs. A row is then rounded by less than its mean times rows / 2^31; sums of what is rounded are exact, in whatever order they are made.
 *
 * @param rows rows that are rounded, each by at most a whole unit
 */
export function unitsFor(sums: { gradient: number; hessian: number }, rows: number): SumUnits {
  const unitOf = (sum: number): number => {
    if (!(sum > 0 && sum < Infinity)) return 1;
    return 2 ** Math.max(-leastExponent, Math.ceil(Math.log2(sum / (largest - rows))));
  };
  return { gradient: unitOf(sums.gradient), hessian: unitOf(sums.hessian) };
}

/**
 * Rounds the gradients and hessians of the rows `rows[from]` to `rows[to - 1]` to whole units: in `into`, for each row the hessian, then the gradient.
 * A row that counts has a hessian of one at least.
 */
export function roundToUnits(
  pairs: Float64Array,
  { gradient, hessian }: SumUnits,
  into: Int32Array,
  rows: Int32Array,
  from: number,
  to: number,
): void {
  const perGradient = 1 / gradient;
  const perHessian = 1 / hessian;
  for (let index = from; index < to; index++) {
    const at = 2 * rows[index]!;
    const ofGradient = Math.floor(pairs[at]! * perGradient + 0.5) | 0;
    const ofHessian = Math.floor(pairs[at + 1]! * perHessian + 0.5) | 0;
    into[at] = ofHessian === 0 && (ofGradient !== 0 || pairs[at + 1]! > 0) ? 1 : ofHessian;
    into[at + 1] = ofGradient;
  }
}
