import { expect, it } from 'vitest';
import { roundToUnits, unitsFor } from '../../../../src/train/boosting/whole-sums.ts';
import { createRandom } from '../../../../src/train/random.ts';

/** Gradients and hessians of rows, rounded; and what they were. */
function rounded(count: number, draw: () => [gradient: number, hessian: number]) {
  const pairs = new Float64Array(2 * count);
  const sums = { gradient: 0, hessian: 0 };
  for (let row = 0; row < count; row++) {
    pairs.set(draw(), 2 * row);
    sums.gradient += Math.abs(pairs[2 * row]!);
    sums.hessian += pairs[2 * row + 1]!;
  }
  const units = unitsFor(sums, count);
  const whole = new Int32Array(2 * count);
  roundToUnits(pairs, units, whole, Int32Array.from(whole.subarray(0, count).keys()), 0, count);
  return { pairs, units, whole };
}

const random = createRandom(3);

it.each([
  ['gradients on both sides', (): [number, number] => [random.normal(), random.next()]],
  ['gradients on one side', (): [number, number] => [random.next(), 1]],
  ['huge numbers', (): [number, number] => [1e30 * random.normal(), 1e20]],
  ['tiny numbers', (): [number, number] => [1e-30 * random.normal(), 1e-16]],
  ['weights of many sizes', (): [number, number] => [random.normal(), Math.exp(4 * random.normal())]],
])('no sum leaves 32 bits, and what is lost is at most half a unit a row: %s', (_name, draw) => {
  const { pairs, units, whole } = rounded(20_000, draw);
  let size = 0;
  let hessian = 0;
  for (let at = 0; at < whole.length; at += 2) {
    hessian += whole[at]!;
    size += Math.abs(whole[at + 1]!);
    expect(Math.abs(whole[at + 1]! * units.gradient - pairs[at]!)).toBeLessThanOrEqual(units.gradient / 2);
    expect(Math.abs(whole[at]! * units.hessian - pairs[at + 1]!)).toBeLessThanOrEqual(units.hessian);
    expect(whole[at]).toBeGreaterThan(0);
  }
  for (const sum of [size, hessian]) {
    expect(sum).toBeLessThan(2 ** 31);
    // And no bit is given away.
    expect(sum).toBeGreaterThan(2 ** 29);
  }
});

it('rows without weight count nothing, and hessians of one are kept exactly', () => {
  let row = 0;
  const { units, whole } = rounded(1_000, () => (row++ % 4 === 0 ? [0, 0] : [row % 3, 1]));
  expect(whole[0]).toBe(0);
  expect(whole[2]! * units.hessian).toBe(1);
});
