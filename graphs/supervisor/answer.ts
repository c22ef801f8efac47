import { type AgentDefinition, findAction } from '../../agents/index.ts';
import type { PlanStep } from '../../src/observe/index.ts';
import { boundedTurn, type ConversationTurn, type LastTurn } from '../conversation.ts';
import { composeAnswer } from './compose.ts';
import { contextOf, type NodeConfig } from './context.ts';
import { offerOf } from './offer.ts';
import type { SupervisorState, SupervisorUpdate } from './state.ts';
import { wordAnswer } from './wording.ts';

/** Says what came out, and keeps what a follow-up may refer to. */
export async function answer(state: SupervisorState, config: NodeConfig): Promise<SupervisorUpdate> {
  const context = contextOf(config);
  const policy = composeAnswer(state.steps, state.outcomes, state.limit);
  let reply = context.recorded.answer;
  if (reply === null) {
    const { reason, passedOver, ...worded } = await wordAnswer({ ...state, policy }, context);
    reply = worded;
    const { decidedBy } = reply;
    if (reason !== null)
      context.log.emit({
        type: 'decision',
        step: null,
        name: 'supervisor-lead',
        decidedBy,
        reason,
        passedOver,
      });
    context.log.emit({ type: 'answer', ...reply });
  }
  await context.store.events.flush();
  const previous = lastTurn(state, context.agents);
  const turn: ConversationTurn = {
    run: context.run,
    at: context.now().toISOString(),
    text: state.text,
    answer: reply.text,
    about: state.outcomes.flatMap((outcome) => Object.values(outcome.about).flat().map(String)),
  };
  return { reply, history: [turn], previous };
}

/**
 * What "it" and "the second one" will refer to: of what was done, the last word on each subject and all items. After mere talk ("thanks",
 * "explain the second one") they go on meaning what they meant before.
 */
function lastTurn(state: SupervisorState, agents: readonly AgentDefinition[]): LastTurn {
  const { steps, outcomes, previous } = state;
  const done = outcomes.filter(({ status }) => status === 'done');
  const about: Record<string, unknown> = Object.assign({}, ...done.map((outcome) => outcome.about));
  // Several verdicts in one turn each hand on what was shown: it is counted once.
  const shown = done.flatMap((outcome) => outcome.items);
  const items = [...new Map(shown.map((item) => [item.id, item])).values()];
  if (previous !== null && steps.every((step) => isTalk(step, agents)))
    return boundedTurn({
      ...previous,
      offer: undefined,
      about: { ...previous.about, ...about },
      items: items.length > 0 ? items : (previous.items ?? []),
    });
  const offer = offerOf(steps, outcomes);
  const asks = outcomes.length > 0 && outcomes.every(({ status }) => status === 'unclear');
  // Where nothing could be done, "it" goes on meaning what it meant, but for what was named anew.
  const named = new Set(steps.flatMap((step) => Object.keys(step.arguments)));
  const kept = Object.entries((done.length === 0 && previous?.about) || {}).filter(
    ([key]) => !named.has(key),
  );
  return boundedTurn({
    steps: steps.map(({ agent, action, arguments: args }) => ({ agent, action, arguments: args })),
    about: { ...Object.fromEntries(kept), ...about },
    // Who was asked which one is meant may still say “the first”.
    items: asks ? (previous?.items ?? []) : items,
    ...(offer === null ? {} : { offer }),
    data: steps.map(({ id }) => done.find(({ step }) => step === id)?.data ?? null),
  });
}

/** Whether the step's action takes whatever was said as it is: then it is about nothing of its own. */
function isTalk(step: PlanStep, agents: readonly AgentDefinition[]): boolean {
  const slots = findAction(agents, step.agent, step.action)?.action.slots ?? {};
  return Object.values(slots).includes('whole-text');
}
