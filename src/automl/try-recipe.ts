import { InputError, LimitError } from '../errors/index.ts';
import { snakeName } from '../train/index.ts';
import type { Candidate } from './candidate.ts';
import type { FoldPlan } from './plan-folds.ts';
import type { Recipe } from './recipes/recipe.ts';
import { inCandidateThread } from './threads/candidate-threads.ts';
import type { Evaluation } from './threads/evaluate-recipe.ts';
import type { TrainingData } from './training-data.ts';

export interface TryOptions {
  data: TrainingData;
  recipe: Recipe;
  folds: FoldPlan;
  seed?: number;
  /** That the training itself may use; more candidates at once are mostly the better use of cores. */
  threads?: number;
  signal?: AbortSignal | undefined;
  /** Iterative families end early by then with what they have; others are given up. */
  timeLimitMs?: number | undefined;
  /** The thread is ended then, wherever it is. Left out: twice the time limit. */
  killAfterMs?: number | undefined;
  /** Given the first fold's pipeline and model where the recipe has a score: fitted on most of the rows. */
  onFirst?: ((first: NonNullable<Evaluation['first']>) => void) | undefined;
  onFold?: ((done: number, score: number | null) => void) | undefined;
}

/**
 * Tries a recipe on folds, all of it in another thread: the pipeline is fitted on each fold's training rows alone, and so is the model.
 *
 * @throws InterruptedError when the signal fires; LimitError `automl.time` when it takes too long; InputError of the pipeline's or the estimator's, and
 * `no-score` where the rows can't give the metric
 */
export async function tryRecipe(options: TryOptions): Promise<Candidate> {
  const { data, recipe, folds, seed = 0, threads = 1, signal, timeLimitMs, onFold } = options;
  const { metric } = data.problem;
  const job = {
    table: data.table,
    target: data.target,
    metric,
    recipe,
    folds: folds.folds,
    seed,
    threads,
    timeLimitMs: timeLimitMs ?? null,
    keepsFirst: options.onFirst !== undefined,
  };
  const killAfterMs =
    options.killAfterMs ?? (timeLimitMs === undefined ? undefined : 2 * timeLimitMs + 1_000);
  const { tooSlowSeconds, score, first, ...evaluation } = await inCandidateThread<Evaluation>(
    { kind: 'try', job },
    { signal, killAfterMs, onFold },
  );
  if (tooSlowSeconds !== null)
    throw new LimitError(
      'automl.time',
      `${recipe.family} would take ${tooSlowSeconds.toFixed(1)} s, and has ${((timeLimitMs ?? 0) / 1_000).toFixed(1)} s.`,
    );
  if (score === null)
    throw new InputError(
      'no-score',
      `The rows give no ${snakeName(metric)}: some class may be missing among those that are judged by, or a value is out of its range.`,
    );
  if (first !== undefined) options.onFirst?.(first);
  return { id: recipe.id, recipe, metric, score, ...evaluation };
}
