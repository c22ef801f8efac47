import type { Estimator, EstimatorInput } from '../estimators/estimator.ts';
import { shareMatrix, takeRows } from '../matrix.ts';
import type { Model } from '../models/model.ts';
import { predictInThreads } from '../models/predict-in-threads.ts';
import { type Predictions, takeNumbers, takeTarget } from '../target.ts';
import type { Fold } from './split-rows.ts';

export interface CrossValidation {
  /** What is said of each row by the model that did not learn from it. Rows that no fold judges by are NaN. */
  predictions: Predictions;
  /** The model of each fold. */
  models: Model[];
}

export interface CrossValidationInput extends Omit<EstimatorInput, 'validationRows'> {
  folds: readonly Fold[];
  /** Whether the rows that a fold judges by may also tell its estimator when to end; its predictions of them are then a little too good. */
  endsByTest?: boolean;
  onFold?: ((done: number) => void) | undefined;
}

/**
 * Fits an estimator on each fold's training rows and lets it predict the others.
 *
 * @throws InputError and InterruptedError as the estimator's `fit` does
 */
export async function crossValidate(
  estimator: Estimator,
  { folds, endsByTest = false, onFold, ...given }: CrossValidationInput,
): Promise<CrossValidation> {
  const input = { ...given, matrix: await shareMatrix(given.matrix) };
  const { matrix, target, weights, threads, signal } = input;
  const outputs = target.task === 'regression' ? 1 : target.classes.length;
  const columns = Array.from({ length: outputs }, () => new Float64Array(matrix.rows).fill(Number.NaN));
  const models: Model[] = [];
  for (const { train, test } of folds) {
    const model = endsByTest
      ? await estimator.fit({ ...input, validationRows: test })
      : await estimator.fit({
          ...input,
          matrix: takeRows(matrix, train),
          target: takeTarget(target, train),
          weights: weights && takeNumbers(weights, train),
        });
    const said = await predictInThreads(model, takeRows(matrix, test), { threads, signal });
    (said.task === 'regression' ? [said.values] : said.probabilities).forEach((own, at) => {
      for (let place = 0; place < test.length; place++) columns[at]![test[place]!] = own[place]!;
    });
    models.push(model);
    onFold?.(models.length);
  }
  const predictions: Predictions =
    target.task === 'regression'
      ? { task: 'regression', values: columns[0]! }
      : { task: 'classification', classes: target.classes, probabilities: columns };
  return { predictions, models };
}
