import { contextOf, type NodeConfig } from './context.ts';
import { orderSteps } from './dependencies.ts';
import type { StepOutcome } from './outcomes.ts';
import { announce } from './plan.ts';
import { mendPlan } from './planning.ts';
import type { SupervisorState, SupervisorUpdate } from './state.ts';

/** Plans other steps in place of those that failed; with none, the answer says what failed. */
export async function replan(state: SupervisorState, config: NodeConfig): Promise<SupervisorUpdate> {
  const context = contextOf(config);
  const { text, previous, history, steps, outcomes } = state;
  const made = await mendPlan({ text, previous, history, steps, outcomes }, context);
  if (made.steps.length === 0) return { mendable: false };
  await announce(made, context);
  return {
    steps: [...steps, ...orderSteps(made.steps, context.agents, steps.length + 1)],
    plans: state.plans + 1,
    outcomes: outcomes.filter(isReplaced).map((outcome) => ({ ...outcome, status: 'replaced' as const })),
    mendable: false,
  };
}

function isReplaced({ status, error }: StepOutcome): boolean {
  return status === 'skipped' || (status === 'failed' && error?.repairable === true);
}
