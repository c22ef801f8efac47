import type { PipelinePlan, Step } from '../../../src/features/index.ts';

/** Families whose features may hold gaps, so that steps put before the others need no more care. */
export const takesGaps: ReadonlySet<string> = new Set([
  'gradient-boosting',
  'random-forest',
  'extra-trees',
  'decision-tree',
]);

/** A plan with steps put before its own, where columns are still raw. */
export function withSteps(steps: readonly Step[], plan: PipelinePlan): PipelinePlan {
  return steps.length === 0 ? plan : { ...plan, steps: [...steps, ...plan.steps] };
}

/** A plan without the kinds of steps that a person does not want. */
export function withoutSteps(plan: PipelinePlan, unwanted: readonly string[] = []): PipelinePlan {
  return unwanted.length === 0
    ? plan
    : { ...plan, steps: plan.steps.filter(({ step }) => !unwanted.includes(step)) };
}
