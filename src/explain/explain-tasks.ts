import type { TrainedModel } from '../artifact/index.ts';
import type { Table } from '../data/index.ts';
import { createThreadPool, type FeatureMatrix } from '../train/index.ts';
import type { AdditiveModel } from './additive.ts';
import { additiveShap } from './additive-shap.ts';
import { type ExactResult, explainExactly } from './exact.ts';
import { explainBySampling, type SampledResult } from './sampled.ts';

/** What a thread is asked. All that it writes to lies in shared memory. */
export type ExplainTask =
  | {
      kind: 'exact';
      trained: TrainedModel;
      additive: AdditiveModel;
      table: Table;
      columns: readonly string[];
      into: ExactResult;
      first: number;
      end: number;
    }
  | {
      kind: 'sampled';
      trained: TrainedModel;
      table: Table;
      background: Table;
      columns: readonly string[];
      orders: number;
      seed: number;
      into: SampledResult;
      first: number;
      end: number;
    }
  | {
      kind: 'matrix';
      additive: AdditiveModel;
      matrix: FeatureMatrix;
      into: ExactResult;
      first: number;
      end: number;
    };

/** Does a thread's part. */
export async function doExplaining(task: ExplainTask): Promise<unknown> {
  switch (task.kind) {
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

/** The threads that explain. */
export const explaining = createThreadPool<ExplainTask>(
  // Beside this module: as source, or as the bundle's own entry.
  () => new URL(`./explain-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`, import.meta.url),
  'Explaining',
);
