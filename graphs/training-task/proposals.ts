import { isLowerBetter, type MetricName, snakeName } from '../../src/train/index.ts';
import { say, type TaskContext } from './context.ts';
import { bestOf } from './nodes/measure.ts';
import type { Proposal } from './proposal.ts';
import type { CandidateEntry } from './state.ts';

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
export function contest(
  decision: string,
  entries: readonly CandidateEntry[],
  metric: MetricName,
  what: (model: readonly CandidateEntry[]) => string,
): Proposal | null {
  const lowerIsBetter = isLowerBetter(metric);
  const own = entries.filter(({ by }) => modelAmong(by) !== null);
  const mine = bestOf(own, lowerIsBetter)?.score ?? null;
  const theirs =
    bestOf(
      entries.filter(({ by }) => isOfPolicy(by)),
      lowerIsBetter,
    )?.score ?? null;
  if (own.length === 0) return null;
  const about = { decision, by: modelAmong(own[0]!.by)!, what: what(own) };
  if (mine === null || theirs === null) return unmeasured(about);
  return proposal({ ...about, score: mine, policyScore: theirs }, metric);
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
export function tellProposals(found: readonly Proposal[], metric: string, context: TaskContext): void {
  for (const each of found) say(context, proposalText(each, snakeName(metric as MetricName)));
}

const figure = (value: number) => String(Number(value.toPrecision(4)));
