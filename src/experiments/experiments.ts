import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../errors/index.ts';
import type { RunState, Store } from '../store/index.ts';
import { findRow, lineColumns, readExperiment, toLine, withInterrupted } from './find.ts';
import { guarded } from './guard.ts';
import { createMetricWriter } from './metric-writer.ts';
import type { Experiment, ExperimentLine, MetricPoint } from './record.ts';
import { createRunHandle, type ExperimentRun } from './run-handle.ts';
import { parseSearch } from './search/parse.ts';
import { searchQuery } from './search/to-query.ts';
import { type StartOptions, writeStart } from './start.ts';
import { writeSummary } from './summary.ts';
import { checkedName } from './values.ts';

/** Which runs a list is of; all when left out. */
export interface ListFilter {
  name?: string;
  kind?: string;
  /** Only parts of this run; null: only runs that are no part of another. */
  parent?: string | null;
  status?: RunState;
  limit?: number;
}

/** Runs with what they were given and what came of them. Several processes may write at once. */
export interface Experiments {
  start(options: StartOptions): Promise<ExperimentRun>;
  /** Goes on logging a run. @throws InputError `unknown-experiment` */
  open(run: string): Promise<ExperimentRun>;
  /** By id, the beginning of it, or name (its latest run). @throws InputError `unknown-experiment`, naming near ones */
  get(run: string): Promise<Experiment>;
  /** Newest first. */
  list(filter?: ListFilter): Promise<ExperimentLine[]>;
  /** In the expression's order, else newest first. @throws InputError `bad-search` with the place */
  search(expression: string, options?: { limit?: number }): Promise<ExperimentLine[]>;
  /** All values of a run's metrics, or of one, by name, step and writing. */
  series(run: string, metric?: string): Promise<MetricPoint[]>;
  note(run: string, text: string): Promise<void>;
  /** Sets tags; an empty value takes one away. */
  tag(run: string, tags: Readonly<Record<string, string>>): Promise<void>;
  /** Removes a run, its values and its copied artifacts; runs that are its parts stay. @throws InputError `unknown-experiment` */
  remove(run: string): Promise<void>;
  /** Writes what waits. @throws StorageError */
  flush(): Promise<void>;
}

/** Experiments in the store; copies of artifacts go below `artifactFolder` (beside the database, when left out), a folder for each run. */
export function createExperiments(store: Store, options: { artifactFolder?: string } = {}): Experiments {
  const { database, path } = store;
  const { artifactFolder = join(dirname(path), 'experiments') } = options;
  const writer = createMetricWriter(store);
  const rowOf = (run: string) => guarded(path, () => findRow(store, run));

  async function note(run: string, text: string): Promise<void> {
    const { id } = await rowOf(run);
    if (text.trim() === '') throw new InputError('empty-note', 'A note needs some text.');
    await guarded(path, () =>
      database
        .insertInto('experiment_notes')
        .values({ run: id, at: new Date().toISOString(), text })
        .execute(),
    );
  }

  async function tag(run: string, tags: Readonly<Record<string, string>>): Promise<void> {
    const { id } = await rowOf(run);
    for (const name of Object.keys(tags)) checkedName(name);
    await guarded(path, () =>
      database.transaction().execute(async (transaction) => {
        await transaction
          .updateTable('experiments')
          .set((build) => ({ name: build.ref('name') }))
          .where('id', '=', id)
          .execute();
        for (const [name, value] of Object.entries(tags)) {
          if (value === '')
            await transaction
              .deleteFrom('experiment_tags')
              .where('run', '=', id)
              .where('name', '=', name)
              .execute();
          else
            await transaction
              .insertInto('experiment_tags')
              .values({ run: id, name, value })
              .onConflict((conflict) => conflict.columns(['run', 'name']).doUpdateSet({ value }))
              .execute();
        }
        await writeSummary(transaction, id);
      }),
    );
  }

  const handle = (id: string) => createRunHandle(id, { store, writer, artifactFolder, note, tag });

  return {
    start: async (given) => handle(await writeStart(store, given)),
    open: async (run) => handle((await rowOf(run)).id),
    get: (run) => guarded(path, async () => readExperiment(store, await findRow(store, run))),
    list: ({ name, kind, parent, status, limit } = {}) =>
      guarded(path, async () => {
        let query = database.selectFrom('experiments').select(lineColumns).orderBy('number', 'desc');
        if (name !== undefined) query = query.where('name', '=', name);
        if (kind !== undefined) query = query.where('kind', '=', kind);
        if (parent !== undefined) query = query.where('parent', parent === null ? 'is' : '=', parent);
        const isUnderWay = status === 'running' || status === 'interrupted';
        if (status !== undefined) query = query.where('status', '=', isUnderWay ? 'running' : status);
        if (limit !== undefined && !isUnderWay) query = query.limit(limit);
        const lines = await withInterrupted(store, (await query.execute()).map(toLine));
        return isUnderWay ? lines.filter((line) => line.status === status).slice(0, limit) : lines;
      }),
    search: (expression, { limit } = {}) => {
      const search = parseSearch(expression);
      return guarded(path, async () =>
        withInterrupted(store, (await searchQuery(database, search, limit).execute()).map(toLine)),
      );
    },
    series: (run, metric) =>
      guarded(path, async () => {
        const { id } = await findRow(store, run);
        let query = database
          .selectFrom('experiment_series')
          .select(['name', 'step', 'value', 'at'])
          .where('run', '=', id)
          .orderBy('name')
          .orderBy('step')
          .orderBy('number');
        if (metric !== undefined) query = query.where('name', '=', metric);
        return (await query.execute()).map((row) => ({ ...row, value: row.value ?? Number.NaN }));
      }),
    note,
    tag,
    async remove(run) {
      const { id } = await rowOf(run);
      await guarded(path, () =>
        database.transaction().execute(async (transaction) => {
          await transaction.deleteFrom('experiments').where('id', '=', id).execute();
          await transaction.deleteFrom('experiment_parameters').where('run', '=', id).execute();
          await transaction.deleteFrom('experiment_metrics').where('run', '=', id).execute();
          await transaction.deleteFrom('experiment_series').where('run', '=', id).execute();
          await transaction.deleteFrom('experiment_folds').where('run', '=', id).execute();
          await transaction.deleteFrom('experiment_tags').where('run', '=', id).execute();
          await transaction.deleteFrom('experiment_artifacts').where('run', '=', id).execute();
          await transaction.deleteFrom('experiment_notes').where('run', '=', id).execute();
        }),
      );
      await rm(join(artifactFolder, id), { recursive: true, force: true });
    },
    flush: writer.flush,
  };
}
