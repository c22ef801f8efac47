import { describe, expect, it } from 'vitest';
import { decidingWarnings } from '../../../graphs/training-task/deciding-columns.ts';

const finding = (column: string, value: number, code = 'strong-column', metric = 'rocAuc') => ({
  code,
  severity: 'low' as const,
  column,
  message: '',
  evidence: { metric, value, rows: 400, others: 0.97 },
});
const request = { target: 'economical' };

describe('columns that alone all but decide the target', () => {
  it('are named with their score, kept or left out', () => {
    const data = { findings: [finding('weight', 0.95), finding('mpg', 0.9996)] };
    expect(decidingWarnings({ request, data, dropped: [] })).toEqual([
      'mpg alone all but decides economical (ROC AUC 1.000 by this one column) and was kept. If it is not known when predictions are made, leave it out: the scores are then far too good.',
    ]);
    const leak = { findings: [finding('litres', 0.994, 'leakage', 'r2')] };
    expect(decidingWarnings({ request, data: leak, dropped: [{ column: 'litres' }] })).toEqual([
      'litres alone all but decides economical (R² 0.994 by this one column) and was left out. If it is known when predictions are made, it may be kept.',
    ]);
  });

  it('are counted where there are many, and none is told of otherwise', () => {
    const findings = ['a', 'b', 'c', 'd', 'e'].map((name) => finding(name, 0.995));
    const told = decidingWarnings({ request, data: { findings }, dropped: [] });
    expect(told).toHaveLength(4);
    expect(told.at(-1)).toBe('2 more columns do so, too, each alone.');
    const others = [finding('a', 0.98), finding('b', 0.999, 'uneven-errors')];
    expect(decidingWarnings({ request, data: { findings: others }, dropped: [] })).toEqual([]);
  });
});
