import { availableParallelism } from 'node:os';
import type { TrainingTask } from './do-task.ts';
import { createThreadPool, type TogetherOptions } from './thread-pool.ts';

/** Threads to train with: as many as there are cores, unless fewer are asked for. */
export function threadsToUse(wanted: number | undefined, most = Infinity): number {
  return Math.max(1, Math.min(wanted ?? availableParallelism(), Math.floor(most)));
}

const pool = createThreadPool<TrainingTask>(workerUrl, 'Training');

/** Lets training threads do a job together: see `ThreadPool`. */
export function together<Result>(
  taskOf: (thread: number) => TrainingTask,
  options: TogetherOptions,
): Promise<Result[]> {
  return pool.together<Result>(taskOf, options);
}

/** Beside this module: as source, or as the bundle's own entry. */
function workerUrl(): URL {
  return new URL(`./train-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`, import.meta.url);
}
