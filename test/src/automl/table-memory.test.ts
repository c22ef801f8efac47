import { describe, expect, it } from 'vitest';
import { rowsForBudget } from '../../../src/automl/index.ts';

const rows = (seconds: number, columns = 50) => rowsForBudget(1_000 * seconds).rows(columns);

describe('the rows that a time budget carries', () => {
  it('grow with it up to a minute, and more slowly than it from there on', () => {
    expect(rows(60)).toBe(Math.floor((60 * 160_000) / 55));
    expect(rows(30)).toBe(Math.floor((30 * 160_000) / 55));
    expect(rows(180) / rows(60)).toBeCloseTo(3 ** 0.7, 3);
    expect(rows(61)).toBeGreaterThan(rows(60));
  });

  it('are fewer of a wide table, and never so few that nothing can be learned', () => {
    expect(rows(60, 100)).toBeLessThan(rows(60, 50));
    expect(rows(0.1, 10_000)).toBe(1_000);
    expect(rows(0.1, 5)).toBe(50_000);
    expect(rows(5)).toBe(Math.floor((5 * 160_000) / 55));
  });

  it('are told of with the budget', () => {
    expect(rowsForBudget(90_000).why).toContain('a time budget of 90 s');
  });
});
