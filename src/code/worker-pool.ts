/** Measures many files in worker threads, and in this one beside them. */
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { InterruptedError } from '../errors/index.ts';
import { decodeAnalysis } from './encoded-analysis.ts';
import type { FoundFile } from './find-files.ts';
import { discardWorker, keepWorker, takeWorker } from './kept-workers.ts';
import { type FileOutcome, type MeasureFileOptions, measureFile } from './measure-file.ts';
import type { WorkerAnswer, WorkerTask } from './measure-worker.ts';
import { holdYoungGeneration } from './young-generation.ts';

/** Files a message: few messages, and still enough of them that the threads end together. */
const batchSize = 16;
const mostWorkers = 16;
/** Batches a thread after which it has the room that it needs for new objects. */
const warmBatches = 8;

export interface PoolOptions {
  /** How each is measured. The figures that follow from findings come also where those are not wanted. */
  measuring: MeasureFileOptions;
  /** Worker threads; one less than there are cores when left out, and at least one. */
  workers?: number | undefined;
  /** Whether the threads have so much to do that memory is spared: nothing is kept of them for the next time. */
  isLarge?: boolean | undefined;
  /** Which files, by their place in the list, this thread may measure beside the workers; none when left out. */
  mayMeasureHere?: ((index: number) => boolean) | undefined;
  signal?: AbortSignal | undefined;
  /** Called as files are done, with how many of all are. */
  onProgress?: ((done: number, total: number) => void) | undefined;
  /** Called with each outcome as it comes, and its place. */
  onOutcome?: ((index: number, outcome: FileOutcome) => void) | undefined;
  /** The worker's script; ours unless a test wants one that fails. */
  script?: URL;
}

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
  #holds = false;
  #stopped = false;

  constructor(files: readonly FoundFile[], options: PoolOptions, finish: (outcomes: FileOutcome[]) => void) {
    this.#files = files;
    this.#options = options;
    this.#script = options.script ?? workerUrl();
    this.#finish = finish;
    this.#outcomes = new Array<FileOutcome>(files.length).fill(null);
    this.#queue = batchesOf(files.length);
  }

  start(): void {
    const wanted = this.#options.workers ?? Math.max(1, availableParallelism() - 1);
    const count = Math.min(wanted, mostWorkers, this.#queue.length);
    for (let index = 0; index < count; index++) this.#startThread();
    void this.#measureHere();
  }

  /** Takes batches from the end of the queue, and lets other things happen every few milliseconds. */
  async #measureHere(): Promise<void> {
    const { mayMeasureHere, measuring } = this.#options;
    if (!mayMeasureHere) return;
    const mayOthers = takeTurns();
    for (let place = this.#queue.length - 1; place >= 0; place = Math.min(place, this.#queue.length) - 1) {
      const batch = this.#queue[place]!;
      if (!batch.every(mayMeasureHere)) continue;
      this.#queue.splice(place, 1);
      for (const index of batch) {
        await mayOthers();
        if (this.#stopped) return;
        this.#record([index], [await measureFile(this.#files[index]!, measuring)]);
      }
    }
  }

  /** Ends all threads, whatever they are doing. */
  stop(): void {
    this.#stopped = true;
    for (const { worker } of this.#threads) discardWorker(worker);
    this.#threads.clear();
  }

  #startThread(): void {
    const thread: Thread = { worker: takeWorker(this.#script), given: [] };
    this.#threads.add(thread);
    thread.worker.on('message', ({ outcomes }: WorkerAnswer) => {
      const batch = thread.given.shift()!;
      this.#record(
        batch,
        outcomes.map((outcome, place) => decoded(this.#files[batch[place]!]!.path, outcome)),
      );
      if (this.#threads.has(thread)) this.#feed(thread);
    });
    thread.worker.on('error', (error) => this.#replace(thread, error));
    this.#feed(thread);
  }

  #feed(thread: Thread): void {
    const { measuring } = this.#options;
    while (thread.given.length < 2) {
      const batch = this.#queue[0];
      // A file by itself may be one that kills: nothing else is given with it, so that it is known which it was.
      const alone = batch?.length === 1 || thread.given[0]?.length === 1;
      if (!batch || (alone && thread.given.length > 0)) return;
      this.#queue.shift();
      thread.given.push(batch);
      const task: WorkerTask = { files: batch.map((index) => this.#files[index]!), options: measuring };
      thread.worker.postMessage(task);
    }
  }

  #replace(thread: Thread, error: Error): void {
    this.#threads.delete(thread);
    // An answer that was still on its way is not waited for: its files are measured again.
    discardWorker(thread.worker);
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
      const outcome = answers[place] ?? null;
      this.#outcomes[index] = outcome;
      this.#options.onOutcome?.(index, outcome);
      // Who keeps the encoded form has taken it; the other one is in use.
      if (outcome !== null && 'analysis' in outcome) delete outcome.encoded;
    });
    this.#done += indexes.length;
    this.#options.onProgress?.(this.#done, this.#files.length);
    const { isLarge } = this.#options;
    if (isLarge && !this.#holds && this.#done >= warmBatches * batchSize * this.#threads.size) {
      this.#holds = true;
      holdYoungGeneration();
    }
    if (this.#done < this.#files.length) return;
    for (const { worker } of this.#threads) {
      if (isLarge) discardWorker(worker);
      else keepWorker(this.#script, worker);
    }
    this.#threads.clear();
    this.#finish(this.#outcomes);
  }
}

/** A thread's answer about a file, its larger parts still encoded. */
function decoded(path: string, outcome: WorkerAnswer['outcomes'][number]): FileOutcome {
  if (outcome === null || 'skipped' in outcome) return outcome;
  const { encoded } = outcome;
  const { head, functions, lines, stamp, sha } = encoded;
  const analysis = decodeAnalysis(path, { head, functions: () => functions, lines: () => lines });
  return { analysis, stamp, sha, encoded };
}

/** Milliseconds for which nothing else has its turn: short beside what a person notices, long beside what giving a turn costs. */
const turnMs = 4;

/** Lets timers, signals and answers have their turn where they have waited for some milliseconds, and at the first call. */
export function takeTurns(): () => Promise<void> | undefined {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - last < turnMs) return undefined;
    return untilNextTurn().then(() => {
      last = performance.now();
    });
  };
}

function untilNextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
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
