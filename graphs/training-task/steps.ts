import type { PlanStep } from '../../src/observe/index.ts';
import { phases } from './phases.ts';
import type { TaskRequest } from './request.ts';

/** The five steps of a training task, as the supervisor plans them; whatever else is asked for goes with the trainer's. */
export function stepsOf(request: Partial<TaskRequest> & Pick<TaskRequest, 'data' | 'target'>): PlanStep[] {
  const { data, target, timeBudget, ...rest } = request;
  const more = Object.fromEntries(
    Object.entries({ ...rest, timeBudget }).filter(([, value]) => value !== undefined && value !== null),
  );
  const given: Record<string, Record<string, unknown>> = {
    train_model: { data, target, ...more },
    validate_model: {},
  };
  return phases.map(({ agent, action }) => ({
    agent,
    action,
    arguments: given[action] ?? { data, target },
  }));
}
