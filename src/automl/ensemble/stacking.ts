import {
  fitMeta,
  foldRows,
  type LinearModel,
  type Predictions,
  predictMeta,
  type Target,
  takePredictions,
  takeTarget,
} from '../../train/index.ts';

/** More columns than that, a member's or its classes', have too many coefficients for what they say. */
const mostColumns = 64;
/** And each column needs so many rows. */
const rowsPerColumn = 20;
const parts = 5;

/** Whether a linear model on top of these has enough to learn from. */
export function canStack(said: readonly Predictions[], rows: number): boolean {
  const outputs = said[0]?.task === 'classification' ? said[0].probabilities.length : 1;
  const columns = said.length * (outputs > 2 ? outputs : 1);
  const coefficients = columns * (outputs > 2 ? outputs : 1);
  return said.length > 1 && columns <= mostColumns && rows >= rowsPerColumn * coefficients;
}

/**
 * The linear model on top of candidates, and what such models say of rows that they were not fitted on: what comes next (calibration, threshold, score) must
 * not be chosen by rows that the model knows.
 *
 * @throws InterruptedError when the signal fires
 */
export async function stacked(
  said: readonly Predictions[],
  target: Target,
  { seed, signal }: { seed: number; signal: AbortSignal | undefined },
): Promise<{ meta: LinearModel; predictions: Predictions }> {
  const rows = target.task === 'regression' ? target.values.length : target.codes.length;
  const strategy =
    target.task === 'regression'
      ? ({ by: 'random' } as const)
      : ({ by: 'class', codes: target.codes } as const);
  const outputs = target.task === 'regression' ? 1 : target.classes.length;
  const columns = Array.from({ length: outputs }, () => new Float64Array(rows));
  for (const { train, test } of foldRows({ rows, folds: parts, strategy, seed: seed + 1 })) {
    const own = await stackedApart(said, target, { train, test, signal });
    const values = own.task === 'regression' ? [own.values] : own.probabilities;
    values.forEach((column, output) => {
      for (let row = 0; row < column.length; row++) columns[output]![test[row]!] = column[row]!;
    });
  }
  const predictions: Predictions =
    target.task === 'regression'
      ? { task: 'regression', values: columns[0]! }
      : { task: 'classification', classes: target.classes, probabilities: columns };
  return { meta: await fitMeta(said, target, signal), predictions };
}

/** What a linear model that is fitted on some rows says of others. @throws InterruptedError when the signal fires */
export async function stackedApart(
  said: readonly Predictions[],
  target: Target,
  { train, test, signal }: { train: Int32Array; test: Int32Array; signal: AbortSignal | undefined },
): Promise<Predictions> {
  const learned = said.map((own) => takePredictions(own, train));
  const meta = await fitMeta(learned, takeTarget(target, train), signal);
  return predictMeta(
    meta,
    said.map((own) => takePredictions(own, test)),
  );
}
