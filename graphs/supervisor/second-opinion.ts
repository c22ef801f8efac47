import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInteractionStore, secondOpinion } from '../../src/interactions/index.ts';
import type { PlanStep } from '../../src/observe/index.ts';
import type { SupervisorContext } from './context.ts';
import type { Plan, PlanRequest } from './planning.ts';

/** Plans that are looked back on. */
const lookedAt = 200;

/**
 * The plan, or in its place the one that is made without a model: where a model's plans have mostly come to nothing and the others have not
 * (`src/interactions`). Says so in the record.
 */
export async function withSecondOpinion(
  made: Plan,
  { text, previous }: Pick<PlanRequest, 'text' | 'previous'>,
  context: SupervisorContext,
): Promise<Plan> {
  const { config, store, planner, agents, workspace, log } = context;
  if (made.decidedBy === 'policy' || !config.learning.secondOpinions) return made;
  const past = await createInteractionStore(store).latest(lookedAt, 'plan');
  const { isTaken, own, other } = secondOpinion(past, {
    kind: 'plan',
    decidedBy: made.decidedBy,
    other: 'policy',
  });
  if (!isTaken) return made;
  const exists = (path: string) => existsSync(resolve(workspace, path));
  const policy = planner({ text, previous, agents, workspace, exists });
  if (policy.steps.length === 0 || actionsOf(policy.steps) === actionsOf(made.steps)) return made;
  const reason = `Of what ${made.decidedBy} plans, ${percent(own.quality)} is expected to be done (${own.measured} plans measured), without it ${percent(other.quality)}: the plan made without it was taken.`;
  log.emit({ type: 'decision', step: null, name: 'second-opinion', decidedBy: 'policy', reason });
  return { ...policy, decidedBy: 'policy', reason: `${reason} ${policy.reason}`, passedOver: reason };
}

/** What two plans must have in common to be alike: the same with the same arguments, in the same order. */
function actionsOf(steps: readonly PlanStep[]): string {
  return JSON.stringify(steps.map(({ agent, action, arguments: args }) => [agent, action, args]));
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
