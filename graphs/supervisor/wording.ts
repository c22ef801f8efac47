import { z } from 'zod';
import { ungrounded } from '../../agents/grounding.ts';
import { decide } from '../../src/llm/index.ts';
import type { SupervisorContext } from './context.ts';
import type { StepOutcome } from './outcomes.ts';

/** Characters of the results that a model sees. */
const longestShown = 16_000;

/**
 * The answer in words: the results' own texts and, where there is a model, a few sentences before them that speak to what was asked. A figure or
 * a name in those that no result holds puts them aside.
 */
export async function wordAnswer(
  given: { text: string; policy: string; outcomes: readonly StepOutcome[]; limit: string | null },
  context: Pick<SupervisorContext, 'models' | 'limits' | 'signal'>,
): Promise<{ text: string; decidedBy: string }> {
  const { text, policy, outcomes, limit } = given;
  const { models, limits, signal } = context;
  const byPolicy = { text: policy, decidedBy: 'policy' };
  // The supervisor's own results are words to the person already.
  const isWorth = outcomes.some(({ status, agent }) => status === 'done' && agent !== 'supervisor');
  if (!isWorth || limit !== null || !(await models.available('large'))) return byPolicy;
  const known = [text, policy, ...outcomes.map(({ data }) => JSON.stringify(data ?? null))];
  const { value, decidedBy } = await decide({
    name: 'supervisor-lead',
    prompt: 'supervisor-lead',
    schema: z.object({ lead: z.string().max(1_200) }),
    input: { question: text.slice(0, 4_000), results: policy.slice(0, longestShown) },
    validate: ({ lead }) => ungrounded(lead, { known }),
    policy: () => ({ lead: '' }),
    models,
    limits,
    signal,
  });
  const lead = value.lead.trim();
  return lead === '' ? byPolicy : { text: `${lead}\n\n${policy}`, decidedBy };
}
