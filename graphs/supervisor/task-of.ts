import { agents } from '../../agents/index.ts';
import type { PlanStep } from '../../src/observe/index.ts';
import type { PlannedStep } from './outcomes.ts';

/** The orders of steps that make a whole task, each once. */
const tasks: readonly (readonly string[])[] = agents.flatMap(({ actions }) =>
  actions.flatMap(({ task }) => (task === undefined ? [] : [task])),
);

/**
 * The whole task that a step is a part of, named by its first step, or null where it stands by itself: a task is planned when each of its actions is
 * there, in their order. Two tasks of one plan are told apart by where they begin.
 */
export function taskOf(id: string, steps: readonly PlannedStep[]): { id: string; steps: PlanStep[] } | null {
  for (const order of tasks) {
    const whole: PlannedStep[][] = [];
    for (const step of steps) {
      const place = order.indexOf(step.action);
      if (place === 0) whole.push([step]);
      else whole.find((begun) => begun.length === place)?.push(step);
    }
    const own = whole.find((begun) => begun.length === order.length && begun.some((step) => step.id === id));
    if (own !== undefined)
      return {
        id: own[0]!.id,
        steps: own.map(({ agent, action, arguments: given }) => ({ agent, action, arguments: given })),
      };
  }
  return null;
}
