import { InputError } from '../../errors/index.ts';
import {
  balancedAccuracy,
  type Confusion,
  confusionOf,
  figuresOfClass,
  matthews,
} from '../metrics/confusion.ts';
import { together } from '../parallel/training-threads.ts';

/** What a threshold is to make best: a metric, or the least cost of errors. */
export type ThresholdGoal =
  | 'f1'
  | 'matthews'
  | 'balancedAccuracy'
  | { falsePositive: number; falseNegative: number };

export interface BestThresholdInput {
  /** Place of each row's class: 0, or 1 for the one that the scores speak of. */
  codes: Int32Array;
  /** Probabilities of the second class, of rows that the model has not learned from. */
  scores: Float64Array;
  goal: ThresholdGoal;
  /** Of each row. */
  weights?: Float64Array | undefined;
  signal?: AbortSignal | undefined;
}

/** What a thread needs for it. */
export type ThresholdJob = Omit<BestThresholdInput, 'signal'>;

export interface BestThreshold {
  /** Rows with at least that probability count as the second class. Halfway between two scores that occur; above 1 where none should. */
  threshold: number;
  /** The metric there, or the mean cost of a row. */
  score: number;
}

/**
 * The threshold that serves a goal best, in another thread; of equally good ones the highest.
 *
 * @throws InputError `no-rows`; InterruptedError when the signal fires
 */
export async function bestThreshold({ signal, ...job }: BestThresholdInput): Promise<BestThreshold> {
  if (job.scores.length === 0) throw new InputError('no-rows', 'There are no rows to choose a threshold by.');
  const [best] = await together<BestThreshold>(() => ({ kind: 'threshold', job }), { threads: 1, signal });
  return best!;
}

/** Does a thread's work: goes down the scores, and moves each row from predicted negatives to positives. */
export function findThreshold({ codes, scores, goal, weights }: ThresholdJob): BestThreshold {
  const order = Uint32Array.from(scores, (_, row) => row).sort((one, other) => scores[other]! - scores[one]!);
  const confusion = confusionOf(codes, new Int32Array(codes.length), 2, weights ?? null);
  const top = scores[order[0]!]!;
  const judge = (): number => judged(confusion, goal);
  let best = { threshold: top < 1 ? (1 + top) / 2 : 1 + Number.EPSILON, gain: judge() };
  for (let place = 0; place < order.length; place++) {
    const row = order[place]!;
    const weight = weights?.[row] ?? 1;
    confusion.counts[codes[row]! * 2]! -= weight;
    confusion.counts[codes[row]! * 2 + 1]! += weight;
    const score = scores[row]!;
    const next = place + 1 < order.length ? scores[order[place + 1]!]! : 0;
    if (place + 1 < order.length && next === score) continue;
    const gain = judge();
    if (gain > best.gain) best = { threshold: (score + next) / 2, gain };
  }
  return { threshold: best.threshold, score: typeof goal === 'string' ? best.gain : -best.gain };
}

/** Higher is better. */
function judged(confusion: Confusion, goal: ThresholdGoal): number {
  if (goal === 'f1') return figuresOfClass(confusion, 1).f1;
  if (goal === 'matthews') return matthews(confusion);
  if (goal === 'balancedAccuracy') return balancedAccuracy(confusion);
  const [, falsePositives, falseNegatives] = confusion.counts;
  return -(goal.falsePositive * falsePositives! + goal.falseNegative * falseNegatives!) / confusion.total;
}
