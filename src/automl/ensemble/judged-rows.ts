import type { Predictions } from '../../train/index.ts';
import type { Candidate } from '../candidate.ts';

/** The rows that every candidate was judged by. */
export function judgedRows(candidates: readonly Candidate[]): Int32Array {
  const columns = candidates.map(({ predictions }) => firstColumn(predictions));
  const rows = Int32Array.from(columns[0]?.keys() ?? []);
  return rows.filter((row) => columns.every((column) => !Number.isNaN(column[row]!)));
}

function firstColumn(predictions: Predictions): Float64Array {
  return predictions.task === 'regression' ? predictions.values : predictions.probabilities[0]!;
}
