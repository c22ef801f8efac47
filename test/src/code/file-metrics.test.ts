import { describe, expect, it } from 'vitest';
import { maintainabilityIndex, technicalDebtRatio } from '../../../src/code/file-metrics.ts';
import { halsteadOf } from '../../../src/code/halstead.ts';

describe("Halstead's measures", () => {
  it('follow from the counts', () => {
    // volume = 27 log2 17, difficulty = 10/2 * 15/7.
    const measures = halsteadOf({ n1: 10, n2: 7, N1: 12, N2: 15 });
    expect(measures.effort).toBe(measures.difficulty * measures.volume);
    expect(measures).toEqual({
      n1: 10,
      n2: 7,
      N1: 12,
      N2: 15,
      vocabulary: 17,
      length: 27,
      volume: expect.closeTo(110.3615, 4),
      difficulty: expect.closeTo(10.7143, 4),
      effort: expect.closeTo(1182.4446, 4),
      time: expect.closeTo(65.6914, 4),
      bugs: expect.closeTo(0.0368, 4),
    });
  });

  it('are 0 where there is nothing, or one thing alone', () => {
    const { volume, difficulty, effort } = halsteadOf({ n1: 0, n2: 0, N1: 0, N2: 0 });
    expect([volume, difficulty, effort]).toEqual([0, 0, 0]);
    expect(halsteadOf({ n1: 1, n2: 0, N1: 4, N2: 0 })).toMatchObject({ volume: 0, difficulty: 0, bugs: 0 });
  });
});

describe('the maintainability index', () => {
  it('is that of the 171 scale, times 100/171', () => {
    // 171 - 5.2 ln 1000 - 0.23 * 10 - 16.2 ln 100 = 58.1757…, times 100/171.
    expect(maintainabilityIndex(1000, 10, 100)).toBeCloseTo(34.0209, 3);
    expect(maintainabilityIndex(1, 0, 1)).toBe(100);
  });

  it('stays between 0 and 100, and is 100 without code', () => {
    expect(maintainabilityIndex(1e9, 1e4, 1e5)).toBe(0);
    expect(maintainabilityIndex(0, 1, 0)).toBe(100);
  });
});

describe('the technical-debt ratio', () => {
  it('is remediation over thirty minutes a line', () => {
    expect(technicalDebtRatio(60, 20)).toBe(0.1);
    expect(technicalDebtRatio(0, 20)).toBe(0);
    expect(technicalDebtRatio(60, 0)).toBe(0);
    expect(technicalDebtRatio(1e6, 1)).toBe(1);
  });
});
