import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, foldRows, type SplitStrategy, splitRows } from '../../../../src/train/index.ts';

const shares = { train: 0.6, validation: 0.2, test: 0.2 };
const rows = 1000;
const classes = Int32Array.from({ length: rows }, (_, row) => (row % 20 === 0 ? 1 : row % 7 === 0 ? 2 : 0));
const groups = Int32Array.from({ length: rows }, (_, row) => Math.floor(row / 13) % 40);
const times = Float64Array.from({ length: rows }, (_, row) => ((row * 7919) % 250) * 1000);
const strategies: SplitStrategy[] = [
  { by: 'random' },
  { by: 'class', codes: classes },
  { by: 'value', values: times },
  { by: 'group', codes: groups },
  { by: 'group', codes: groups, classes },
  { by: 'time', times },
];

const byTime = strategies.at(-1)!;

const countOf = (part: Int32Array, code: number) => part.filter((row) => classes[row] === code).length;

describe('splits', () => {
  it.each(strategies)('by $by: every row once, near the shares, the same for a seed', (strategy) => {
    const parts = splitRows({ rows, shares, strategy, seed: 3 });
    expect([...parts.train, ...parts.validation, ...parts.test].sort((a, b) => a - b)).toEqual([
      ...Array(rows).keys(),
    ]);
    expect(Math.abs(parts.train.length - 600)).toBeLessThanOrEqual(15);
    expect(Math.abs(parts.test.length - 200)).toBeLessThanOrEqual(15);
    expect(splitRows({ rows, shares, strategy, seed: 3 })).toEqual(parts);
    if (strategy.by !== 'time') expect(splitRows({ rows, shares, strategy, seed: 4 })).not.toEqual(parts);
  });

  it('keeps the shares of classes, of rare ones too', () => {
    const { train, validation, test } = splitRows({ rows, shares, strategy: strategies[1]!, seed: 1 });
    expect([train, validation, test].map((part) => countOf(part, 1))).toEqual([30, 10, 10]);
    for (const code of [0, 2]) {
      const all = classes.filter((each) => each === code).length;
      expect(Math.abs(countOf(test, code) - all / 5)).toBeLessThanOrEqual(1);
    }
  });

  it('keeps quantiles of numbers alike', () => {
    const { train, test } = splitRows({ rows, shares, strategy: strategies[2]!, seed: 1 });
    const mean = (part: Int32Array) => part.reduce((sum, row) => sum + times[row]!, 0) / part.length;
    expect(Math.abs(mean(train) / mean(test) - 1)).toBeLessThan(0.02);
  });

  it('keeps groups together, whatever their sizes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1, max: 8 }), { minLength: 30, maxLength: 80 }),
        fc.nat(),
        (codes, seed) => {
          const distinct =
            new Set(codes.filter((code) => code >= 0)).size + codes.filter((code) => code < 0).length;
          fc.pre(distinct >= 9);
          const folds = foldRows({
            rows: codes.length,
            folds: 3,
            strategy: { by: 'group', codes: Int32Array.from(codes) },
            seed,
          });
          for (const { train, test } of folds) {
            const learned = new Set([...train].map((row) => codes[row]!).filter((code) => code >= 0));
            expect([...test].some((row) => learned.has(codes[row]!))).toBe(false);
          }
        },
      ),
      { numRuns: 50, seed: 7 },
    );
  });

  it('puts the past before the future, and moments never into two parts', () => {
    const parts = splitRows({ rows, shares, strategy: byTime, seed: 1 });
    const last = (part: Int32Array) => Math.max(...part.map((row) => times[row]!));
    const first = (part: Int32Array) => Math.min(...part.map((row) => times[row]!));
    expect(last(parts.train)).toBeLessThan(first(parts.validation));
    expect(last(parts.validation)).toBeLessThan(first(parts.test));
  });
});

describe('folds', () => {
  it.each(strategies.slice(0, -1))(
    'by $by: each row is judged once and learned from otherwise',
    (strategy) => {
      const folds = foldRows({ rows, folds: 5, strategy, seed: 1 });
      expect(folds.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual([...Array(rows).keys()]);
      for (const { train, test } of folds) expect(train.length + test.length).toBe(rows);
    },
  );

  it('by class gives each fold its share, as scikit-learn’s StratifiedKFold does', () => {
    const folds = foldRows({ rows, folds: 5, strategy: strategies[1]!, seed: 1 });
    for (const { test } of folds) expect([countOf(test, 1), test.length]).toEqual([10, 200]);
  });

  it('by group keep classes about even where they are told', () => {
    const random = createRandom(2);
    const many = Int32Array.from({ length: 403 }, () => random.below(80));
    // Whole groups are of the rare class, so that dealing by size alone leaves folds without it.
    const own = many.map((group) => (group % 10 === 0 ? 1 : 0));
    const spread = (strategy: SplitStrategy): number => {
      const counts = foldRows({ rows: 403, folds: 4, strategy, seed: 1 }).map(({ test }) =>
        test.reduce((sum, row) => sum + own[row]!, 0),
      );
      return Math.max(...counts) - Math.min(...counts);
    };
    expect(spread({ by: 'group', codes: many, classes: own })).toBeLessThan(5);
    expect(spread({ by: 'group', codes: many })).toBeGreaterThan(5);
  });

  it('by time learns from the past alone, and from nothing within the gap', () => {
    const folds = foldRows({ rows, folds: 4, strategy: byTime, seed: 1, gapMs: 5000 });
    expect(folds).toHaveLength(4);
    let before = 0;
    for (const { train, test } of folds) {
      const latest = Math.max(...[...train].map((row) => times[row]!));
      expect(latest).toBeLessThan(Math.min(...[...test].map((row) => times[row]!)) - 5000);
      expect(train.length).toBeGreaterThan(before);
      before = train.length;
    }
  });
});

describe('what no split can do', () => {
  const split = (count: number, strategy?: SplitStrategy) => () =>
    splitRows({ rows: count, shares, seed: 1, ...(strategy && { strategy }) });
  it('is refused with what to do', () => {
    expect(split(2)).toThrow(/2 rows cannot make 3 parts/);
    expect(split(5, { by: 'group', codes: new Int32Array(5) })).toThrow(/1 groups cannot make 3 parts/);
    expect(split(5, { by: 'time', times: new Float64Array(5) })).toThrow(/too few different moments/);
    expect(split(3, { by: 'time', times: Float64Array.of(1, Number.NaN, 3) })).toThrow(/Row 2 has no time/);
    expect(split(3, { by: 'class', codes: new Int32Array(4) })).toThrow(/4 rows/);
    expect(() => splitRows({ rows: 9, shares: { train: 1, test: -1 }, seed: 1 })).toThrow(/test is -1/);
    expect(() => foldRows({ rows: 9, folds: 1, seed: 1 })).toThrow(/from 2/);
  });
});
