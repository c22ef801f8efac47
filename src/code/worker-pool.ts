/** Measures many files in worker threads. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { InterruptedError } from '../errors/index.ts';
import type { FoundFile } from './find-files.ts';
import type { FileOutcome } from './measure-file.ts';
import type { WorkerAnswer, WorkerSetup } from './measure-worker.ts';

/** Files a message: few messages, and still enough of them that the threads end together. */
const batchSize = 16;
const mostWorkers = 16;

export interface PoolOptions extends WorkerSetup {
  /** As many as there are cores when left out or 0. */
  threads?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Called as files are done, with how many of all are. */
  onProgress?: ((done: number, total: number) => void) | undefined;
  /** The worker's script; ours unless a test wants one that fails. */
  script?: URL;
}

interface Thread {
  worker: Worker;
  /** Batches that it has been given and not answered; two at most, so that it never waits. */
  given: number[][];
}

/**
 * Measures the files and gives their outcomes in the same order. A thread that dies (out of memory, a fault in a grammar)
 * is replaced; its files are tried again one by one, and the one that does it again is skipped.
 *
 * @throws InterruptedError at once when the signal fires: threads are ended, in the middle of a file too.
 */
export function measureInWorkers(
  files: readonly FoundFile[],
  { language, findings, threads: wanted, signal, onProgress, script = workerUrl() }: PoolOptions,
): Promise<FileOutcome[]> {
  const outcomes = new Array<FileOutcome>(files.length).fill(null);
  const queue = batchesOf(files.length);
  const threads = new Set<Thread>();
  const setup: WorkerSetup = { language, findings };
  let done = 0;

  return new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      signal?.removeEventListener('abort', abort);
      for (const { worker } of threads) {
        worker.removeAllListeners();
        // Nothing waits for the thread's end, and its late errors are nobody's.
        worker.on('error', () => {});
        void worker.terminate();
      }
      threads.clear();
      settle();
    };
    const abort = (): void => finish(() => reject(new InterruptedError()));
    const record = (indexes: readonly number[], answers: readonly FileOutcome[]): void => {
      indexes.forEach((index, place) => {
        outcomes[index] = answers[place] ?? null;
      });
      done += indexes.length;
      onProgress?.(done, files.length);
      if (done === files.length) finish(() => resolve(outcomes));
    };
    const feed = (thread: Thread): void => {
      while (thread.given.length < 2) {
        const batch = queue[0];
        // A file by itself may be one that kills: nothing else is given with it, so that it is known which it was.
        const alone = batch?.length === 1 || thread.given[0]?.length === 1;
        if (!batch || (alone && thread.given.length > 0)) return;
        queue.shift();
        thread.given.push(batch);
        thread.worker.postMessage(batch.map((index) => files[index]!));
      }
    };
    const start = (): void => {
      const thread: Thread = { worker: new Worker(script, { workerData: setup }), given: [] };
      threads.add(thread);
      thread.worker.on('message', ({ outcomes: answers }: WorkerAnswer) => {
        record(thread.given.shift()!, answers);
        if (threads.has(thread)) feed(thread);
      });
      thread.worker.on('error', (error) => {
        threads.delete(thread);
        // An answer that was still on its way is not waited for: its files are measured again.
        thread.worker.removeAllListeners('message');
        const [broken = [], ...waiting] = thread.given;
        queue.unshift(...waiting);
        if (broken.length === 1) {
          const { path } = files[broken[0]!]!;
          const reason = `measuring it failed: ${error.message}`;
          record(broken, [{ skipped: { path, code: 'failed', reason } }]);
        } else {
          queue.unshift(...broken.map((index) => [index]));
        }
        if (queue.length > 0) start();
      });
      feed(thread);
    };

    if (signal?.aborted) return reject(new InterruptedError());
    if (files.length === 0) return resolve(outcomes);
    signal?.addEventListener('abort', abort, { once: true });
    const count = Math.min(wanted || availableParallelism(), mostWorkers, queue.length);
    for (let index = 0; index < count; index++) start();
  });
}

function batchesOf(count: number): number[][] {
  // The last batches are small, so that no thread is left with a big one while the others are done.
  const batches: number[][] = [];
  for (let next = 0; next < count; ) {
    const size = Math.max(1, Math.min(batchSize, Math.ceil((count - next) / 8)));
    batches.push(Array.from({ length: size }, (_, place) => next + place));
    next += size;
  }
  return batches;
}

/** Beside this module: as source, or as the bundle's own entry. */
function workerUrl(): URL {
  return new URL(`./measure-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`, import.meta.url);
}
