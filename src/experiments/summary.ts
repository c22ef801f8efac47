import type { Transaction } from 'kysely';
import type { Database } from '../store/index.ts';
import { decodeMetrics, encodeMetrics } from './values.ts';

/** What a list shows of a run. */
export interface Summary {
  parameters: Record<string, unknown>;
  metrics: Record<string, number>;
  tags: Record<string, string>;
}

/** The summary as its column holds it. */
export function readSummary(text: string): Summary {
  const summary = JSON.parse(text) as Summary;
  decodeMetrics(summary.metrics);
  return summary;
}

/** Writes a run's summary anew from its metrics and tags; parameters don't change. The caller holds the run's lock. */
export async function writeSummary(transaction: Transaction<Database>, run: string): Promise<void> {
  const row = await transaction
    .selectFrom('experiments')
    .select('summary')
    .where('id', '=', run)
    .executeTakeFirst();
  if (row === undefined) return;
  const metrics = await transaction
    .selectFrom('experiment_metrics')
    .select(['name', 'value'])
    .where('run', '=', run)
    .orderBy('name')
    .execute();
  const tags = await transaction
    .selectFrom('experiment_tags')
    .select(['name', 'value'])
    .where('run', '=', run)
    .orderBy('name')
    .execute();
  const summary = {
    parameters: (JSON.parse(row.summary) as Summary).parameters,
    metrics: encodeMetrics(new Map(metrics.map(({ name, value }) => [name, value]))),
    tags: Object.fromEntries(tags.map(({ name, value }) => [name, value])),
  };
  await transaction
    .updateTable('experiments')
    .set({ summary: JSON.stringify(summary) })
    .where('id', '=', run)
    .execute();
}
