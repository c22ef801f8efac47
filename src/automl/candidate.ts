import type { MetricName, Predictions } from '../train/index.ts';
import type { Recipe } from './recipes/recipe.ts';

/** A recipe that was tried: what its models say of rows that they did not learn from. */
export interface Candidate {
  /** The recipe's. */
  id: string;
  recipe: Recipe;
  metric: MetricName;
  /** The metric over all rows that were judged. */
  score: number;
  /** Of each fold; null where a fold's rows can't give it. */
  foldScores: readonly (number | null)[];
  /** On rows that the first fold's model learned from: far better than `score` means that it knows them by heart. Null where there is no figure. */
  trainScore: number | null;
  /** Of one thread, all folds together. */
  seconds: number;
  /** A row for each of the data's, the mean over repeats; NaN where no fold judges by it. */
  predictions: Predictions;
  /** Iterations found by early stopping, the mean over folds; null where the family has none. */
  iterations: number | null;
}

/** The metric so that less is better. */
export function lossOf({ score }: Pick<Candidate, 'score'>, lowerIsBetter: boolean): number {
  return lowerIsBetter ? score : -score;
}
