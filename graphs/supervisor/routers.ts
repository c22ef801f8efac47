import { Send } from '@langchain/langgraph';
import type { PlannedStep, StepOutcome } from './outcomes.ts';
import type { StepTask, SupervisorState } from './state.ts';
import { taskOf } from './task-of.ts';

/** After a plan and after each look: the steps that are ready, all at once; else a new plan, where one may mend things; else the answer. */
export function nextSteps(state: SupervisorState): Send[] | 'replan' | 'answer' {
  const ready = readySteps(state);
  if (ready.length > 0)
    return ready.map((step) => {
      const task: StepTask = {
        step: withSupplied(step, state.outcomes),
        previous: state.previous,
        isOnly: state.steps.length === 1,
        task: taskOf(step.id, state.steps),
      };
      return new Send('step', task);
    });
  return state.mendable ? 'replan' : 'answer';
}

/** Steps without an outcome whose steps before are all done; none once a limit was reached. */
export function readySteps(
  state: Pick<SupervisorState, 'steps' | 'outcomes' | 'limit'>,
): readonly PlannedStep[] {
  if (state.limit !== null) return [];
  const status = new Map(state.outcomes.map((outcome) => [outcome.step, outcome.status]));
  return state.steps.filter(
    ({ id, after }) => !status.has(id) && after.every((before) => status.get(before) === 'done'),
  );
}

/** The step with the arguments that earlier steps give: what they were about, under the argument's name. */
function withSupplied(step: PlannedStep, outcomes: readonly StepOutcome[]): PlannedStep {
  const given = Object.entries(step.supplied).flatMap(([name, supplier]) => {
    const value = outcomes.find((outcome) => outcome.step === supplier)?.about[name];
    if (value === undefined) return [];
    // A step in between may have given it its version: the model "churn" is `churn@1.0.0` once it is registered.
    const exact = outcomes.findLast(({ about }) => String(about[name]).startsWith(`${String(value)}@`));
    return [[name, exact?.about[name] ?? value] as const];
  });
  return given.length === 0
    ? step
    : { ...step, arguments: { ...step.arguments, ...Object.fromEntries(given) } };
}
