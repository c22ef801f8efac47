import type { Transaction } from 'kysely';
import { createWriteQueue, type Database, type Store, type WriteQueue } from '../store/index.ts';
import { guarded } from './guard.ts';
import { writeSummary } from './summary.ts';

/** A value that waits to be written. */
export interface MetricEntry {
  run: string;
  name: string;
  step: number;
  value: number;
  at: string;
}

/** Writes metrics behind the caller's back, many in one transaction. */
export type MetricWriter = WriteQueue<MetricEntry>;

/** SQLite takes at most 32,766 variables in one statement; a value needs five. */
const rowsAtOnce = 1_000;

/** Values of one moment are written together, at most `delayMs` after the first of them. */
export function createMetricWriter(store: Store, delayMs = 50): MetricWriter {
  return createWriteQueue({
    batchSize: 10 * rowsAtOnce,
    delayMs,
    write: (batch) =>
      guarded(store.path, () =>
        store.database.transaction().execute((transaction) => writeBatch(transaction, batch)),
      ),
  });
}

async function writeBatch(transaction: Transaction<Database>, batch: readonly MetricEntry[]): Promise<void> {
  const byRun = Map.groupBy(batch, ({ run }) => run);
  for (const [run, entries] of byRun) {
    // The run's row first: it takes the write lock (of its row, on PostgreSQL), so that two processes don't overwrite each other's summary.
    await transaction
      .updateTable('experiments')
      .set((build) => ({ name: build.ref('name') }))
      .where('id', '=', run)
      .execute();
    for (let from = 0; from < entries.length; from += rowsAtOnce)
      await transaction
        .insertInto('experiment_series')
        .values(
          entries.slice(from, from + rowsAtOnce).map((entry) => ({ ...entry, value: kept(entry.value) })),
        )
        .execute();
    await writeLast(transaction, lastOf(entries));
    await writeSummary(transaction, run);
  }
}

/** Of each name the value with the highest step, the later one of two. */
function lastOf(entries: readonly MetricEntry[]): MetricEntry[] {
  const last = new Map<string, MetricEntry>();
  for (const entry of entries) {
    const before = last.get(entry.name);
    if (before === undefined || entry.step >= before.step) last.set(entry.name, entry);
  }
  return [...last.values()];
}

async function writeLast(transaction: Transaction<Database>, last: readonly MetricEntry[]): Promise<void> {
  for (let from = 0; from < last.length; from += rowsAtOnce)
    await transaction
      .insertInto('experiment_metrics')
      .values(last.slice(from, from + rowsAtOnce).map((entry) => ({ ...entry, value: kept(entry.value) })))
      .onConflict((conflict) =>
        conflict
          .columns(['run', 'name'])
          .doUpdateSet((build) => ({
            value: build.ref('excluded.value'),
            step: build.ref('excluded.step'),
            at: build.ref('excluded.at'),
          }))
          .whereRef('excluded.step', '>=', 'experiment_metrics.step'),
      )
      .execute();
}

/** SQLite has no NaN: it writes nothing in its place. */
function kept(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
