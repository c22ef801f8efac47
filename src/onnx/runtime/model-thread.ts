import { Worker } from 'node:worker_threads';
import { InputError, InternalError, LimitError } from '../../errors/index.ts';
import type { ThreadAnswer, ThreadGiven, ThreadQuestion } from './answer-in-thread.ts';
import { createStopGate } from './stop-gate.ts';

/** What a thread is started with, and what is said of it where it fails. */
export interface ModelThreadStart {
  /** A module that calls `answerInThread`. */
  url: URL;
  /** Handed to it as it is. */
  given: unknown;
  /** For messages: `model.onnx`. */
  name: string;
  outOfMemory: { limit: string; advice: string };
}

interface Waiting {
  resolve(done: { said: unknown; tookMs: number }): void;
  reject(error: Error): void;
}

interface Thread {
  worker: Worker;
  facts: unknown;
  waiting: Map<number, Waiting>;
  isOver: boolean;
}

/**
 * A model that is held and run by a thread of its own, so that the event loop stays free: onnxruntime for Node loads and runs in the thread that asks it. The thread keeps
 * no process alive while nobody asks it, and is started again where it has died.
 */
export class ModelThread<Facts, Asked, Said> {
  readonly #start: ModelThreadStart;
  #thread: Promise<Thread>;
  #isClosed = false;
  #asked = 0;
  /** What it said of itself when it was opened. */
  readonly facts: Facts;
  /** What the last question took in the thread itself. */
  lastRunMs = 0;

  private constructor(start: ModelThreadStart, thread: Thread) {
    this.#start = start;
    this.#thread = Promise.resolve(thread);
    this.facts = thread.facts as Facts;
  }

  /** @throws InputError as the thread's `open` does; LimitError, InternalError where the thread dies of it */
  static async open<Facts, Asked, Said>(start: ModelThreadStart): Promise<ModelThread<Facts, Asked, Said>> {
    return new ModelThread(start, await startThread(start));
  }

  /**
   * Asks the thread; one question is answered after the other. `handedOver`: buffers in it that need not be copied.
   *
   * @throws InputError as the thread does; LimitError, InternalError where the thread dies of it
   */
  async ask(asked: Asked, handedOver: ArrayBuffer[] = []): Promise<Said> {
    const { worker, waiting } = await this.#living();
    const id = this.#asked++;
    const done = await new Promise<{ said: unknown; tookMs: number }>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id, asked } satisfies ThreadQuestion<Asked>, handedOver);
    });
    this.lastRunMs = done.tookMs;
    return done.said as Said;
  }

  /** Ends the thread when it has done what it was asked. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const thread = await this.#thread.catch(() => null);
    if (thread === null || thread.isOver) return;
    thread.worker.ref();
    const left = new Promise((resolve) => thread.worker.once('exit', resolve));
    thread.worker.postMessage('close' satisfies ThreadQuestion<Asked>);
    await left;
  }

  async #living(): Promise<Thread> {
    if (this.#isClosed) throw new InternalError('A model was asked after it was closed.');
    const thread = await this.#thread.catch(() => null);
    if (thread !== null && !thread.isOver) return thread;
    this.#thread = startThread(this.#start);
    this.#thread.catch(() => {});
    return this.#thread;
  }
}

function startThread(start: ModelThreadStart): Promise<Thread> {
  return new Promise((resolve, reject) => {
    const { gate, forget } = createStopGate();
    const worker = new Worker(start.url, { workerData: { given: start.given, gate } satisfies ThreadGiven });
    const waiting: Thread['waiting'] = new Map();
    let thread: Thread | null = null;
    let died: Error | null = null;
    worker.on('message', (answer: ThreadAnswer) => {
      if (answer.type === 'open') {
        worker.unref();
        thread = { worker, facts: answer.facts, waiting, isOver: false };
        resolve(thread);
        return;
      }
      const asker = answer.id === null ? { reject } : waiting.get(answer.id);
      if (answer.id !== null) waiting.delete(answer.id);
      if (waiting.size === 0) worker.unref();
      if (answer.type === 'failed') asker?.reject(errorOf(start, answer));
      else if (asker !== undefined && 'resolve' in asker) asker.resolve(answer);
    });
    worker.on('error', (cause) => {
      died = deathOf(start, cause);
    });
    worker.on('exit', (status) => {
      const error = died ?? deathOf(start, new Error(`it ended with status ${status}`));
      forget();
      if (thread !== null) thread.isOver = true;
      reject(error);
      for (const asker of waiting.values()) asker.reject(error);
      waiting.clear();
    });
  });
}

function errorOf(
  { name }: ModelThreadStart,
  { code, message, details }: ThreadAnswer & { type: 'failed' },
): Error {
  if (code !== null) return new InputError(code, message, { details });
  return new InternalError(`${name} failed: ${message}`);
}

function deathOf({ name, outOfMemory }: ModelThreadStart, cause: Error & { code?: string }): Error {
  const details = { name };
  return cause.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new LimitError(
        outOfMemory.limit,
        `The thread that runs ${name} ran out of memory. ${outOfMemory.advice}, or give Node more (NODE_OPTIONS=--max-old-space-size=…).`,
        { cause, details },
      )
    : new InternalError(
        `The thread that runs ${name} died: ${cause.message}. It is started again when it is next asked.`,
        { cause, details },
      );
}
