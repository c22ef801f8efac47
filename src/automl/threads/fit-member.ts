import type { Table } from '../../data/index.ts';
import { fitPipeline, type Pipeline } from '../../features/index.ts';
import { estimatorOf, type Model, type Target } from '../../train/index.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { balancedWeights } from './class-weights.ts';

/** What a thread needs to fit a recipe on all rows. */
export interface FitJob {
  table: Table;
  target: Target;
  recipe: Recipe;
  /** Those that early stopping found; null for the recipe's own. */
  iterations: number | null;
  seed: number;
  threads: number;
  exportable: boolean;
}

/** Does a thread's work. */
export async function fitMember(job: FitJob): Promise<{ pipeline: Pipeline; model: Model }> {
  const { table, target, recipe, iterations, seed, threads, exportable } = job;
  const { pipeline, matrix } = fitPipeline(table, target, recipe.plan, { seed, exportable });
  const counted = recipe.family === 'gradient-boosting' ? 'iterations' : 'trees';
  const model = await estimatorOf(recipe.family).fit({
    matrix,
    target,
    weights: recipe.weighting === 'balanced' ? balancedWeights(target) : undefined,
    options: iterations === null ? recipe.settings : { ...recipe.settings, [counted]: iterations },
    seed,
    threads,
  });
  return { pipeline, model };
}
