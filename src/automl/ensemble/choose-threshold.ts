import {
  bestThreshold,
  type MetricName,
  type Predictions,
  type Target,
  type ThresholdGoal,
} from '../../train/index.ts';

/** Metrics that depend on where two classes are told apart, and what serves them. */
const goals: Partial<Record<MetricName, ThresholdGoal>> = {
  f1: 'f1',
  f1Macro: 'f1',
  matthews: 'matthews',
  kappa: 'matthews',
  balancedAccuracy: 'balancedAccuracy',
  accuracy: { falsePositive: 1, falseNegative: 1 },
};

/**
 * From which probability on the second of two classes is predicted; null where the likelier one is.
 *
 * @throws InterruptedError when the signal fires
 */
export async function chooseThreshold({
  predictions,
  target,
  metric,
  goal = goals[metric],
  signal,
}: {
  predictions: Predictions;
  target: Target;
  metric: MetricName;
  goal: ThresholdGoal | undefined;
  signal: AbortSignal | undefined;
}): Promise<number | null> {
  if (goal === undefined || target.task === 'regression' || predictions.task === 'regression') return null;
  if (target.classes.length !== 2) return null;
  const { threshold } = await bestThreshold({
    codes: target.codes,
    scores: predictions.probabilities[1]!,
    goal,
    signal,
  });
  return threshold;
}
