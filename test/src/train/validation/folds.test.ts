import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/train/random.ts';
import { foldsOf } from '../../../../src/train/validation/folds.ts';

const random = createRandom(2);
const classes = Int32Array.from({ length: 203 }, () => (random.next() < 0.1 ? 1 : 0));
const groups = Int32Array.from({ length: 203 }, () => random.below(40) * 7);

function count(rows: Int32Array, isCounted: (row: number) => boolean): number {
  return rows.filter(isCounted).length;
}

describe('folds', () => {
  it.each([
    ['plain', {}],
    ['by class', { classes }],
    ['by group', { groups }],
    ['by class and group', { classes, groups }],
  ])('judge by every row once, and never by one that was learned: %s', (_, options) => {
    const folds = foldsOf(203, { ...options, folds: 4, seed: 9 });
    expect(folds).toHaveLength(4);
    expect(folds.flatMap(({ test }) => [...test]).sort((one, other) => one - other)).toEqual(
      Array.from({ length: 203 }, (_, row) => row),
    );
    for (const { train, test } of folds) {
      expect(train.length + test.length).toBe(203);
      expect(new Set([...train, ...test]).size).toBe(203);
    }
    expect(foldsOf(203, { ...options, folds: 4, seed: 9 })).toEqual(folds);
    expect(foldsOf(203, { ...options, folds: 4, seed: 10 })).not.toEqual(folds);
  });

  it('have the same share of each class, and the same size, up to a row', () => {
    const folds = foldsOf(203, { folds: 5, classes });
    const positives = folds.map(({ test }) => count(test, (row) => classes[row] === 1));
    expect(Math.max(...positives) - Math.min(...positives)).toBeLessThanOrEqual(1);
    const sizes = folds.map(({ test }) => test.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it('keep groups whole, and still about even', () => {
    for (const options of [{ groups }, { groups, classes }]) {
      const folds = foldsOf(203, { folds: 4, ...options });
      for (const { train, test } of folds) {
        const learned = new Set([...train].map((row) => groups[row]));
        expect(count(test, (row) => learned.has(groups[row]))).toBe(0);
        expect(test.length).toBeGreaterThan(35);
        expect(test.length).toBeLessThan(68);
      }
    }
  });

  it('refuse more parts than there are rows or groups', () => {
    expect(() => foldsOf(3, { folds: 4 })).toThrow(/3 rows cannot be parted into 4/);
    expect(() => foldsOf(6, { folds: 3, groups: Int32Array.of(1, 1, 1, 2, 2, 2) })).toThrow(/2 groups/);
    expect(() => foldsOf(6, { folds: 1 })).toThrow(/at least 2 parts/);
  });
});
