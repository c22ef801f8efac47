import { availableParallelism } from 'node:os';
import { InterruptedError } from '../../errors/index.ts';
import type { TrainingTask } from './do-task.ts';
import { createThreadPool, type ThreadAnswer, type TogetherOptions } from './thread-pool.ts';

type DoTask = (task: TrainingTask, say: (answer: ThreadAnswer) => void) => unknown;

/** Set in a thread that is itself one of several: it does its training alone. */
let own: DoTask | null = null;

/** From now on this thread, which is no event loop's own, trains by itself rather than in threads of its own. */
export function trainInThisThread(doTask: DoTask): void {
  own = doTask;
}

/** Threads to train with: as many as there are cores, unless fewer are asked for; one where this thread trains by itself. */
export function threadsToUse(wanted: number | undefined, most = Infinity): number {
  if (own !== null) return 1;
  return Math.max(1, Math.min(wanted ?? availableParallelism(), Math.floor(most)));
}

const pool = createThreadPool<TrainingTask>(workerUrl, 'Training');

/** Lets training threads do a job together: see `ThreadPool`. */
export async function together<Result>(
  taskOf: (thread: number) => TrainingTask,
  options: TogetherOptions,
): Promise<Result[]> {
  const { signal, onProgress } = options;
  if (own !== null) {
    if (signal?.aborted) throw new InterruptedError();
    const say = (answer: ThreadAnswer): void => {
      if (answer.type === 'progress') onProgress?.(answer.done, answer.loss);
    };
    return [own(taskOf(0), say) as Result];
  }
  return pool.together<Result>(taskOf, options);
}

/** Beside this module: as source, or as the bundle's own entry. */
function workerUrl(): URL {
  return new URL(`./train-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`, import.meta.url);
}
