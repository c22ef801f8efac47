import { z } from 'zod';
import { ungrounded } from '../../agents/grounding.ts';
import { shownBy, streamTo } from '../../agents/shown-text.ts';
import { unfitWords } from '../../agents/unfit-words.ts';
import { decide } from '../../src/llm/index.ts';
import { withoutQuotedCode } from '../quoted-code.ts';
import type { SupervisorContext } from './context.ts';
import type { SupervisorState } from './state.ts';

/** An answer, who worded it, and why, where somebody had to decide that. */
export interface WordedAnswer {
  text: string;
  decidedBy: string;
  reason: string | null;
  passedOver?: string;
}

/** Characters of the results that a model sees. */
const longestShown = 16_000;

/**
 * The answer in words: the results' own texts and, where there is a model, a few sentences before them that speak to what was asked. A figure or
 * a name in those that no result holds puts them aside.
 */
export async function wordAnswer(
  turn: Pick<SupervisorState, 'text' | 'given' | 'outcomes' | 'limit'> & { policy: string },
  context: Pick<SupervisorContext, 'models' | 'limits' | 'signal' | 'log'>,
): Promise<WordedAnswer> {
  const { text, given, policy, outcomes, limit } = turn;
  const { models, limits, signal, log } = context;
  const done = outcomes.filter(({ status }) => status === 'done');
  const onlyOne = done.length === 1 ? done[0] : undefined;
  const asIs = { text: policy, decidedBy: onlyOne?.decidedBy ?? 'policy', reason: null };
  // The supervisor's own results are words to the person already, and so is a result that a model has worded.
  const isWorth = done.some(({ agent }) => agent !== 'supervisor') && asIs.decidedBy === 'policy';
  // Who asks for an action outright has no question that sentences could answer.
  if (!isWorth || given !== null || limit !== null || !(await models.available('large'))) return asIs;
  const known = [text, policy, ...outcomes.map(({ data }) => JSON.stringify(data ?? null))];
  const found = outcomes.some(hasFindings);
  const unfit = (lead: string) => [...ungrounded(lead, { known }), ...unfitWords(lead, { found })];
  const { value, decidedBy, reason, passedOver } = await decide({
    name: 'supervisor-lead',
    prompt: 'supervisor-lead',
    schema: z.object({ lead: z.string().max(1_200) }),
    input: {
      question: withoutQuotedCode(text).slice(0, 4_000),
      results: withoutQuotedCode(policy).slice(0, longestShown),
    },
    validate: ({ lead }) => unfit(lead),
    ...streamTo(shownBy(log), 'lead', unfit),
    policy: () => ({ lead: '' }),
    models,
    limits,
    signal,
  });
  const lead = value.lead.trim();
  if (lead !== '') return { text: `${lead}\n\n${policy}`, decidedBy, reason };
  if (decidedBy !== 'policy') return { ...asIs, reason: `${decidedBy} added no sentence.` };
  return { ...asIs, reason, passedOver };
}

/** Whether a step found something in code. */
function hasFindings({ data }: SupervisorState['outcomes'][number]): boolean {
  const found = (data as { recommendations?: unknown[] } | null | undefined)?.recommendations;
  return Array.isArray(found) && found.length > 0;
}
