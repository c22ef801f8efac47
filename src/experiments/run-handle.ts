import { basename, join } from 'node:path';
import { InputError } from '../errors/index.ts';
import type { RunStatus } from '../observe/index.ts';
import type { Store } from '../store/index.ts';
import { keepArtifact } from './artifacts.ts';
import { guarded } from './guard.ts';
import type { MetricWriter } from './metric-writer.ts';
import type { Artifact, FoldScores } from './record.ts';
import { checkedName } from './values.ts';

/** A run that is being logged. Metrics are written a moment later, many at once; all else when its promise is done. */
export interface ExperimentRun {
  readonly id: string;
  /** Logs a value; without `step`, the one after the last that this handle logged under the name. `NaN` is kept as what it is. */
  metric(name: string, value: number, step?: number): void;
  /** Logs values of one step; those that are null or undefined are left out. */
  metrics(values: Readonly<Record<string, number | null | undefined>>, step?: number): void;
  /** A metric's score on every fold: what comparing two runs beyond noise needs. */
  folds(scores: FoldScores): Promise<void>;
  /** Keeps a file, or a folder of files, under a name (its own, when left out); `copies: false` only notes where it is. */
  artifact(name: string, path?: string, options?: { copies?: boolean }): Promise<Artifact[]>;
  note(text: string): Promise<void>;
  tag(tags: Readonly<Record<string, string>>): Promise<void>;
  /** Waits until all metrics are written. @throws StorageError */
  flush(): Promise<void>;
  /** Writes what waits, and says how it ended: `done` when left out. */
  end(status?: RunStatus): Promise<void>;
}

/** What the handle needs of its surroundings. */
export interface RunHandleDependencies {
  store: Store;
  writer: MetricWriter;
  artifactFolder: string;
  note(run: string, text: string): Promise<void>;
  tag(run: string, tags: Readonly<Record<string, string>>): Promise<void>;
}

/** The handle of a run that is in the store. */
export function createRunHandle(id: string, deps: RunHandleDependencies): ExperimentRun {
  const { store, writer, artifactFolder } = deps;
  const nextStep = new Map<string, number>();

  function metric(name: string, value: number, step = nextStep.get(name) ?? 0): void {
    checkedName(name);
    if (typeof value !== 'number' || !Number.isFinite(step))
      throw new InputError(
        'bad-metric',
        `The metric "${name}" needs numbers as value and step; got ${JSON.stringify(value)} at ${step}.`,
      );
    nextStep.set(name, step + 1);
    writer.add({ run: id, name, step, value, at: new Date().toISOString() });
  }

  return {
    id,
    metric,
    metrics(values, step) {
      for (const [name, value] of Object.entries(values))
        if (value !== null && value !== undefined) metric(name, value, step);
    },
    folds: ({ metric: name, scheme, testShare, scores }) =>
      guarded(store.path, async () => {
        const row = {
          run: id,
          metric: checkedName(name),
          scheme,
          test_share: testShare,
          scores: JSON.stringify(scores),
        };
        await store.database
          .insertInto('experiment_folds')
          .values(row)
          .onConflict((conflict) => conflict.columns(['run', 'metric']).doUpdateSet(row))
          .execute();
      }),
    async artifact(name, path = name, { copies = true } = {}) {
      const named = path === name ? basename(name) : name;
      const kept = await keepArtifact({
        name: named,
        source: path,
        folder: join(artifactFolder, id),
        copies,
      });
      await guarded(store.path, () =>
        store.database.transaction().execute(async (transaction) => {
          for (const { name: each, path: where, bytes, sha256, isCopy, at } of kept) {
            const row = { run: id, name: each, path: where, bytes, sha256, is_copy: Number(isCopy), at };
            await transaction
              .insertInto('experiment_artifacts')
              .values(row)
              .onConflict((conflict) => conflict.columns(['run', 'name']).doUpdateSet(row))
              .execute();
          }
        }),
      );
      return kept;
    },
    note: (text) => deps.note(id, text),
    tag: (tags) => deps.tag(id, tags),
    flush: writer.flush,
    async end(status = 'done') {
      await writer.flush();
      await guarded(store.path, async () => {
        await store.database
          .updateTable('experiments')
          .set({ status, ended_at: new Date().toISOString() })
          .where('id', '=', id)
          .execute();
      });
    },
  };
}
