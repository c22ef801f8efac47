import { describe, expect, it } from 'vitest';
import type { PlannedStep } from '../../../graphs/supervisor/outcomes.ts';
import { taskOf } from '../../../graphs/supervisor/task-of.ts';

const order = ['validate_dataset', 'engineer_features', 'train_model', 'tune_model', 'validate_model'];

function planned(actions: readonly string[]): PlannedStep[] {
  return actions.map((action, place) => ({
    agent: 'any',
    action,
    arguments: {},
    id: String(place + 1),
    after: [],
    supplied: {},
  }));
}

describe('the task that a step is a part of', () => {
  it('is named by its first step, for each of its steps', () => {
    const steps = planned(order);
    expect(steps.map(({ id }) => taskOf(id, steps)?.id)).toEqual(['1', '1', '1', '1', '1']);
    expect(taskOf('3', steps)?.steps.map(({ action }) => action)).toEqual(order);
  });

  it('is none for steps by themselves and for half a task', () => {
    const steps = planned(['train_model', 'validate_model', 'status']);
    expect(steps.map(({ id }) => taskOf(id, steps))).toEqual([null, null, null]);
    const half = planned(order.slice(0, 4));
    expect(half.map(({ id }) => taskOf(id, half))).toEqual([null, null, null, null]);
  });

  it('is told apart from another of the same plan, also where their steps alternate', () => {
    const inTurn = planned([...order, 'status', ...order]);
    expect(inTurn.map(({ id }) => taskOf(id, inTurn)?.id ?? null)).toEqual([
      ...Array(5).fill('1'),
      null,
      ...Array(5).fill('7'),
    ]);
    const alternating = planned(order.flatMap((action) => [action, action]));
    expect(alternating.map(({ id }) => taskOf(id, alternating)?.id)).toEqual(
      Array.from({ length: 10 }, (_, place) => (place % 2 === 0 ? '1' : '2')),
    );
  });
});
