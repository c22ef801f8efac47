import type { TrainedModel } from '../artifact/index.ts';
import type { Table } from '../data/index.ts';
import { createThreadPool, type FeatureMatrix } from '../train/index.ts';
import type { AdditiveModel } from './additive.ts';
import type { CounterexampleJob } from './counterexamples.ts';
import type { ExactResult } from './exact.ts';
import type { ImportanceJob } from './importance.ts';
import type { DependenceJob } from './partial-dependence.ts';
import type { SampledResult } from './sampled.ts';

/** What a thread is asked. All that it writes to lies in shared memory. */
export type ExplainTask =
  | { kind: 'dependence'; job: DependenceJob }
  | { kind: 'importance'; job: ImportanceJob }
  | { kind: 'counterexamples'; job: CounterexampleJob }
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

/** The threads that explain. */
export const explaining = createThreadPool<ExplainTask>(
  // Beside this module: as source, or as the bundle's own entry.
  () => new URL(`./explain-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`, import.meta.url),
  'Explaining',
);
