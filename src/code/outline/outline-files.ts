/** Divides files to be outlined between this thread and worker threads, in batches that are handed on as they are done. */
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { InterruptedError } from '../../errors/index.ts';
import type { FoundFile } from '../find-files.ts';
import { discardWorker, keepWorker, takeWorker } from '../kept-workers.ts';
import type { OutlineOutcome } from './outline-file.ts';

/** So few files are outlined before a thread has started. */
const fewFiles = 8;
const batchSize = 24;
const mostWorkers = 16;

export interface OutlineFilesOptions {
  signal?: AbortSignal | undefined;
  /** Worker threads; as many as there are cores when left out. */
  workers?: number | undefined;
}

/**
 * Outlines the files, batch by batch, in no certain order; memory holds no more than some batches. A file that ends its thread is skipped.
 *
 * @throws InterruptedError when the signal fires
 */
export async function* outlineFiles(
  files: readonly FoundFile[],
  { signal, workers = Math.min(mostWorkers, availableParallelism()) }: OutlineFilesOptions = {},
): AsyncGenerator<{ file: FoundFile; outcome: OutlineOutcome }[]> {
  if (signal?.aborted) throw new InterruptedError();
  if (files.length <= fewFiles) {
    const { outlineFile } = await import('./outline-file.ts');
    for (const file of files) {
      if (signal?.aborted) throw new InterruptedError();
      yield [{ file, outcome: await outlineFile(file) }];
    }
    return;
  }
  const script = workerUrl();
  const queue = batchesOf(files);
  const running = new Map<Worker, Promise<Done>>();
  const start = (worker: Worker): void => {
    const batch = queue.shift();
    if (batch === undefined) keepWorker(script, worker);
    else running.set(worker, doneBy(worker, batch));
  };
  const abort = signal === undefined ? null : whenAborted(signal);
  try {
    for (let count = Math.min(workers, queue.length); count > 0; count -= 1) start(takeWorker(script));
    while (running.size > 0) {
      const done = await Promise.race([...running.values(), ...(abort === null ? [] : [abort.fired])]);
      running.delete(done.worker);
      if (done.outcomes !== null) {
        start(done.worker);
        yield done.batch.map((file, place) => ({ file, outcome: done.outcomes?.[place] ?? null }));
        continue;
      }
      discardWorker(done.worker);
      if (done.batch.length > 1) queue.unshift(...done.batch.map((file) => [file]));
      else yield done.batch.map((file) => ({ file, outcome: failed(file, done.reason) }));
      if (queue.length > 0) start(takeWorker(script));
    }
  } finally {
    abort?.forget();
    for (const worker of running.keys()) discardWorker(worker);
  }
}

interface Done {
  worker: Worker;
  batch: FoundFile[];
  /** Null when the thread ended. */
  outcomes: OutlineOutcome[] | null;
  reason: string;
}

function doneBy(worker: Worker, batch: FoundFile[]): Promise<Done> {
  return new Promise((resolve) => {
    const finish = (outcomes: OutlineOutcome[] | null, reason: string): void => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      resolve({ worker, batch, outcomes, reason });
    };
    const onMessage = (outcomes: OutlineOutcome[]): void => finish(outcomes, '');
    const onError = (error: Error): void => finish(null, error.message);
    const onExit = (): void => finish(null, 'its thread ended');
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(batch);
  });
}

function whenAborted(signal: AbortSignal): { fired: Promise<never>; forget: () => void } {
  let onAbort = (): void => {};
  const fired = new Promise<never>((_, reject) => {
    onAbort = () => reject(new InterruptedError());
    signal.addEventListener('abort', onAbort, { once: true });
  });
  fired.catch(() => {});
  return { fired, forget: () => signal.removeEventListener('abort', onAbort) };
}

function failed({ path }: FoundFile, reason: string): OutlineOutcome {
  return { skipped: { path, code: 'failed', reason: `reading it failed: ${reason}` } };
}

function batchesOf(files: readonly FoundFile[]): FoundFile[][] {
  const batches: FoundFile[][] = [];
  for (let next = 0; next < files.length; ) {
    const size = Math.max(1, Math.min(batchSize, Math.ceil((files.length - next) / 8)));
    batches.push(files.slice(next, next + size));
    next += size;
  }
  return batches;
}

/** Beside this module: as source, or as the bundle's own entry. */
function workerUrl(): URL {
  return new URL(`./outline-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`, import.meta.url);
}
