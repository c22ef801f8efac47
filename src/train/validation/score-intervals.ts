import { type MetricName, scoreOf } from '../metrics/metrics.ts';
import { together } from '../parallel/training-threads.ts';
import { type Predictions, type Target, takeNumbers, takePredictions, takeTarget } from '../target.ts';
import { type BootstrapOptions, bootstrapInterval, type ConfidenceInterval } from './bootstrap.ts';

export interface ScoreIntervalsInput extends BootstrapOptions {
  target: Target;
  predictions: Predictions;
  metrics: readonly MetricName[];
  /** Of each row. */
  weights?: Float64Array | undefined;
  /** As in `scores`. */
  threshold?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** What a thread needs for it. */
export type IntervalsJob = Omit<ScoreIntervalsInput, 'signal'>;

/** Confidence intervals of metrics by the bootstrap, in another thread; null where there is no figure. */
export async function scoreIntervals({
  signal,
  ...job
}: ScoreIntervalsInput): Promise<Partial<Record<MetricName, ConfidenceInterval | null>>> {
  const [intervals] = await together<Partial<Record<MetricName, ConfidenceInterval | null>>>(
    () => ({ kind: 'intervals', job }),
    { threads: 1, signal },
  );
  return intervals!;
}

/** Does a thread's work. Every metric sees the same resamples. */
export function findIntervals(job: IntervalsJob): Partial<Record<MetricName, ConfidenceInterval | null>> {
  const { target, predictions, metrics, weights, threshold } = job;
  const rows = target.task === 'regression' ? target.values.length : target.codes.length;
  return Object.fromEntries(
    metrics.map((metric) => {
      const figureOf = (drawn: Int32Array): number =>
        scoreOf(metric, takeTarget(target, drawn), takePredictions(predictions, drawn), {
          weights: weights ? takeNumbers(weights, drawn) : null,
          ...(threshold === undefined ? {} : { threshold }),
        }) ?? Number.NaN;
      return [metric, bootstrapInterval(figureOf, rows, job)];
    }),
  );
}
