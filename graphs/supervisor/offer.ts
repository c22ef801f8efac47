import type { PlanStep } from '../../src/observe/index.ts';
import type { PlannedStep, StepOutcome } from './outcomes.ts';

const meant = /\bdid you mean ([^?\n]+)\?$/i;

/** The steps again with the name that an error proposes in place of the wrong one, where every step that failed failed for such a name; null elsewhere. */
export function offerOf(steps: readonly PlannedStep[], outcomes: readonly StepOutcome[]): PlanStep[] | null {
  const failed = outcomes.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return null;
  const offered = failed.map(({ step: id, error }): PlanStep | null => {
    const step = steps.find((each) => each.id === id);
    const near = meant.exec(error?.message ?? '')?.[1];
    if (step === undefined || near === undefined) return null;
    const wrong = Object.values(step.arguments)
      .flat()
      .find((value) => typeof value === 'string' && isNamedWrong(error!.message, value));
    if (wrong === undefined) return null;
    const { agent, action } = step;
    return {
      agent,
      action,
      arguments: JSON.parse(JSON.stringify(step.arguments), (_, value) => (value === wrong ? near : value)),
    };
  });
  return offered.includes(null) ? null : (offered as PlanStep[]);
}

function isNamedWrong(message: string, name: string): boolean {
  return message.startsWith(`${name}: `) || message.includes(` ${name}. `) || message.includes(`"${name}"`);
}
