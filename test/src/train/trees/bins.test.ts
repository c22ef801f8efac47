import { expect, it } from 'vitest';
import { createRandom } from '../../../../src/train/random.ts';
import { binValues } from '../../../../src/train/trees/bin-kernel.ts';
import { sortNumbers } from '../../../../src/train/trees/sort-numbers.ts';

const random = createRandom(1);

it.each([
  ['small ones', (): number => random.normal()],
  ['of all sizes', (): number => random.normal() * 10 ** random.below(300)],
  ['few different ones', (): number => random.below(5) - 2],
  ['all the same', (): number => 7],
  [
    'with infinities and zeros',
    (): number => [-Infinity, Infinity, -0, 0, 1e-310, -5e-324][random.below(6)]!,
  ],
])('numbers are sorted as the engine sorts them: %s', (_name, draw) => {
  for (const length of [0, 1, 1_999, 5_000]) {
    const values = Float64Array.from({ length }, draw);
    const expected = values.slice().sort();
    // In the middle of a longer array, whose ends stay.
    const longer = new Float64Array(length + 2).fill(-3);
    longer.set(values, 1);
    sortNumbers(longer.subarray(1, length + 1));
    expect(longer).toEqual(Float64Array.of(-3, ...expected, -3));
  }
});

it.each([1, 2, 7, 128, 255])(
  'values fall into the first of %i bins whose bound they are not above',
  (count) => {
    const upper = Float64Array.from({ length: count }, (_, place) => place / 10 - 3);
    upper[count - 1] = Infinity;
    const values = Float64Array.from({ length: 40_000 }, (_, row) =>
      row % 10 === 0 ? upper[random.below(count)]! : random.normal() * 8,
    );
    values.set([Number.NaN, -Infinity, Infinity, -0]);
    const bins = new Uint8Array(values.length);
    binValues(values, upper, bins);
    const expected = Uint8Array.from(values, (value) => upper.findIndex((bound) => value <= bound) + 1);
    expect(bins).toEqual(expected);
  },
);
