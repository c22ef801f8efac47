import { boundedTurn, type ConversationTurn, type LastTurn } from '../conversation.ts';
import { composeAnswer } from './compose.ts';
import { contextOf, type NodeConfig } from './context.ts';
import type { SupervisorState, SupervisorUpdate } from './state.ts';
import { wordAnswer } from './wording.ts';

/** Says what came out, and keeps what a follow-up may refer to. */
export async function answer(state: SupervisorState, config: NodeConfig): Promise<SupervisorUpdate> {
  const context = contextOf(config);
  const policy = composeAnswer(state.steps, state.outcomes, state.limit);
  const reply = context.recorded.answer ?? (await wordAnswer({ ...state, policy }, context));
  if (context.recorded.answer === null) context.log.emit({ type: 'answer', ...reply });
  await context.store.events.flush();
  const previous = lastTurn(state);
  const turn: ConversationTurn = {
    run: context.run,
    at: context.now().toISOString(),
    text: state.text,
    answer: reply.text,
    about: Object.values(previous.about ?? {})
      .flat()
      .map(String),
  };
  return { reply, history: [turn], previous };
}

/** What "it" and "the second one" will refer to: of what was done, the last word on each subject and all items. */
function lastTurn(state: SupervisorState): LastTurn {
  const done = state.outcomes.filter(({ status }) => status === 'done');
  const about: Record<string, unknown> = Object.assign({}, ...done.map((outcome) => outcome.about));
  const items = done.flatMap((outcome) => outcome.items);
  // After a "thanks" in between, "it" still means what it meant before.
  const hasSubject = Object.keys(about).length > 0 || items.length > 0;
  if (!hasSubject && state.previous !== null) return state.previous;
  return boundedTurn({
    steps: state.steps.map(({ agent, action, arguments: args }) => ({ agent, action, arguments: args })),
    about,
    items,
    data: state.steps.map(({ id }) => done.find(({ step }) => step === id)?.data ?? null),
  });
}
