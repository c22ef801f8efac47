import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { InputError, InternalError, LimitError } from '../../errors/index.ts';
import type { Answers } from '../served-model.ts';
import { buffersOf, type Feed } from './feeds.ts';
import type { Graph, GraphFacts, GraphFile } from './graph.ts';
import type { GraphAnswer, GraphQuestion, GraphTask } from './graph-worker.ts';
import { createStopGate } from './stop-gate.ts';

interface Waiting {
  resolve(done: { said: Answers; tookMs: number }): void;
  reject(error: Error): void;
}

interface Thread {
  worker: Worker;
  facts: GraphFacts;
  waiting: Map<number, Waiting>;
  isOver: boolean;
}

/** An ONNX file that is held and run by a thread of its own, so that the event loop stays free. The thread keeps no process alive while nobody asks it. */
export class GraphThread implements Graph {
  readonly #file: GraphFile;
  #thread: Promise<Thread>;
  #isClosed = false;
  #asked = 0;
  readonly facts: GraphFacts;
  /** What the last run took in the thread itself. */
  lastRunMs = 0;

  private constructor(file: GraphFile, thread: Thread) {
    this.#file = file;
    this.#thread = Promise.resolve(thread);
    this.facts = thread.facts;
  }

  /** @throws InputError `runtime-missing`, `not-onnx`; LimitError `serve.memory`, InternalError where the thread dies of it */
  static async open(file: GraphFile): Promise<GraphThread> {
    return new GraphThread(file, await start(file));
  }

  get inputs(): GraphFacts['inputs'] {
    return this.facts.inputs;
  }

  get labels(): GraphFacts['labels'] {
    return this.facts.labels;
  }

  /**
   * What the graph says of rows; the arrays of `feeds` are handed over. A thread that has died is started again.
   *
   * @throws InputError `model-failed`, `unsupported-model`; LimitError `serve.memory`, InternalError where the thread dies of it
   */
  async run(feeds: readonly Feed[], rows: number): Promise<Answers> {
    const { worker, waiting } = await this.#living();
    const id = this.#asked++;
    const done = await new Promise<{ said: Answers; tookMs: number }>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id, feeds, rows } satisfies GraphQuestion, buffersOf(feeds));
    });
    this.lastRunMs = done.tookMs;
    return done.said;
  }

  /** Ends the thread when it has done what it was asked. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const thread = await this.#thread.catch(() => null);
    if (thread === null || thread.isOver) return;
    thread.worker.ref();
    const left = new Promise((resolve) => thread.worker.once('exit', resolve));
    thread.worker.postMessage('close' satisfies GraphQuestion);
    await left;
  }

  async #living(): Promise<Thread> {
    if (this.#isClosed) throw new InternalError('A model was asked to predict after it was closed.');
    const thread = await this.#thread.catch(() => null);
    if (thread !== null && !thread.isOver) return thread;
    this.#thread = start(this.#file);
    this.#thread.catch(() => {});
    return this.#thread;
  }
}

function start(file: GraphFile): Promise<Thread> {
  return new Promise((resolve, reject) => {
    const { gate, forget } = createStopGate();
    const worker = new Worker(workerUrl(), { workerData: { file, gate } satisfies GraphTask });
    const waiting: Thread['waiting'] = new Map();
    let thread: Thread | null = null;
    let died: Error | null = null;
    worker.on('message', (answer: GraphAnswer) => {
      if (answer.type === 'open') {
        worker.unref();
        thread = { worker, facts: answer.facts, waiting, isOver: false };
        resolve(thread);
        return;
      }
      const asker = answer.id === null ? { reject } : waiting.get(answer.id);
      if (answer.id !== null) waiting.delete(answer.id);
      if (waiting.size === 0) worker.unref();
      if (answer.type === 'failed') asker?.reject(errorOf(file.path, answer));
      else if (asker !== undefined && 'resolve' in asker) asker.resolve(answer);
    });
    worker.on('error', (cause) => {
      died = deathOf(file.path, cause);
    });
    worker.on('exit', (status) => {
      const error = died ?? deathOf(file.path, new Error(`it ended with status ${status}`));
      forget();
      if (thread !== null) thread.isOver = true;
      reject(error);
      for (const asker of waiting.values()) asker.reject(error);
      waiting.clear();
    });
  });
}

function errorOf(path: string, { code, message, details }: GraphAnswer & { type: 'failed' }): Error {
  if (code !== null) return new InputError(code, message, { details });
  return new InternalError(`${basename(path)} failed: ${message}`);
}

function deathOf(path: string, cause: Error & { code?: string }): Error {
  const details = { path };
  return cause.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new LimitError(
        'serve.memory',
        `The thread that runs ${basename(path)} ran out of memory. Predict fewer rows at once, or give Node more (NODE_OPTIONS=--max-old-space-size=…).`,
        { cause, details },
      )
    : new InternalError(
        `The thread that runs ${basename(path)} died: ${cause.message}. It is started again with the next rows.`,
        { cause, details },
      );
}

/** Beside this module: as source, or as the bundle's own entry. */
function workerUrl(): URL {
  return new URL(`./graph-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`, import.meta.url);
}
