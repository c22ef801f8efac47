import { type AgentDefinition, findAction } from '../../agents/index.ts';
import type { PlanStep } from '../../src/observe/index.ts';

/**
 * Code that was pasted into a request, under short names. A model that plans need not repeat it, and could not be trusted to repeat it
 * exactly: it writes `$code1`, and the code itself is put back.
 */
export interface NamedPastes {
  /** The request with names in the place of the code, cut to what a model needs to see. */
  text: string;
  /** Steps with names in the place of the code. */
  hide(steps: readonly PlanStep[]): PlanStep[];
  /** Steps with the code in the place of the names. */
  show(steps: readonly PlanStep[]): PlanStep[];
  /** Code in a model's steps that is none of the pastes. */
  problems(steps: readonly PlanStep[]): string[];
}

const codeSlots: ReadonlySet<string> = new Set(['code', 'old-code', 'new-code']);

/** Characters of a request that a model sees. */
const longestText = 12_000;

/** Names what the steps of the proposal hold as code. */
export function namePastes(
  text: string,
  proposal: readonly PlanStep[],
  agents: readonly AgentDefinition[],
): NamedPastes {
  const isCode = (step: PlanStep, argument: string) =>
    codeSlots.has(findAction(agents, step.agent, step.action)?.action.slots[argument] ?? '');
  const pasted = proposal.flatMap((step) =>
    Object.entries(step.arguments).flatMap(([name, value]) =>
      typeof value === 'string' && isCode(step, name) ? [value] : [],
    ),
  );
  const codes = [...new Set(pasted)];
  const names = new Map(codes.map((code, index) => [code, `$code${index + 1}`]));
  const values = new Map(codes.map((code, index) => [`$code${index + 1}`, code]));
  const swap = (steps: readonly PlanStep[], by: ReadonlyMap<string, string>) =>
    steps.map((step) => ({
      ...step,
      arguments: Object.fromEntries(
        Object.entries(step.arguments).map(([name, value]) => [
          name,
          typeof value === 'string' && isCode(step, name) ? (by.get(value) ?? value) : value,
        ]),
      ),
    }));
  return {
    text: codes
      .reduce((rest, code) => rest.replaceAll(code, () => names.get(code)!), text)
      .slice(0, longestText),
    hide: (steps) => swap(steps, names),
    show: (steps) => swap(steps, values),
    problems: (steps) =>
      steps.flatMap((step) =>
        Object.entries(step.arguments)
          .filter(([name, value]) => isCode(step, name) && !values.has(String(value)))
          .map(
            ([name]) =>
              `${step.action} ${name}: must be ${[...values.keys()].join(' or ') || 'left out: no code was pasted'}`,
          ),
      ),
  };
}
