import { agents } from '../../../agents/index.ts';
import { type PlanRequest, planByPolicy } from '../../../agents/planner/index.ts';
import { readText } from '../../../agents/planner/tokens.ts';

/** The plan of a request to the whole crew. */
export function plan(text: string, options: Partial<PlanRequest> = {}) {
  return planByPolicy({ text, agents, ...options });
}

/** A plan as "agent.action" with arguments, for a look at one step. */
export function onlyStep(text: string, options: Partial<PlanRequest> = {}) {
  const { steps } = plan(text, options);
  if (steps.length !== 1)
    throw new Error(`${steps.length} steps: ${steps.map(({ action }) => action).join(', ')}`);
  return steps[0]!;
}

/** The arguments of the step that does `action`. */
export function argumentsOf(
  text: string,
  action: string,
  options: Partial<PlanRequest> = {},
): Record<string, unknown> {
  const step = plan(text, options).steps.find((planned) => planned.action === action);
  if (!step) throw new Error(`No ${action} in the plan of ${JSON.stringify(text)}.`);
  return step.arguments;
}

/** The paths that a text names, as typed. */
export function pathsIn(text: string, existing: readonly string[] = []): string[] {
  const names = agents.map(({ name }) => name);
  return readText(text, names, (path) => existing.includes(path)).entities.flatMap((entity) =>
    entity.kind === 'path' ? [entity.path] : [],
  );
}
