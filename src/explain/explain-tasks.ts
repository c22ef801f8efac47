import type { Table } from '../data/index.ts';
import { additiveShap } from './additive-shap.ts';
import { explainExactly } from './exact.ts';
import type { ExplainTask } from './explaining.ts';
import { findImportance } from './importance.ts';
import { findDependence } from './partial-dependence.ts';
import { explainBySampling } from './sampled.ts';
import { searchCounterexamples } from './search-counterexamples.ts';

/** Does a thread's part. */
export async function doExplaining(task: ExplainTask): Promise<unknown> {
  switch (task.kind) {
    case 'dependence':
      return findDependence(task.job);
    case 'importance':
      return findImportance(task.job);
    case 'counterexamples':
      return searchCounterexamples(task.job);
    case 'exact':
      return explainExactly({ ...task, table: rowsBetween(task.table, task.first, task.end) });
    case 'sampled':
      return explainBySampling({ ...task, table: rowsBetween(task.table, task.first, task.end) });
    case 'matrix': {
      const { additive, matrix, into, first, end } = task;
      const columns = matrix.columns.map((column) => column.subarray(first, end));
      const found = additiveShap(additive, { ...matrix, rows: end - first, columns });
      found.values.forEach((values, output) => {
        into.contributions[output]!.set(values, first * columns.length);
        into.margins[output]!.set(found.margins[output]!, first);
      });
      return found.base;
    }
  }
}

/** Rows of a table that follow each other; nothing is copied. */
function rowsBetween(table: Table, first: number, end: number): Table {
  const columns = table.columns.map((column) =>
    column.type === 'numbers'
      ? { ...column, values: column.values.subarray(first, end) }
      : { ...column, codes: column.codes.subarray(first, end) },
  );
  return { rows: end - first, columns };
}
