import type { Judgement } from './evaluator.ts';

/** How often an evaluator passed, with the interval that holds the true rate with 95% confidence. */
export interface Rate {
  cases: number;
  passed: number;
  /** passed / cases; null for no case. */
  rate: number | null;
  low: number | null;
  high: number | null;
  /** Cases without a value, because the evaluator or the work failed. They count as not passed. */
  crashed: number;
  /** Mean of the values, for an evaluator that gives numbers; null for others. */
  mean: number | null;
  /** How often each label came, for an evaluator that gives strings. */
  labels?: Record<string, number>;
}

/** z of a two-sided 95% interval. */
const z95 = 1.959963984540054;

/**
 * Wilson's score interval for a rate (Wilson, 1927, JASA 22:209-212): holds also for few cases and near 0 and 1.
 * Null for no case.
 */
export function wilsonInterval(passed: number, cases: number, z = z95): { low: number; high: number } | null {
  if (cases === 0) return null;
  const rate = passed / cases;
  const square = z * z;
  const centre = (rate + square / (2 * cases)) / (1 + square / cases);
  const half =
    (z / (1 + square / cases)) * Math.sqrt((rate * (1 - rate)) / cases + square / (4 * cases * cases));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** A rate of counts that no evaluator has judged one by one. */
export function proportion(passed: number, cases: number): Rate {
  const interval = wilsonInterval(passed, cases);
  return {
    cases,
    passed,
    rate: cases === 0 ? null : passed / cases,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    crashed: 0,
    mean: null,
  };
}

/** Sums up the judgements of one evaluator. */
export function rateOf(judgements: readonly Judgement[]): Rate {
  const cases = judgements.length;
  const passed = judgements.filter((judgement) => judgement.passed).length;
  const interval = wilsonInterval(passed, cases);
  const numbers = judgements.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  const labels: Record<string, number> = {};
  for (const { value } of judgements) if (typeof value === 'string') labels[value] = (labels[value] ?? 0) + 1;
  return {
    cases,
    passed,
    rate: cases === 0 ? null : passed / cases,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    crashed: judgements.filter(({ value }) => value === null).length,
    mean: numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0) / numbers.length,
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
  };
}
