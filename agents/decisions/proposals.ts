import { z } from 'zod';
import { isLowerBetter, type MetricName, snakeName } from '../../src/train/index.ts';
import type { DecisionContext } from './decide-and-record.ts';

/** What a language model proposed, held against the policy's choice by the engine. */
export const Proposal = z.object({
  /** What was decided: `choose-families`, `drop-columns` … */
  decision: z.string(),
  by: z.string(),
  what: z.string(),
  /** The best on the folds with the model's choice, and with the policy's; null where that was not measured. */
  score: z.number().nullable(),
  policyScore: z.number().nullable(),
  /** Better above 0. */
  gain: z.number().nullable(),
  won: z.boolean(),
});
export type Proposal = z.infer<typeof Proposal>;

/** Both names where a model and the policy propose the same. */
const both = ' and ';

/** Who proposed something, in one word for the record. */
export function proposers(names: readonly string[]): string {
  return names.join(both);
}

/** The model among those who proposed something; null where it was the policy alone, or a person. */
export function modelAmong(by: string): string | null {
  return by.split(both).find((name) => name !== 'policy' && !name.startsWith('person:')) ?? null;
}

function isOfPolicy(by: string): boolean {
  return by.split(both).includes('policy');
}

/** Holds candidates that a model proposed against the policy's, by the best score of each; null where a model proposed none. */
export function contest<Entry extends { by: string; score: number | null }>(
  decision: string,
  entries: readonly Entry[],
  metric: MetricName,
  what: (model: readonly Entry[]) => string,
): Proposal | null {
  const own = entries.filter(({ by }) => modelAmong(by) !== null);
  const mine = bestScore(own, metric);
  const theirs = bestScore(
    entries.filter(({ by }) => isOfPolicy(by)),
    metric,
  );
  if (own.length === 0) return null;
  const about = { decision, by: modelAmong(own[0]!.by)!, what: what(own) };
  if (mine === null || theirs === null) return unmeasured(about);
  return proposal({ ...about, score: mine, policyScore: theirs }, metric);
}

function bestScore(entries: readonly { score: number | null }[], metric: MetricName): number | null {
  const scores = entries.flatMap(({ score }) => (score === null ? [] : [score]));
  if (scores.length === 0) return null;
  return isLowerBetter(metric) ? Math.min(...scores) : Math.max(...scores);
}

/** A proposal that the time did not reach: it stands for nothing. */
export function unmeasured(about: Pick<Proposal, 'decision' | 'by' | 'what'>): Proposal {
  return { ...about, score: null, policyScore: null, gain: null, won: false };
}

/** A proposal with what it won. */
export function proposal(
  found: Omit<Proposal, 'gain' | 'won'> & { score: number; policyScore: number },
  metric: MetricName,
): Proposal {
  const gain = (isLowerBetter(metric) ? -1 : 1) * (found.score - found.policyScore);
  return { ...found, gain, won: gain > 0 };
}

/** A proposal's outcome in a sentence, without its full stop. */
export function proposalText({ by, what, score, policyScore, gain, won }: Proposal, metric: string): string {
  const figures =
    score === null || policyScore === null
      ? ''
      : ` (${metric} ${figure(score)} against ${figure(policyScore)} on the folds)`;
  const end =
    gain === null
      ? 'was not measured, and the policy’s stays'
      : won
        ? `won by ${figure(gain)} over the policy’s`
        : gain === 0
          ? 'came to the same as the policy’s'
          : `was worse than the policy’s by ${figure(-gain)}, and the policy’s stays`;
  return `${what}, proposed by ${by}, ${end}${figures}`;
}

/** Tells of proposals while the task goes on. */
export function tellProposals(
  found: readonly Proposal[],
  metric: string,
  { log, step }: Pick<DecisionContext, 'log' | 'step'>,
): void {
  for (const each of found)
    log.emit({ type: 'progress', step, message: proposalText(each, snakeName(metric as MetricName)) });
}

/**
 * That a model chose something which no score can judge: the record says so plainly. Null where the policy chose, or the person.
 */
export function unjudged(what: string, { decidedBy }: { decidedBy: string }): string | null {
  if (modelAmong(decidedBy) === null) return null;
  return `${what} was chosen by ${decidedBy}; no score can judge that, so nothing was measured: it only had to keep within the policy’s bounds`;
}

/** Tells of what no score can judge, where a model chose it. */
export function tellUnjudged(
  what: string,
  decision: { decidedBy: string },
  { log, step }: Pick<DecisionContext, 'log' | 'step'>,
): string[] {
  const message = unjudged(what, decision);
  if (message !== null) log.emit({ type: 'progress', step, message });
  return message === null ? [] : [message];
}

const figure = (value: number) => String(Number(value.toPrecision(4)));
