import { InputError } from '../../errors/index.ts';
import { isLowerBetter, type MetricName, type Predictions, scores, type Target } from '../../train/index.ts';

/**
 * A metric so that more is better: losses count negative.
 *
 * @throws InputError `no-score` where the metric is not one of the task, or the rows can't give it
 */
export function goodness(metric: MetricName, target: Target, predictions: Predictions): number {
  const score = scores(target, predictions)[metric];
  if (typeof score !== 'number')
    throw new InputError(
      'no-score',
      `There is no ${metric} for these rows: it is not a metric of ${target.task}, or they have too few classes.`,
      { details: { metric, task: target.task } },
    );
  return isLowerBetter(metric) ? -score : score;
}
