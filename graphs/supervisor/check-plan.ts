import {
  type ActionDefinition,
  type AgentDefinition,
  findAction,
  type PreviousTurn,
  type SlotKind,
} from '../../agents/index.ts';
import { speaksFor, verdictsIn } from '../../agents/planner/index.ts';
import type { PlanStep } from '../../src/observe/index.ts';
import { problemsOf } from '../check-arguments.ts';

/** What a plan may refer to: what the person said, and what came before. */
export interface PlanGround {
  text: string;
  previous: PreviousTurn | null;
  /** Results of this run, for a plan that mends another. */
  known?: readonly unknown[];
}

/** What these name must have been named: a model may not make up files, tables and models. */
const namedSlots: readonly SlotKind[] = [
  'code-paths',
  'old-code-path',
  'new-code-path',
  'table',
  'reference-table',
  'current-table',
  'model',
  'recommendation',
];

/** What is wrong with a plan that a model proposes, a sentence each; empty: nothing. */
export function problemsInPlan(
  steps: readonly PlanStep[],
  agents: readonly AgentDefinition[],
  ground: PlanGround,
): string[] {
  const said = `${ground.text}\n${JSON.stringify([ground.previous, ground.known ?? null])}`.toLowerCase();
  return steps.flatMap((step, index) => {
    const place = `steps.${index}`;
    const agent = agents.find(({ name }) => name === step.agent);
    if (agent === undefined)
      return [
        `${place}.agent: there is no agent "${step.agent}"; there are ${agents.map(({ name }) => name).join(', ')}`,
      ];
    const action = findAction(agents, step.agent, step.action)?.action;
    if (action === undefined)
      return [
        `${place}.action: ${agent.name} has ${agent.actions.map(({ name }) => name).join(', ')}, not "${step.action}"`,
      ];
    // Code and results in the prompt may hold orders of their own; what changes the world is asked for by the person.
    if ((action.effect === 'world' || action.onlyIfAsked) && !speaksFor(ground.text, action, agents))
      return [`${place}.action: the message does not ask for ${action.name}; leave it out`];
    const before = steps.slice(0, index).map((earlier) => earlier.action);
    const supplied = Object.entries(action.supplied ?? {})
      .filter(([, supplier]) => before.includes(supplier))
      .map(([name]) => name);
    return [
      ...problemsOf(action, step.arguments, supplied).map((problem) => `${place}.arguments.${problem}`),
      ...unsaid(action, step, ground.text).map((problem) => `${place}.arguments.${problem}`),
      ...madeUp(action, step, said).map((problem) => `${place}.arguments.${problem}`),
    ];
  });
}

/** Verdicts that the person did not give. */
function unsaid(action: ActionDefinition, step: PlanStep, text: string): string[] {
  return Object.entries(step.arguments)
    .filter(([name, value]) => action.slots[name] === 'verdict' && !verdictsIn(text).includes(String(value)))
    .map(
      ([name, value]) =>
        `${name}: the message does not say ${JSON.stringify(value)}; take what the person said`,
    );
}

function madeUp(action: ActionDefinition, step: PlanStep, said: string): string[] {
  return Object.entries(step.arguments).flatMap(([name, value]) => {
    const kind = action.slots[name];
    if (kind === undefined || !namedSlots.includes(kind)) return [];
    return [value]
      .flat()
      .filter((one) => !said.includes(bare(String(one))))
      .map((one) => `${name}: ${JSON.stringify(one)} was not named; take what the person wrote`);
  });
}

/** A name without the dressing that may differ between how it is written and how it is meant. */
function bare(name: string): string {
  return name.toLowerCase().replace(/^\.\//, '').replace(/\/+$/, '');
}
