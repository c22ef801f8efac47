import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateOf, wilsonInterval } from '../../evals/rates.ts';

describe('Wilson’s interval', () => {
  // Newcombe, 1998, Statistics in Medicine 17:857-872, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i', (passed, cases, low, high) => {
    const interval = wilsonInterval(passed, cases)!;
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('of nothing is none', () => expect(wilsonInterval(0, 0)).toBeNull());

  it('holds the rate, within 0 and 1', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), (left, right) => {
        const cases = Math.max(left, right, 1);
        const passed = Math.min(left, right);
        const { low, high } = wilsonInterval(passed, cases)!;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low - 1e-9).toBeLessThanOrEqual(passed / cases);
        expect(high + 1e-9).toBeGreaterThanOrEqual(passed / cases);
      }),
    );
  });
});

describe('a rate', () => {
  const judgement = (passed: boolean, value: boolean | number | string | null) => ({
    evaluator: 'e',
    passed,
    value,
    reason: '',
  });

  it('counts what passed and what has no value', () => {
    expect(rateOf([judgement(true, true), judgement(false, false), judgement(false, null)])).toMatchObject({
      cases: 3,
      passed: 1,
      rate: 1 / 3,
      crashed: 1,
      mean: null,
    });
  });

  it('has the mean of numbers, without those that crashed', () => {
    expect(rateOf([judgement(true, 1), judgement(true, 0.5), judgement(false, null)]).mean).toBe(0.75);
  });

  it('counts labels', () => {
    expect(rateOf([judgement(true, 'a'), judgement(true, 'a'), judgement(false, 'b')]).labels).toEqual({
      a: 2,
      b: 1,
    });
  });

  it('of no case is null, not zero', () =>
    expect(rateOf([])).toMatchObject({ cases: 0, rate: null, low: null, high: null, mean: null }));
});
