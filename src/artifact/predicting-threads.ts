import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Table } from '../data/index.ts';
import { InputError, InternalError, InterruptedError } from '../errors/index.ts';
import { predictTable, type TablePredictions } from './predict-table.ts';
import type { PredictingAnswer } from './predict-worker.ts';
import { joinedPredictions, rowsBetween } from './row-ranges.ts';
import { shared } from './shared.ts';
import type { TrainedModel } from './trained-model.ts';

/** Rows that a thread predicts at a time. */
const rowsAtOnce = 8_192;

interface Thread {
  worker: Worker;
  /** Settles when its last table is done. */
  last: Promise<unknown>;
  waiting: number;
}

/** Threads that hold one trained model and predict tables by it, off the event loop. Close them. */
export class PredictingThreads {
  readonly #trained: TrainedModel;
  readonly #most: number;
  readonly #threads: Thread[] = [];
  #prepared: Promise<TrainedModel> | null = null;
  #isClosed = false;

  constructor(trained: TrainedModel, threads = availableParallelism()) {
    this.#trained = trained;
    this.#most = Math.max(1, threads);
  }

  /** Tables that can be worked on at the same time. */
  get threads(): number {
    return this.#most;
  }

  /**
   * The same as `predictTable`; big tables are split among the threads.
   *
   * @throws as `predictTable` does; InterruptedError when the signal fires
   */
  async predict(table: Table, signal?: AbortSignal): Promise<TablePredictions> {
    // Tells what is missing before a thread starts.
    const none = predictTable(this.#trained, rowsBetween(table, 0, 0));
    const parts: Promise<TablePredictions>[] = [];
    for (let first = 0; first < table.rows; first += rowsAtOnce) {
      if (signal?.aborted) break;
      parts.push(this.#predictPart(rowsBetween(table, first, Math.min(table.rows, first + rowsAtOnce))));
      if (parts.length >= 2 * this.#most) await parts[parts.length - 2 * this.#most];
      else await setImmediate();
    }
    const said = await Promise.all(parts);
    if (signal?.aborted) throw new InterruptedError();
    return joinedPredictions(none, said);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#threads.splice(0).map(({ worker }) => worker.terminate()));
  }

  async #predictPart(part: Table): Promise<TablePredictions> {
    const thread = await this.#freest();
    thread.waiting += 1;
    const mine = thread.last.then(() => ask(thread.worker, part));
    thread.last = mine
      .catch(() => {})
      .finally(() => {
        thread.waiting -= 1;
        if (thread.waiting === 0) thread.worker.unref();
      });
    thread.worker.ref();
    return mine;
  }

  /** The thread with the least to do; a new one where all have something and there may be more. */
  async #freest(): Promise<Thread> {
    this.#prepared ??= shared(this.#trained);
    const trained = await this.#prepared;
    if (this.#isClosed) throw new InternalError('Threads were asked to predict after they were closed.');
    const free = this.#threads.reduce<Thread | null>(
      (best, each) => (best === null || each.waiting < best.waiting ? each : best),
      null,
    );
    if (free !== null && (free.waiting === 0 || this.#threads.length === this.#most)) return free;
    const thread: Thread = {
      worker: new Worker(workerUrl(), { workerData: trained }),
      last: Promise.resolve(),
      waiting: 0,
    };
    thread.worker.setMaxListeners(0);
    this.#threads.push(thread);
    return thread;
  }
}

/** `predictTable` in threads that are ended after it. @throws as `predictTable` does; InterruptedError when the signal fires */
export async function predictTableInThreads(
  trained: TrainedModel,
  table: Table,
  options: { threads?: number | undefined; signal?: AbortSignal | undefined } = {},
): Promise<TablePredictions> {
  const threads = new PredictingThreads(trained, options.threads);
  try {
    return await threads.predict(table, options.signal);
  } finally {
    await threads.close();
  }
}

function ask(worker: Worker, part: Table): Promise<TablePredictions> {
  return new Promise((resolve, reject) => {
    const end = (outcome: () => void): void => {
      worker.off('message', hear);
      worker.off('error', fail);
      worker.off('exit', leave);
      outcome();
    };
    const fail = (cause: Error): void =>
      end(() => reject(new InternalError(`A predicting thread died: ${cause.message}`, { cause })));
    const leave = (): void => end(() => reject(new InterruptedError()));
    const hear = (answer: PredictingAnswer): void =>
      end(() => {
        if (answer.type === 'done') resolve(answer.said);
        else if (answer.code === null) reject(new InternalError(`Predicting failed: ${answer.message}`));
        else reject(new InputError(answer.code, answer.message, { details: answer.details }));
      });
    worker.on('message', hear);
    worker.on('error', fail);
    worker.on('exit', leave);
    // Copied here, so that the caller's table stays whole; the copy is the thread's.
    const columns = part.columns.map((column) =>
      column.type === 'numbers'
        ? { ...column, values: column.values.slice() }
        : { ...column, codes: column.codes.slice() },
    );
    const buffers = columns.map(
      (column) => (column.type === 'numbers' ? column.values : column.codes).buffer as ArrayBuffer,
    );
    worker.postMessage({ rows: part.rows, columns }, buffers);
  });
}

/** Beside this module: as source, or as the bundle's own entry. */
function workerUrl(): URL {
  return new URL(`./predict-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`, import.meta.url);
}
