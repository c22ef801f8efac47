import type { Table } from '../data/index.ts';
import type { TablePredictions } from './predict-table.ts';

/** Some rows of a table, without a copy. */
export function rowsBetween({ columns }: Table, first: number, end: number): Table {
  return {
    rows: end - first,
    columns: columns.map((column) =>
      column.type === 'numbers'
        ? { ...column, values: column.values.subarray(first, end) }
        : { ...column, codes: column.codes.subarray(first, end) },
    ),
  };
}

/** What was said of ranges of rows, as if it had been said of all at once; `none` is what is said of no rows. */
export function joinedPredictions(
  none: TablePredictions,
  parts: readonly TablePredictions[],
): TablePredictions {
  if (parts.length === 1) return parts[0]!;
  const { predictions } = none;
  const codes =
    none.codes &&
    joined(
      Int32Array,
      parts.map((part) => part.codes!),
    );
  if (predictions.task === 'regression') {
    const values = parts.map(({ predictions: own }) =>
      own.task === 'regression' ? own.values : new Float64Array(),
    );
    return { predictions: { ...predictions, values: joined(Float64Array, values) }, codes };
  }
  const probabilities = predictions.probabilities.map((_, code) =>
    joined(
      Float64Array,
      parts.map(({ predictions: own }) =>
        own.task === 'classification' ? own.probabilities[code]! : new Float64Array(),
      ),
    ),
  );
  return { predictions: { ...predictions, probabilities }, codes };
}

function joined<Numbers extends Float64Array | Int32Array>(
  make: new (length: number) => Numbers,
  parts: readonly Numbers[],
): Numbers {
  const whole = new make(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}
