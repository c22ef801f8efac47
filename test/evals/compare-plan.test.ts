import { describe, expect, it } from 'vitest';
import { argumentsMatch, routeMatches } from '../../evals/suites/compare-plan.ts';
import type { PlanStep } from '../../src/observe/index.ts';

const step = (agent: string, action: string, args: Record<string, unknown> = {}): PlanStep => ({
  agent,
  action,
  arguments: args,
});

describe('the route of a plan', () => {
  it.each([
    ['one step as expected', { agent: 'a', action: 'x' }, [step('a', 'x')], true],
    ['another action', { agent: 'a', action: 'x' }, [step('a', 'y')], false],
    ['another agent', { agent: 'a' }, [step('b', 'x')], false],
    ['only the agent is judged', { agent: 'a' }, [step('a', 'anything')], true],
    ['a step too many', { agent: 'a', action: 'x' }, [step('a', 'x'), step('a', 'y')], false],
    [
      'several agents in order',
      { agents: ['a', 'b'], agent: 'b', action: 'y' },
      [step('a', 'x'), step('b', 'y')],
      true,
    ],
    ['several agents in another order', { agents: ['a', 'b'] }, [step('b', 'y'), step('a', 'x')], false],
    [
      'the agents but not the action',
      { agents: ['a', 'b'], agent: 'b', action: 'z' },
      [step('a', 'x'), step('b', 'y')],
      false,
    ],
    ['no step', { agent: 'a' }, [], false],
  ])('%s', (_, expected, steps, value) => {
    expect(routeMatches(expected, steps).value).toBe(value);
  });
});

describe('the arguments of a plan', () => {
  const match = (expected: Record<string, unknown>, given: Record<string, unknown>) =>
    argumentsMatch({ agent: 'a', action: 'x', arguments: expected }, [step('a', 'x', given)]).value;

  it('are all that was stated and nothing else', () => {
    expect(match({ data: 'x' }, { data: 'x' })).toBe(true);
    expect(match({ data: 'x' }, { data: 'x', target: 'y' })).toBe(false);
    expect(match({ data: 'x', target: 'y' }, { data: 'x' })).toBe(false);
    expect(match({ n: 50 }, { n: '50' })).toBe(false);
  });

  it('are compared as sets where they are lists', () => {
    expect(match({ paths: ['a', 'b'] }, { paths: ['b', 'a'] })).toBe(true);
    expect(match({ paths: ['a', 'b'] }, { paths: ['a'] })).toBe(false);
  });

  it('are not judged where none are expected', () => {
    expect(argumentsMatch({ agent: 'a' }, [step('a', 'x', { any: 1 })]).value).toBe(true);
  });

  it('may be those of any step that is meant', () => {
    const steps = [step('a', 'x', { id: 1 }), step('a', 'x', { id: 2 })];
    expect(
      argumentsMatch({ agents: ['a', 'a'], agent: 'a', action: 'x', arguments: { id: 2 } }, steps).value,
    ).toBe(true);
  });

  it('say what was got where they differ', () => {
    const { reason } = argumentsMatch({ agent: 'a', action: 'x', arguments: { data: 'x' } }, [
      step('a', 'x', { data: 'y' }),
    ]);
    expect(reason).toBe('Arguments {"data":"y"}; expected {"data":"x"}.');
  });
});
