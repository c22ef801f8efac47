import { z } from 'zod';
import { type Decided, type DecisionContext, decideAndRecord } from './decide-and-record.ts';

const StopChoice = z.object({ stop: z.boolean(), why: z.string().min(1).max(300) });
export type StopChoice = z.infer<typeof StopChoice>;

export interface StopFacts {
  /** Scores of the trials in their order, higher is better; null for one that failed. */
  scores: readonly (number | null)[];
  /** Standard error of a score over its folds: differences below it say nothing. */
  noise: number;
  secondsLeft: number;
  /** Of a trial, in the mean. */
  secondsPerTrial: number;
  /** Trials that are still wanted; null where only time counts. */
  trialsLeft: number | null;
}

const patience = 20;
/** Of the noise: a best score that rose less over `patience` trials stands still. */
const stillShare = 0.1;

/** Whether a search should end, asked between trials. */
export function stopSearch(facts: StopFacts, context: DecisionContext): Promise<Decided<StopChoice>> {
  return decideAndRecord({
    name: 'stop-search',
    schema: StopChoice,
    facts,
    policy: stopByPolicy,
    validate: ({ stop }) => {
      if (!stop)
        return facts.secondsLeft > 0 && facts.trialsLeft !== 0 ? [] : ['stop: nothing is left of the budget'];
      return stopByPolicy(facts).stop || isDisputable(facts)
        ? []
        : [`stop: the best score still rises by more than the noise over ${patience} trials`];
    },
    context,
  });
}

/** Whether one may think so or so about ending: there is time, and the best has risen, but by less than the noise. */
export function isDisputable({
  scores,
  noise,
  secondsLeft,
  secondsPerTrial,
  trialsLeft,
}: StopFacts): boolean {
  if (trialsLeft === 0 || secondsLeft <= 0 || secondsPerTrial > secondsLeft) return false;
  return scores.length >= 2 * patience && risen(scores) <= noise;
}

/** By how much the best score has risen over the latest trials. */
function risen(scores: StopFacts['scores']): number {
  const best = (some: readonly (number | null)[]) =>
    some.reduce<number>((most, score) => (score !== null && score > most ? score : most), -Infinity);
  return best(scores) - best(scores.slice(0, Math.max(0, scores.length - patience)));
}

/** Fewer seconds are none to people. */
const leastSaid = 0.1;

/** The default policy: at the budget's end, before a trial that would not be finished, or where the best has not risen beyond a tenth of the noise for 20 trials. */
export function stopByPolicy({
  scores,
  noise,
  secondsLeft,
  secondsPerTrial,
  trialsLeft,
}: StopFacts): StopChoice {
  if (trialsLeft === 0) return { stop: true, why: 'all trials that were asked for are done' };
  if (secondsLeft <= 0) return { stop: true, why: 'the time is up' };
  if (secondsPerTrial > secondsLeft)
    return {
      stop: true,
      why:
        secondsLeft < leastSaid
          ? 'the time is up'
          : `one more would take ${secondsPerTrial.toFixed(1)} s, and ${secondsLeft.toFixed(1)} s are left`,
    };
  const rise = risen(scores);
  if (scores.length >= 2 * patience && rise <= stillShare * noise)
    return {
      stop: true,
      why: `the best score rose by ${Number(rise.toPrecision(2))} over ${patience} trials, against a noise of ${noise.toPrecision(2)}`,
    };
  return { stop: false, why: 'there is time, and the score still moves' };
}
