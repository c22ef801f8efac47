import { createRecipe, type Recipe, recipesFor, type TrainingData } from '../../../src/automl/index.ts';
import { defaultPlan, type PipelinePlan, type Step } from '../../../src/features/index.ts';
import { isExportable } from '../exportable.ts';

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

/** The recipes of the portfolio, and of families that it does without at their defaults where they are wanted: by a person or an agent. */
export function allRecipes(data: TrainingData, wanted: ReadonlySet<string>): Recipe[] {
  const { table, problem } = data;
  const exportable = isExportable(data);
  const plain = (family: string, models: 'trees' | 'linear') =>
    createRecipe({ family, plan: defaultPlan(table, null, { models, exportable }), origin: 'portfolio' });
  return [
    ...recipesFor(data, { exportable }),
    ...(wanted.has('decision-tree') ? [plain('decision-tree', 'trees')] : []),
    ...(wanted.has('naive-bayes') && problem.task !== 'regression' ? [plain('naive-bayes', 'linear')] : []),
  ];
}
