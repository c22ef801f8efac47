import type { Estimator, EstimatorInput } from '../estimators/estimator.ts';
import { shareMatrix, takeRows } from '../matrix.ts';
import { type MetricName, scoreOf } from '../metrics/metrics.ts';
import { predictInThreads } from '../models/predict-in-threads.ts';
import { createRandom } from '../random.ts';
import { takeNumbers, takeTarget } from '../target.ts';
import type { Fold } from './split-rows.ts';

export interface LearningCurveInput extends Omit<EstimatorInput, 'validationRows'> {
  folds: readonly Fold[];
  metric: MetricName;
  /** Shares of a fold's training rows to learn from, 0..1. */
  shares?: readonly number[];
  onPoint?: ((point: LearningPoint) => void) | undefined;
}

/** What comes of so many rows; a list has an entry a fold, null where there is no figure. */
export interface LearningPoint {
  /** Rows learned from, on average. */
  rows: number;
  /** On the rows that were learned from, and on the others. */
  train: (number | null)[];
  test: (number | null)[];
}

/**
 * How an estimator's score grows with the rows that it learns from: whether more data would help. Larger samples hold the smaller ones.
 *
 * @throws InputError and InterruptedError as the estimator's `fit` does
 */
export async function learningCurve(
  estimator: Estimator,
  { folds, metric, shares = [0.1, 0.25, 0.5, 0.75, 1], onPoint, ...given }: LearningCurveInput,
): Promise<LearningPoint[]> {
  const input = { ...given, matrix: await shareMatrix(given.matrix) };
  const { matrix, target, weights, seed = 0, threads, signal } = input;
  const orders = folds.map(({ train }) => createRandom(seed).shuffle(train.slice()));
  const points: LearningPoint[] = [];
  for (const share of shares) {
    const point: LearningPoint = { rows: 0, train: [], test: [] };
    for (const [fold, { test }] of folds.entries()) {
      const order = orders[fold]!;
      const rows = order.slice(0, Math.max(1, Math.round(share * order.length))).sort();
      const part = { matrix: takeRows(matrix, rows), target: takeTarget(target, rows) };
      const model = await estimator.fit({
        ...input,
        ...part,
        weights: weights && takeNumbers(weights, rows),
      });
      const judge = async (on: Int32Array): Promise<number | null> =>
        scoreOf(
          metric,
          takeTarget(target, on),
          await predictInThreads(model, takeRows(matrix, on), { threads, signal }),
          { weights: weights ? takeNumbers(weights, on) : null },
        );
      point.rows += rows.length / folds.length;
      point.train.push(await judge(rows));
      point.test.push(await judge(test));
    }
    points.push(point);
    onPoint?.(point);
  }
  return points;
}
