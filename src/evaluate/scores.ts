import {
  classificationMetrics,
  isLowerBetter,
  type MetricName,
  regressionMetrics,
  scores,
  takePredictions,
  takeTarget,
} from '../train/index.ts';
import type { JudgedRows } from './judged-rows.ts';
import { type Interval, intervals, metricOf, type Resampling } from './resampling.ts';

/** All metrics of the task on judged rows, each with its 95% interval; null where the rows give none. */
export async function scoresWithIntervals(
  { target, predictions, threshold }: JudgedRows,
  options: Resampling & { metrics?: readonly MetricName[] } = {},
): Promise<Partial<Record<MetricName, Interval | null>>> {
  const { metrics = target.task === 'regression' ? regressionMetrics : classificationMetrics } = options;
  const rows = target.task === 'regression' ? target.values.length : target.codes.length;
  const found = await intervals(
    rows,
    (drawn) => {
      const [truth, said] = [takeTarget(target, drawn), takePredictions(predictions, drawn)];
      const figures = scores(truth, said, threshold === null ? {} : { threshold }, metrics);
      return metrics.map((metric) => figures[metric] ?? Number.NaN);
    },
    options,
  );
  return Object.fromEntries(metrics.map((metric, at) => [metric, found[at]!]));
}

/** How two models compare on the same rows. */
export interface Comparison {
  metric: MetricName;
  one: number;
  other: number;
  /** How much better the first is, whichever way the metric goes. */
  improvement: Interval;
  /** Share of resamples in which the first is not better. */
  pValue: number;
  verdict: 'better' | 'worse' | 'no difference beyond noise';
}

/** Holds two models against each other on the same rows: the difference and its interval by the paired bootstrap. Null where there is no figure. */
export async function compareOnRows(
  one: Pick<JudgedRows, 'target' | 'predictions' | 'threshold'>,
  other: Pick<JudgedRows, 'predictions' | 'threshold'>,
  metric: MetricName,
  { resamples = 500, ...options }: Resampling = {},
): Promise<Comparison | null> {
  const { target } = one;
  const rows = target.task === 'regression' ? target.values.length : target.codes.length;
  const sign = isLowerBetter(metric) ? -1 : 1;
  let [worse, counted] = [-1, -1];
  const found = await intervals(
    rows,
    (drawn) => {
      const [first, second] = [one, other].map(({ predictions, threshold }) =>
        metricOf(metric, target, predictions, drawn, threshold),
      );
      const difference = sign * (first! - second!);
      // The first call is of the rows as they are.
      counted++;
      if (worse < 0) worse = 0;
      else if (!(difference > 0)) worse++;
      return [difference, first!, second!];
    },
    { resamples, ...options },
  );
  const [improvement, first, second] = found;
  if (!improvement || !first || !second) return null;
  const verdict =
    improvement.low > 0 ? 'better' : improvement.high < 0 ? 'worse' : 'no difference beyond noise';
  return {
    metric,
    one: first.value,
    other: second.value,
    improvement,
    pValue: worse / Math.max(1, counted),
    verdict,
  };
}
