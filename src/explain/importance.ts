import { predictTable, type TrainedModel } from '../artifact/index.ts';
import type { Table } from '../data/index.ts';
import { columnImportance, type FeatureImportance } from '../features/index.ts';
import type { MetricName, Target } from '../train/index.ts';
import { rawColumnsOf } from './exact.ts';
import { explaining } from './explaining.ts';
import { shareData, shareRows } from './share.ts';

/** What a thread needs for it. */
export interface ImportanceJob {
  trained: TrainedModel;
  table: Table;
  target: Target;
  metric: MetricName;
  repeats: number;
  seed: number;
}

/**
 * How much a trained model needs each raw column that it looks at: by how much the metric is worse when the column's values are dealt out anew, on rows that it has
 * not learned from.
 *
 * @throws InputError `no-score`, `missing-column`; InterruptedError when the signal fires
 */
export async function rankColumns(
  trained: TrainedModel,
  table: Table,
  target: Target,
  options: {
    metric: MetricName;
    repeats?: number | undefined;
    seed?: number | undefined;
    signal?: AbortSignal | undefined;
  },
): Promise<FeatureImportance[]> {
  const { metric, repeats = 5, seed = 0, signal } = options;
  const read = new Set(rawColumnsOf(trained));
  const looked = { ...table, columns: table.columns.filter(({ name }) => read.has(name)) };
  const all = Int32Array.from({ length: table.rows }, (_, row) => row);
  const job: ImportanceJob = {
    trained: await shareData(trained),
    table: await shareRows(looked, all),
    target,
    metric,
    repeats,
    seed,
  };
  const [found] = await explaining.together<FeatureImportance[]>(() => ({ kind: 'importance', job }), {
    threads: 1,
    signal,
  });
  return found!.sort((one, other) => other.importance - one.importance);
}

/** Does a thread's work. */
export function findImportance({ trained, table, ...rest }: ImportanceJob): Promise<FeatureImportance[]> {
  return columnImportance({
    ...rest,
    rows: table,
    predict: (rows) => predictTable(trained, rows).predictions,
  });
}
