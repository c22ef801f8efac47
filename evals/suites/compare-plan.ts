import { isDeepStrictEqual } from 'node:util';
import type { PlanStep } from '../../src/observe/index.ts';
import type { Verdict } from '../evaluator.ts';
import type { ExpectedPlan } from './routing.ts';

function describe(steps: readonly PlanStep[]): string {
  return steps.map(({ agent, action }) => `${agent}.${action}`).join(', ') || 'nothing';
}

/** The steps that an expectation's agent and action may mean. */
function candidates({ agent, action }: ExpectedPlan, steps: readonly PlanStep[]): PlanStep[] {
  return steps.filter(
    (step) =>
      (agent === undefined || step.agent === agent) && (action === undefined || step.action === action),
  );
}

/** Whether a plan goes where it should: `agents` step by step, or else one step; and the agent and action among them. */
export function routeMatches(expected: ExpectedPlan, steps: readonly PlanStep[]): Verdict {
  const planned = steps.map(({ agent }) => agent);
  if (expected.agents && !isDeepStrictEqual(planned, expected.agents))
    return {
      value: false,
      reason: `Planned ${describe(steps)}; expected the agents ${expected.agents.join(', ')}.`,
    };
  if (!expected.agents && steps.length !== 1)
    return { value: false, reason: `Planned ${steps.length} steps (${describe(steps)}); expected one.` };
  if (candidates(expected, steps).length === 0)
    return {
      value: false,
      reason: `Planned ${describe(steps)}; expected ${expected.agent ?? 'any agent'}.${expected.action ?? 'any action'}.`,
    };
  return { value: true, reason: `Planned ${describe(steps)}.` };
}

/** Whether, besides, a step that is meant has exactly the expected arguments, or all steps of several have them together. Lists are compared as sets. */
export function argumentsMatch(expected: ExpectedPlan, steps: readonly PlanStep[]): Verdict {
  const route = routeMatches(expected, steps);
  if (route.value !== true || !expected.arguments) return route;
  const wanted = canonical(expected.arguments);
  const found = candidates(expected, steps);
  if (found.some((step) => isDeepStrictEqual(canonical(step.arguments), wanted)))
    return { value: true, reason: route.reason };
  if (expected.agents && isDeepStrictEqual(canonical(together(found)), wanted))
    return { value: true, reason: route.reason };
  const got = found.map((step) => JSON.stringify(step.arguments)).join(' or ');
  return { value: false, reason: `Arguments ${got}; expected ${JSON.stringify(expected.arguments)}.` };
}

/** What several steps state together, without what they state differently. */
function together(steps: readonly PlanStep[]): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  const differs = new Set<string>();
  for (const step of steps) {
    for (const [name, value] of Object.entries(step.arguments)) {
      if (all[name] !== undefined && !isDeepStrictEqual(canonical(all[name]), canonical(value)))
        differs.add(name);
      all[name] = value;
    }
  }
  for (const name of differs) delete all[name];
  return all;
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value))
    return [...new Set(value.map((entry) => JSON.stringify(canonical(entry))))].sort();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(
    entries
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, entry]) => [name, canonical(entry)]),
  );
}
