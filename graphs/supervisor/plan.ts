import { Overwrite } from '@langchain/langgraph';
import { type AgentDefinition, findAction } from '../../agents/index.ts';
import type { PlanStep } from '../../src/observe/index.ts';
import { problemsOf } from '../check-arguments.ts';
import { abridged } from '../recorded-run.ts';
import { aboutLatestTask } from './about-latest-task.ts';
import { contextOf, type NodeConfig, type SupervisorContext } from './context.ts';
import { orderSteps } from './dependencies.ts';
import { withLatestTask } from './latest-task.ts';
import { nameTarget } from './name-target.ts';
import { outcomeWithout, type PlannedStep, type StepOutcome } from './outcomes.ts';
import { makePlan, type Plan } from './planning.ts';
import { withSecondOpinion } from './second-opinion.ts';
import type { SupervisorState, SupervisorUpdate } from './state.ts';
import { taskOf } from './task-of.ts';

/** Plans what the person asked for. Starts afresh: nothing of a turn before counts but the conversation. */
export async function plan(state: SupervisorState, config: NodeConfig): Promise<SupervisorUpdate> {
  const context = contextOf(config);
  const made: Plan =
    state.given === null
      ? await planOf(state, context)
      : { steps: state.given, decidedBy: 'policy', reason: 'The caller asked for this step.' };
  await announce(made, context);
  const steps = orderSteps(made.steps, context.agents);
  return {
    steps,
    plans: 1,
    decidedBy: made.decidedBy,
    outcomes: new Overwrite(unclearSteps(steps, made, context.agents)),
    limit: new Overwrite(null),
    mendable: false,
    reply: null,
  };
}

async function planOf(
  { text, history, previous }: SupervisorState,
  context: SupervisorContext,
): Promise<Plan> {
  const before = await withLatestTask(previous, text, context);
  const made = await makePlan({ text, previous: before, history }, context);
  const named = await nameTarget(
    await withSecondOpinion(made, { text, previous: before }, context),
    text,
    context,
  );
  return aboutLatestTask(named, { text, previous }, context);
}

/** Steps that lack something which neither the text nor an earlier step gives, and the whole task that one of them is a part of: they ask for it instead of being tried. */
function unclearSteps(
  steps: readonly PlannedStep[],
  { clarification }: Plan,
  agents: readonly AgentDefinition[],
): StepOutcome[] {
  const problemsIn = (step: PlannedStep): string[] => {
    const action = findAction(agents, step.agent, step.action)?.action;
    return action ? problemsOf(action, step.arguments, Object.keys(step.supplied)) : [];
  };
  const unclearTasks = new Set(
    steps.flatMap((step) => (problemsIn(step).length === 0 ? [] : (taskOf(step.id, steps)?.id ?? []))),
  );
  return steps.flatMap((step) => {
    const problems = problemsIn(step);
    const task = taskOf(step.id, steps);
    if (problems.length === 0 && (task === null || !unclearTasks.has(task.id))) return [];
    const message = clarification ?? `To do ${step.action} I need more: ${problems.join('; ')}.`;
    const error = { code: 'missing-arguments', message, repairable: false };
    return [outcomeWithout(step, 'unclear', message, error)];
  });
}

/** Puts the plan into the record, once. */
export async function announce(made: Plan, context: SupervisorContext): Promise<void> {
  const steps = made.steps.map((step): PlanStep => ({ ...step, arguments: abridged(step.arguments) }));
  if (context.recorded.hasPlan(steps)) return;
  const { decidedBy, reason, passedOver } = made;
  context.log.emit({ type: 'plan', steps, decidedBy, reason, passedOver });
  await context.store.events.flush();
}
