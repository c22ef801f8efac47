import type { Predictions } from '../../train/index.ts';
import type { Candidate } from '../candidate.ts';

/** The rows that every candidate was judged by. */
export function judgedRows(candidates: readonly Candidate[]): Int32Array {
  const columns = candidates.map(({ predictions }) => firstColumn(predictions));
  const rows = new Int32Array(columns[0]?.length ?? 0);
  let count = 0;
  for (let row = 0; row < rows.length; row++) {
    let isJudged = true;
    for (const column of columns) isJudged &&= !Number.isNaN(column[row]!);
    if (isJudged) rows[count++] = row;
  }
  return rows.slice(0, count);
}

function firstColumn(predictions: Predictions): Float64Array {
  return predictions.task === 'regression' ? predictions.values : predictions.probabilities[0]!;
}
