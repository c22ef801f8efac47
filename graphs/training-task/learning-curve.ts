import { tryRecipe } from '../../src/automl/index.ts';
import type { PlotData } from '../../src/plots/index.ts';
import { createRandom, type MetricName, snakeName } from '../../src/train/index.ts';
import { budgetOf } from './budget.ts';
import type { TaskContext } from './context.ts';
import { benchOf, standing } from './nodes/measure.ts';
import { measuredWith, type TaskState } from './state.ts';

/** Of a fold's training rows; all of them are known from the search. */
const shares = [0.1, 0.25, 0.5];
/** So much longer than their share of the rows lets expect. */
const longer = 1.5;
/** Fewer rows than that say nothing of a model. */
const leastRows = 50;

/** How the best candidate's score grows with the rows it learns from, where the time that is left allows for it; null where not. */
export async function learningCurve(
  state: TaskState,
  context: TaskContext,
  signal: AbortSignal,
): Promise<PlotData | null> {
  const { session, threads } = context;
  const { seed } = state.request;
  const best = standing(state).find(({ id }) => id === state.ensemble!.best.id);
  const { data, folds, known } = await benchOf(measuredWith(state), context);
  const candidate = best === undefined ? undefined : known.get(best.id);
  if (best === undefined || candidate === undefined) return null;
  const trainRows = folds.folds.reduce((sum, { train }) => sum + train.length, 0) / folds.folds.length;
  const feasible = shares.filter((share) => share * trainRows >= leastRows);
  const expected = longer * best.seconds * feasible.reduce((sum, share) => sum + share, 0);
  if (feasible.length === 0 || expected > budgetOf(state) - session.clock.seconds) return null;
  const orders = folds.folds.map(({ train }) => createRandom(seed).shuffle(train.slice()));
  const points = [];
  for (const share of feasible) {
    const some = folds.folds.map(({ test }, fold) => {
      const order = orders[fold]!;
      return { train: order.slice(0, Math.round(share * order.length)).sort(), test };
    });
    const tried = await tryRecipe({
      data,
      recipe: candidate.recipe,
      folds: { ...folds, folds: some },
      seed,
      threads,
      signal,
    });
    points.push(pointOf(share * trainRows, tried));
  }
  points.push(pointOf(trainRows, candidate));
  return { plot: 'learning-curve', metric: snakeName(data.problem.metric as MetricName), points };
}

function pointOf(
  rows: number,
  {
    score,
    trainScore,
    foldScores,
  }: { score: number; trainScore: number | null; foldScores: readonly (number | null)[] },
) {
  const known = foldScores.filter((each): each is number => each !== null);
  const mean = known.reduce((sum, each) => sum + each, 0) / Math.max(1, known.length);
  const squares = known.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return {
    rows: Math.round(rows),
    training: trainScore,
    validation: score,
    ...(known.length > 1 && { deviation: Math.sqrt(squares / (known.length - 1)) }),
  };
}
