import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { InternalError, InterruptedError } from '../../errors/index.ts';
import type { TrainingAnswer, TrainingTask } from './train-worker.ts';

/** Threads that have nothing to do are let go after that. */
const idleMs = 10_000;
const idle: Worker[] = [];

export interface TogetherOptions {
  threads: number;
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, loss: number | null) => void) | undefined;
}

/** Threads to train with: as many as there are cores, unless fewer are asked for. */
export function threadsToUse(wanted: number | undefined, most = Infinity): number {
  return Math.max(1, Math.min(wanted ?? availableParallelism(), Math.floor(most)));
}

/**
 * Lets threads do a job together, each its part of it, and gives what each made of it. The event loop stays free.
 * @throws InterruptedError when the signal fires: the threads are ended where they are. @throws InternalError when one of them fails.
 */
export function together<Result>(
  taskOf: (thread: number) => TrainingTask,
  { threads, signal, onProgress }: TogetherOptions,
): Promise<Result[]> {
  if (signal?.aborted) return Promise.reject(new InterruptedError());
  return new Promise((resolve, reject) => {
    const workers = Array.from({ length: threads }, () => take());
    let left = threads;
    const results: Result[] = [];
    const end = (outcome: () => void, keep: boolean): void => {
      signal?.removeEventListener('abort', abort);
      for (const worker of workers) {
        worker.removeAllListeners('message');
        worker.removeAllListeners('error');
        if (keep) giveBack(worker);
        else void worker.terminate();
      }
      outcome();
    };
    const abort = (): void => end(() => reject(new InterruptedError()), false);
    const fail = (error: Error): void => end(() => reject(error), false);
    signal?.addEventListener('abort', abort, { once: true });
    workers.forEach((worker, thread) => {
      worker.on('message', (answer: TrainingAnswer) => {
        if (answer.type === 'progress') return onProgress?.(answer.done, answer.loss);
        if (answer.type === 'failed')
          return fail(new InternalError(`Training failed: ${answer.message}`, { cause: answer.stack }));
        results[thread] = answer.result as Result;
        left -= 1;
        if (left === 0) end(() => resolve(results), true);
      });
      worker.on('error', (error) =>
        fail(new InternalError(`A training thread died: ${error.message}`, { cause: error })),
      );
      worker.postMessage(taskOf(thread));
    });
  });
}

function take(): Worker {
  const worker = idle.pop() ?? new Worker(workerUrl());
  worker.ref();
  return worker;
}

function giveBack(worker: Worker): void {
  worker.unref();
  idle.push(worker);
  worker.on('error', () => {});
  setTimeout(() => {
    const place = idle.indexOf(worker);
    if (place < 0) return;
    idle.splice(place, 1);
    void worker.terminate();
  }, idleMs).unref();
}

/** Beside this module: as source, or as the bundle's own entry. */
function workerUrl(): URL {
  return new URL(`./train-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`, import.meta.url);
}
