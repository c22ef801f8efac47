import { InputError } from '../errors/index.ts';
import type { FeatureMatrix } from './matrix.ts';
import { rowsOf, type Target } from './target.ts';

/**
 * Refuses what no estimator can learn from.
 *
 * @throws InputError `no-rows`, `rows-differ`, `target-out-of-range`, `weights-out-of-range`
 */
export function checkTrainingInput(
  matrix: FeatureMatrix,
  target: Target,
  weights: Float64Array | undefined,
): void {
  if (matrix.rows === 0 || matrix.columns.length === 0)
    throw new InputError('no-rows', 'There is nothing to learn from: no rows or no features.');
  if (rowsOf(target) !== matrix.rows)
    throw new InputError(
      'rows-differ',
      `The target has ${rowsOf(target)} rows, and the features have ${matrix.rows}.`,
    );
  const bad =
    target.task === 'regression'
      ? target.values.findIndex((value) => !Number.isFinite(value))
      : target.codes.findIndex((code) => !(code >= 0 && code < target.classes.length));
  if (bad >= 0)
    throw new InputError(
      'target-out-of-range',
      target.task === 'regression'
        ? `The target of row ${bad} is ${target.values[bad]}; it must be a number.`
        : `The target of row ${bad} is ${target.codes[bad]}; there are ${target.classes.length} classes, from 0.`,
    );
  const odd = weights?.findIndex((weight) => !(weight >= 0 && weight < Infinity)) ?? -1;
  if (odd >= 0)
    throw new InputError(
      'weights-out-of-range',
      `The weight of row ${odd} is ${weights![odd]}; weights are 0 or more.`,
    );
}
