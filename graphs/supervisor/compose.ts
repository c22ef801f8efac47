import type { RunStatus } from '../../src/observe/index.ts';
import type { PlannedStep, StepOutcome } from './outcomes.ts';

/** How a run with these outcomes ended. What a person refused is no failure; what another plan replaced counts no more. */
export function statusOf(outcomes: readonly StepOutcome[], limit: string | null): RunStatus {
  if (limit !== null) return 'limited';
  const isFailed = outcomes.some(({ status }) =>
    ['failed', 'skipped', 'unclear', 'not-built'].includes(status),
  );
  return isFailed ? 'failed' : 'done';
}

/** The answer's default policy: the results' own texts in the plan's order, each under its step where there are several. */
export function composeAnswer(
  steps: readonly PlannedStep[],
  outcomes: readonly StepOutcome[],
  limit: string | null,
): string {
  const byStep = new Map(outcomes.map((outcome) => [outcome.step, outcome]));
  const told = steps.flatMap((step) => {
    const outcome = byStep.get(step.id);
    return outcome === undefined || outcome.status === 'replaced' ? [] : [{ step, outcome }];
  });
  const isDream = told.length > 1 && told.every(({ outcome }) => outcome.status === 'not-built');
  const parts = isDream
    ? [notBuiltYet(told.map(({ step }) => step))]
    : saysTheSame(told.map(({ outcome }) => outcome.text))
      ? [told[0]!.outcome.text.trim()]
      : told.map(({ step, outcome }) => `### ${headline(step)}\n\n${outcome.text.trim()}`);
  if (limit !== null) parts.push(`**Stopped at a limit.** ${limit}`);
  return parts.length === 0 ? 'There was nothing to do.' : parts.join('\n\n');
}

/** One result, or several in the same words: a question that all steps of a task have is asked once. */
function saysTheSame(texts: readonly string[]): boolean {
  return new Set(texts.map((text) => text.trim())).size === 1;
}

/** One sentence for a whole task of which nothing is built, in place of the same one for each step. */
function notBuiltYet(steps: readonly PlannedStep[]): string {
  const list = steps.map((step) => `${headline(step)} (\`${step.action}\` of the ${step.agent})`);
  return `This is the plan, but none of its steps is built yet: nothing was done.\n\n${list.join('\n')}`;
}

function headline(step: PlannedStep): string {
  const subject = Object.values(step.arguments)
    .flat()
    .filter((value) => typeof value === 'string' && value.length <= 80 && !value.includes('\n'));
  const words = step.action.replaceAll('_', ' ');
  return `${step.id}. ${words[0]!.toUpperCase()}${words.slice(1)}${subject.length === 0 ? '' : `: ${subject.slice(0, 3).join(', ')}`}`;
}
