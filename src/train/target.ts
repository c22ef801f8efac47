/** What is to be predicted: numbers, or classes by their place among `classes`. */
export type Target =
  | { task: 'regression'; values: Float64Array }
  | { task: 'classification'; classes: readonly string[]; codes: Int32Array };

/** What a model says of rows: numbers, or for each class the probabilities of all rows. */
export type Predictions =
  | { task: 'regression'; values: Float64Array }
  | { task: 'classification'; classes: readonly string[]; probabilities: Float64Array[] };

/** Number of rows. */
export function rowsOf(target: Target): number {
  return target.task === 'regression' ? target.values.length : target.codes.length;
}

/** The target as numbers: the values themselves, or the places of the classes. */
export function targetNumbers(target: Target): Float64Array {
  return target.task === 'regression' ? target.values : Float64Array.from(target.codes);
}

/** The target of the rows that are named, in that order. */
export function takeTarget(target: Target, rows: Int32Array): Target {
  if (target.task === 'regression') return { ...target, values: takeNumbers(target.values, rows) };
  const codes = new Int32Array(rows.length);
  for (let place = 0; place < rows.length; place++) codes[place] = target.codes[rows[place]!]!;
  return { ...target, codes };
}

/** The numbers of the rows that are named, in that order. */
export function takeNumbers(numbers: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let place = 0; place < rows.length; place++) taken[place] = numbers[rows[place]!]!;
  return taken;
}

/** Predictions of the rows that are named, in that order. */
export function takePredictions(predictions: Predictions, rows: Int32Array): Predictions {
  if (predictions.task === 'regression')
    return { ...predictions, values: takeNumbers(predictions.values, rows) };
  const probabilities = predictions.probabilities.map((own) => takeNumbers(own, rows));
  return { ...predictions, probabilities };
}
