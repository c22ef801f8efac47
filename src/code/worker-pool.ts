/** Measures many files in worker threads, which are kept for the next time. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { InterruptedError } from '../errors/index.ts';
import type { FoundFile } from './find-files.ts';
import type { FileOutcome } from './measure-file.ts';
import type { WorkerAnswer, WorkerTask } from './measure-worker.ts';
import type { LanguageName } from './types.ts';

/** Files a message: few messages, and still enough of them that the threads end together. */
const batchSize = 16;
const mostWorkers = 16;
/** Threads that nobody needs are let go after that: each holds some 100 MB. */
const idleMs = 15_000;

export interface PoolOptions {
  /** For all files; found out when left out. */
  language: LanguageName | undefined;
  /** Whether findings are sent back; the figures that follow from them always are. */
  findings: boolean;
  /** As many as there are cores when left out or 0. */
  threads?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Called as files are done, with how many of all are. */
  onProgress?: ((done: number, total: number) => void) | undefined;
  /** The worker's script; ours unless a test wants one that fails. */
  script?: URL;
}

/** Threads without work, by script: compiled and warm, they do in half the time what new ones do. */
const idle = new Map<string, Set<Worker>>();

/**
 * Measures the files and gives their outcomes in the same order. A thread that dies (out of memory, a fault in a grammar)
 * is replaced; its files are tried again one by one, and the one that does it again is skipped.
 *
 * @throws InterruptedError at once when the signal fires: threads are ended, in the middle of a file too.
 */
export function measureInWorkers(files: readonly FoundFile[], options: PoolOptions): Promise<FileOutcome[]> {
  const { signal } = options;
  if (signal?.aborted) return Promise.reject(new InterruptedError());
  if (files.length === 0) return Promise.resolve([]);
  return new Promise((resolve, reject) => {
    const job = new Job(files, options, (outcomes) => {
      signal?.removeEventListener('abort', abort);
      resolve(outcomes);
    });
    const abort = (): void => {
      job.stop();
      reject(new InterruptedError());
    };
    signal?.addEventListener('abort', abort, { once: true });
    job.start();
  });
}

interface Thread {
  worker: Worker;
  /** Batches that it has been given and not answered; two at most, so that it never waits. */
  given: number[][];
}

class Job {
  readonly #files: readonly FoundFile[];
  readonly #options: PoolOptions;
  readonly #script: URL;
  readonly #finish: (outcomes: FileOutcome[]) => void;
  readonly #outcomes: FileOutcome[];
  readonly #queue: number[][];
  readonly #threads = new Set<Thread>();
  #done = 0;

  constructor(files: readonly FoundFile[], options: PoolOptions, finish: (outcomes: FileOutcome[]) => void) {
    this.#files = files;
    this.#options = options;
    this.#script = options.script ?? workerUrl();
    this.#finish = finish;
    this.#outcomes = new Array<FileOutcome>(files.length).fill(null);
    this.#queue = batchesOf(files.length);
  }

  start(): void {
    const wanted = this.#options.threads || availableParallelism();
    const count = Math.min(wanted, mostWorkers, this.#queue.length);
    for (let index = 0; index < count; index++) this.#startThread();
  }

  /** Ends all threads, whatever they are doing. */
  stop(): void {
    for (const { worker } of this.#threads) discard(worker);
    this.#threads.clear();
  }

  #startThread(): void {
    const thread: Thread = { worker: takeWorker(this.#script), given: [] };
    this.#threads.add(thread);
    thread.worker.on('message', ({ outcomes }: WorkerAnswer) => {
      this.#record(thread.given.shift()!, outcomes);
      if (this.#threads.has(thread)) this.#feed(thread);
    });
    thread.worker.on('error', (error) => this.#replace(thread, error));
    this.#feed(thread);
  }

  #feed(thread: Thread): void {
    const { language, findings } = this.#options;
    while (thread.given.length < 2) {
      const batch = this.#queue[0];
      // A file by itself may be one that kills: nothing else is given with it, so that it is known which it was.
      const alone = batch?.length === 1 || thread.given[0]?.length === 1;
      if (!batch || (alone && thread.given.length > 0)) return;
      this.#queue.shift();
      thread.given.push(batch);
      const task: WorkerTask = { files: batch.map((index) => this.#files[index]!), language, findings };
      thread.worker.postMessage(task);
    }
  }

  #replace(thread: Thread, error: Error): void {
    this.#threads.delete(thread);
    // An answer that was still on its way is not waited for: its files are measured again.
    discard(thread.worker);
    const [broken = [], ...waiting] = thread.given;
    this.#queue.unshift(...waiting);
    if (broken.length === 1) {
      const { path } = this.#files[broken[0]!]!;
      const reason = `measuring it failed: ${error.message}`;
      this.#record(broken, [{ skipped: { path, code: 'failed', reason } }]);
    } else {
      this.#queue.unshift(...broken.map((index) => [index]));
    }
    if (this.#queue.length > 0) this.#startThread();
  }

  #record(indexes: readonly number[], answers: readonly FileOutcome[]): void {
    indexes.forEach((index, place) => {
      this.#outcomes[index] = answers[place] ?? null;
    });
    this.#done += indexes.length;
    this.#options.onProgress?.(this.#done, this.#files.length);
    if (this.#done < this.#files.length) return;
    for (const { worker } of this.#threads) keepWorker(this.#script, worker);
    this.#threads.clear();
    this.#finish(this.#outcomes);
  }
}

/** A thread that was kept, or a new one; it keeps the process alive while it has work. */
function takeWorker(script: URL): Worker {
  const kept = idle.get(script.href);
  const worker = kept?.values().next().value;
  if (!worker) return new Worker(script);
  kept?.delete(worker);
  detach(worker);
  worker.ref();
  return worker;
}

function keepWorker(script: URL, worker: Worker): void {
  const kept = idle.get(script.href) ?? new Set();
  idle.set(script.href, kept);
  kept.add(worker);
  detach(worker);
  worker.unref();
  const letGo = (): void => {
    if (kept.delete(worker)) discard(worker);
  };
  worker.on('error', letGo);
  worker.on('exit', letGo);
  setTimeout(letGo, idleMs).unref();
}

/**
 * Takes our listeners away, by name: a Worker listens to itself for the coming and going of `message` listeners, and one that has lost
 * that too never receives anything again.
 */
function detach(worker: Worker): void {
  for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
}

/** Ends a thread; nothing waits for it, and its late errors are nobody's. */
function discard(worker: Worker): void {
  detach(worker);
  worker.on('error', () => {});
  void worker.terminate();
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
