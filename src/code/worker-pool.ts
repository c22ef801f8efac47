/** Measures many files in worker threads, and in this one beside them. */
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { InternalError, InterruptedError } from '../errors/index.ts';
import { languagesByName } from './detect-language.ts';
import { decodeAnalysis } from './encoded-analysis.ts';
import type { FoundFile } from './find-files.ts';
import { discardWorker, keepWorker, takeWorker } from './kept-workers.ts';
import { loadLanguage } from './language.ts';
import type { WorkerAnswer, WorkerTask } from './measure-batch.ts';
import {
  type FileOutcome,
  type MeasureFileOptions,
  measureOrLeave,
  type OutcomeOrLeft,
} from './measure-file.ts';
import { compact, type ParsedFile, ParsedFiles } from './parsed-files.ts';
import { directlyParsed } from './source-parser.ts';
import { measureWorkerUrl } from './start-ahead.ts';
import { takeTurns } from './take-turns.ts';
import type { LanguageName } from './types.ts';
import { holdYoungGeneration } from './young-generation.ts';

/** Files a message: few messages, and still enough of them that the threads end together. */
const batchSize = 16;
const mostWorkers = 16;
/** Batches that a thread may have where it only parses: it is done with two before this one looks again at what has come. */
const parsedAhead = 6;
/** More files than that, left to the one thread that has all parsers, would keep it busy when the others are done: then each has its own. */
const mostLeft = 32;
/** Batches a thread after which it has the room that it needs for new objects. */
const warmBatches = 8;

export interface PoolOptions {
  /** How each is measured. The figures that follow from findings come also where those are not wanted. */
  measuring: MeasureFileOptions;
  /** Worker threads; one less than there are cores when left out, and at least one. */
  workers?: number | undefined;
  /** Whether the threads have so much to do that memory is spared: nothing is kept of them for the next time. */
  isLarge?: boolean | undefined;
  /**
   * Whether the first thread only parses what this one measures, where both can: then V8 compiles parser and walk in one of them each.
   * Not with rules, clones, a workspace's own metrics or hashes.
   */
  divides?: boolean | undefined;
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
  /** Whether it is the one that loads tree-sitter where a file needs it. */
  isFull: boolean;
  /** Batches that it has been given and not answered: two or more, so that it never waits. */
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
  /** Files that wait for the one thread with all parsers, and how many have been left to it; then whether any still are. */
  #left: number[] = [];
  #leftInAll = 0;
  #leaves = true;
  /** Whether tree-sitter will have little to do: threads that are ended, and files that it parses only where the direct parsers give up. */
  readonly #isSparing: boolean;
  #done = 0;
  #holds = false;
  #stopped = false;
  /** What the first thread has parsed for this one to measure, where it does. */
  readonly #parsed: ParsedFiles | null;

  constructor(files: readonly FoundFile[], options: PoolOptions, finish: (outcomes: FileOutcome[]) => void) {
    this.#files = files;
    this.#options = options;
    this.#script = options.script ?? measureWorkerUrl();
    this.#finish = finish;
    this.#outcomes = new Array<FileOutcome>(files.length).fill(null);
    const { isLarge, divides, measuring } = options;
    const areDirect = (isLarge || divides) === true && areParsedDirectly(files, measuring.language);
    this.#isSparing = isLarge === true && areDirect;
    this.#parsed =
      divides === true && areDirect
        ? new ParsedFiles((index, outcome) => this.#record([index], [outcome]))
        : null;
    // A file by itself is measured where it is given to.
    this.#queue = batchesOf(
      files.length,
      this.#parsed === null ? { first: 4, last: 1 } : { first: 2, last: 2 },
    );
  }

  start(): void {
    const wanted = this.#options.workers ?? Math.max(1, availableParallelism() - 1);
    const count = Math.min(wanted, mostWorkers, this.#queue.length);
    for (let index = 0; index < count; index++) this.#startThread(index === 0);
    if (this.#parsed === null) void this.#measureHere();
    else void this.#getReady();
  }

  /** Loads what this thread will need to measure files, while the other one parses the first of them. */
  async #getReady(): Promise<void> {
    const { language } = this.#options.measuring;
    const expected = language === undefined ? languagesByName(this.#files[0]!.path) : [language];
    // What is wrong with a language is said of its files.
    await Promise.allSettled(expected.map((each) => loadLanguage(each)));
  }

  /** Takes batches as the threads do, so that the small ones are left for the end, and lets other things happen every few milliseconds. */
  async #measureHere(): Promise<void> {
    const { mayMeasureHere, measuring } = this.#options;
    if (!mayMeasureHere) return;
    const mayOthers = takeTurns();
    for (;;) {
      const place = this.#queue.findIndex((batch) => batch.every(mayMeasureHere));
      if (place < 0) return;
      const batch = this.#queue[place]!;
      this.#queue.splice(place, 1);
      for (const index of batch) {
        await mayOthers();
        if (this.#stopped) return;
        const leaves = this.#leaves;
        this.#record([index], [compact(await measureOrLeave(this.#files[index]!, { ...measuring, leaves }))]);
      }
    }
  }

  /** Ends all threads, whatever they are doing. */
  stop(): void {
    this.#stopped = true;
    this.#parsed?.stop();
    for (const { worker } of this.#threads) discardWorker(worker);
    this.#threads.clear();
  }

  #startThread(isFull: boolean): void {
    const thread: Thread = { worker: takeWorker(this.#script), isFull, given: [] };
    this.#threads.add(thread);
    thread.worker.on('message', ({ outcomes, blocks }: WorkerAnswer) => {
      const batch = thread.given.shift()!;
      if (blocks !== undefined) {
        this.#takeParsed(batch, outcomes, blocks);
        if (this.#threads.has(thread)) this.#feed(thread);
        return;
      }
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
    while (thread.given.length < (thread.isFull && this.#parsed !== null ? parsedAhead : 2)) {
      const isLeft = thread.isFull && this.#left.length > 0;
      const batch = isLeft ? this.#left.slice(0, batchSize) : this.#queue[0];
      // A file by itself may be one that kills: nothing else is given with it, so that it is known which it was.
      const alone = batch?.length === 1 || thread.given[0]?.length === 1;
      if (!batch || (alone && thread.given.length > 0)) return;
      if (isLeft) this.#left.splice(0, batchSize);
      else this.#queue.shift();
      thread.given.push(batch);
      const files = batch.map((index) => this.#files[index]!);
      const task: WorkerTask = {
        files,
        options: measuring,
        leaves: this.#leaves && !thread.isFull,
        isSparing: this.#isSparing,
      };
      // What is left, a file by itself that may be one that kills, and what this thread would be late with, is measured there.
      const parsed = thread.isFull && !isLeft && batch.length > 1 ? this.#parsed : null;
      if (parsed?.hasRoom(this.#queue.length * batchSize) !== true) {
        thread.worker.postMessage(task);
        continue;
      }
      const block = parsed.takeBlock();
      thread.worker.postMessage({ ...task, parses: { block } }, block ? [block] : []);
    }
  }

  /** What a thread has parsed is measured here; what it has not is as in any answer. */
  #takeParsed(batch: readonly number[], outcomes: WorkerAnswer['outcomes'], blocks: ArrayBuffer[]): void {
    const trees: ParsedFile[] = [];
    outcomes.forEach((outcome, place) => {
      const index = batch[place]!;
      const file = this.#files[index]!;
      if (typeof outcome === 'object' && outcome !== null && 'parsed' in outcome)
        trees.push({ index, file, ...outcome });
      else this.#record([index], [decoded(file.path, outcome)]);
    });
    this.#parsed!.add(trees, blocks);
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
    if (this.#queue.length > 0 || (thread.isFull && this.#left.length > 0)) this.#startThread(thread.isFull);
  }

  /** Keeps a file for the thread with all parsers. */
  #leave(index: number): void {
    this.#left.push(index);
    this.#leftInAll++;
    if (this.#leaves && this.#leftInAll > mostLeft) {
      this.#leaves = false;
      this.#queue.unshift(...this.#left.splice(0).map((each) => [each]));
      for (const thread of this.#threads) this.#feed(thread);
      return;
    }
    const full = [...this.#threads].find(({ isFull }) => isFull);
    if (full) this.#feed(full);
    else this.#startThread(true);
  }

  #record(indexes: readonly number[], answers: readonly OutcomeOrLeft[]): void {
    indexes.forEach((index, place) => {
      const outcome = answers[place] ?? null;
      if (outcome === 'left') {
        this.#leave(index);
        return;
      }
      this.#done++;
      this.#outcomes[index] = outcome;
      this.#options.onOutcome?.(index, outcome);
      // Who keeps the encoded form has taken it; the other one is in use.
      if (outcome !== null && 'analysis' in outcome) delete outcome.encoded;
    });
    this.#options.onProgress?.(this.#done, this.#files.length);
    const { isLarge, mayMeasureHere } = this.#options;
    if (
      isLarge &&
      !mayMeasureHere &&
      !this.#holds &&
      this.#done >= warmBatches * batchSize * this.#threads.size
    ) {
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

/** Whether all files, by their names, are of languages that have a parser of ours. */
function areParsedDirectly(files: readonly FoundFile[], language: LanguageName | undefined): boolean {
  const seen = new Set<string>();
  for (const { path } of files) {
    const extension = extname(path);
    if (extension !== '' && seen.has(extension)) continue;
    seen.add(extension);
    const languages = language === undefined ? languagesByName(path) : [language];
    if (languages.length === 0 || !languages.every((each) => directlyParsed.has(each))) return false;
  }
  return true;
}

/** A thread's answer about a file, its larger parts still encoded. */
function decoded(path: string, outcome: WorkerAnswer['outcomes'][number]): OutcomeOrLeft {
  if (outcome === null || outcome === 'left' || 'skipped' in outcome) return outcome;
  if ('parsed' in outcome) throw new InternalError(`${path} was parsed where it was to be measured.`);
  const { encoded } = outcome;
  const { head, functions, lines, stamp, sha } = encoded;
  const analysis = decodeAnalysis(path, { head, functions: () => functions, lines: () => lines });
  return { analysis, stamp, sha, encoded };
}

/** Batches of which the first and the last have as few files as is said. */
function batchesOf(count: number, { first, last }: { first: number; last: number }): number[][] {
  // The last batches are small, so that no thread is left with a big one while the others are done.
  const batches: number[][] = [];
  for (let next = 0; next < count; ) {
    // So are the first ones: other threads wait for what is done with them.
    const left = count - next;
    const wanted = Math.max(last, Math.min(batchSize, next + first, Math.ceil(left / 8)));
    const size = left < wanted + last ? left : wanted;
    batches.push(Array.from({ length: size }, (_, place) => next + place));
    next += size;
  }
  return batches;
}
