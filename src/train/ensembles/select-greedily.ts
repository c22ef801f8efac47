import { InputError } from '../../errors/index.ts';
import { isLowerBetter, type MetricName, scoreOf } from '../metrics/metrics.ts';
import { together } from '../parallel/training-threads.ts';
import type { Predictions, Target } from '../target.ts';
import { weightedMean } from './blend.ts';

export interface GreedyOptions {
  metric: MetricName;
  /** How often a model is added. */
  rounds?: number;
  /** Begins with so many of the best single models, one each: fewer rounds go into noise. */
  start?: number;
  /** Of each row. */
  weights?: Float64Array | undefined;
  signal?: AbortSignal | undefined;
}

export interface GreedySelection {
  /** Of each model; they add up to 1, and most are 0. */
  weights: number[];
  /** The metric of the blend. */
  score: number;
  /** That of each model alone; null where it cannot be computed. */
  scores: (number | null)[];
}

/** Less than that is rounding. */
const leastGain = 1e-12;

/** What a thread needs for it. */
export interface SelectingJob {
  said: readonly Predictions[];
  target: Target;
  options: Omit<GreedyOptions, 'signal'>;
}

/**
 * Ensemble selection (Caruana et al., 2004): adds, with replacement, the model that makes the mean of all so far best on rows that none of them learned from. The
 * best blend on the way is taken; of equal ones the first.
 *
 * @param said what each model says of these rows: out-of-fold or validation predictions
 * @throws InputError `no-score` where the metric cannot be computed for any of them; InterruptedError when the signal fires
 */
export async function selectGreedily(
  said: readonly Predictions[],
  target: Target,
  { signal, ...options }: GreedyOptions,
): Promise<GreedySelection> {
  const job: SelectingJob = { said, target, options };
  const [selection] = await together<GreedySelection | null>(() => ({ kind: 'selecting', job }), {
    threads: 1,
    signal,
  });
  if (selection === null || selection === undefined)
    throw new InputError(
      'no-score',
      `There is no ${options.metric} of any of these predictions to choose by.`,
    );
  return selection;
}

/** Does a thread's work; null where there is nothing to choose by. */
export function selectInThread({ said, target, options }: SelectingJob): GreedySelection | null {
  const { metric, rounds = 50, start = 1, weights = null } = options;
  const sign = isLowerBetter(metric) ? -1 : 1;
  const classes = target.task === 'classification' ? target.classes : null;
  /** Higher is better; -Infinity where there is none. */
  const judge = (predictions: Predictions): number => {
    const score = scoreOf(metric, target, predictions, { weights });
    return score === null ? -Infinity : sign * score;
  };
  const alone = said.map(judge);
  const order = [...alone.keys()].sort((one, other) => alone[other]! - alone[one]!);
  if (order.length === 0 || alone[order[0]!] === -Infinity) return null;

  const chosen = order.slice(0, Math.max(1, start));
  const counts = said.map((_, model) => (chosen.includes(model) ? 1 : 0));
  let total = chosen.length;
  let mean = weightedMean(
    said,
    counts.map((count) => count / total),
    classes,
  );
  let best = { score: judge(mean), weights: counts.map((count) => count / total) };
  for (let round = 0; round < rounds; round++) {
    let added = { score: -Infinity, model: -1, mean };
    for (const model of said.keys()) {
      const next = weightedMean([mean, said[model]!], [total / (total + 1), 1 / (total + 1)], classes);
      const score = judge(next);
      if (score > added.score) added = { score, model, mean: next };
    }
    if (added.model < 0) break;
    counts[added.model]! += 1;
    total += 1;
    mean = added.mean;
    if (added.score > best.score + leastGain)
      best = { score: added.score, weights: counts.map((count) => count / total) };
  }
  return {
    weights: best.weights,
    score: sign * best.score,
    scores: alone.map((score) => (score === -Infinity ? null : sign * score)),
  };
}
