import { type AgentInteraction, createInteractionStore } from '../src/interactions/index.ts';
import type { Models } from '../src/llm/index.ts';
import type { Store } from '../src/store/index.ts';
import { abridged } from './recorded-run.ts';
import type { TurnResult } from './run-types.ts';
import type { StepOutcome } from './supervisor/outcomes.ts';

/** Statuses that say how good a plan was: what a limit ended, or what a person has to say more about, says nothing of it. */
const planned: Partial<Record<StepOutcome['status'], number>> = {
  done: 1,
  failed: 0,
  refused: 0,
  replaced: 0,
  'not-built': 0,
};

/**
 * Keeps what the agents of a run did and decided, with its quality as far as it was measured: of a plan the share of its steps that were done, and were neither refused
 * nor replaced; of a step 0 where it failed, and where its agent's part of a training task was measured (`agent-performance`), whether it made the
 * score better (1), worse (0) or neither. `isGiven`: the steps were the caller's, nobody planned.
 */
export async function keepInteractions(
  result: TurnResult,
  { store, models, now, isGiven }: { store: Store; models: Models; now: () => Date; isGiven: boolean },
): Promise<void> {
  const { run, steps, results } = result;
  const timestamp = now().toISOString();
  const contributions = await contributionsIn(run, results, store);
  const nothing = { tokens: { in: 0, out: 0 }, cost: 0 };
  const interactions = results.map((outcome): AgentInteraction => {
    const { agent, action, step, status, seconds, decidedBy } = outcome;
    const given = steps.find(({ id }) => id === step)?.arguments ?? {};
    return {
      agentId: agent,
      run,
      kind: action,
      step,
      input: abridged(given),
      decision: status,
      decidedBy,
      quality: status === 'failed' ? 0 : (contributions.get(agent) ?? null),
      seconds,
      success: status === 'done',
      ...nothing,
      timestamp,
    };
  });
  if (!isGiven) interactions.unshift(await planOf(result, { models, timestamp }));
  await createInteractionStore(store).keep(run, interactions);
}

/** The plan as a decision; what the run asked of models is counted with it. */
async function planOf(
  { run, steps, results, decidedBy }: TurnResult,
  { models, timestamp }: { models: Models; timestamp: string },
): Promise<AgentInteraction> {
  const told = results.flatMap(({ status }) => planned[status] ?? []);
  const quality = told.length === 0 ? null : told.reduce((sum, each) => sum + each, 0) / told.length;
  const used = await models.ledger.summary({ run });
  return {
    agentId: 'supervisor',
    run,
    kind: 'plan',
    step: 'plan',
    input: { steps: steps.length },
    decision: steps.map(({ agent, action }) => `${agent}: ${action}`).join(', '),
    decidedBy,
    quality,
    seconds: used.seconds,
    success: quality === 1,
    tokens: { in: used.tokensIn, out: used.tokensOut },
    cost: used.unpricedCalls > 0 ? null : used.costUsd,
    timestamp,
  };
}

/** By agent: whether what it added made the score better, where that was measured. */
async function contributionsIn(
  run: string,
  results: readonly StepOutcome[],
  store: Store,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  if (!results.some(({ action }) => action === 'train_model')) return found;
  for (const event of await store.events.read(run))
    if (event.type === 'agent-performance' && event.contribution !== null)
      found.set(event.agent, (Math.sign(event.contribution) + 1) / 2);
  return found;
}
