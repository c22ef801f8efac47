import { InputError, InternalError, InterruptedError } from '../../errors/index.ts';
import { createIdleThreads } from './idle-threads.ts';

/** What a thread says: how far it is, and once what came out. */
export type ThreadAnswer =
  | { type: 'progress'; done: number; loss: number | null }
  | { type: 'done'; result: unknown }
  /** `code`: where it was the caller's input that was wrong. */
  | { type: 'failed'; message: string; stack: string | undefined; code?: string | undefined };

/** How a thread says that it failed. */
export function failedAnswer(thrown: unknown): ThreadAnswer {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = error instanceof InputError ? error.code : undefined;
  return { type: 'failed', message: error.message, stack: error.stack, code };
}

export interface TogetherOptions {
  threads: number;
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, loss: number | null) => void) | undefined;
}

/** Threads of one kind, which are kept for a while after their work. */
export interface ThreadPool<Task> {
  /**
   * Lets threads do a job together, each its part of it, and gives what each made of it. The event loop stays free.
   *
   * @throws InterruptedError when the signal fires: the threads are ended where they are. @throws InternalError when one of them fails, InputError where it was the input's fault.
   */
  together<Result>(taskOf: (thread: number) => Task, options: TogetherOptions): Promise<Result[]>;
}

/** Threads that have nothing to do are let go after that. */
const idleMs = 10_000;

/** Threads that run a module, which answers each message with `ThreadAnswer`s; `doing` begins the message of an error: "Training". */
export function createThreadPool<Task>(urlOf: () => URL, doing: string): ThreadPool<Task> {
  const idle = createIdleThreads(urlOf, idleMs);

  return {
    async together<Result>(
      taskOf: (thread: number) => Task,
      { threads, signal, onProgress }: TogetherOptions,
    ) {
      if (signal?.aborted) throw new InterruptedError();
      return new Promise<Result[]>((resolve, reject) => {
        const workers = Array.from({ length: threads }, () => idle.take());
        let left = threads;
        const results: Result[] = [];
        const end = (outcome: () => void, keep: boolean): void => {
          signal?.removeEventListener('abort', abort);
          for (const worker of workers) idle.release(worker, keep);
          outcome();
        };
        const abort = (): void => end(() => reject(new InterruptedError()), false);
        const fail = (error: Error): void => end(() => reject(error), false);
        signal?.addEventListener('abort', abort, { once: true });
        workers.forEach((worker, thread) => {
          worker.on('message', (answer: ThreadAnswer) => {
            if (answer.type === 'progress') return onProgress?.(answer.done, answer.loss);
            if (answer.type === 'failed')
              return fail(
                answer.code === undefined
                  ? new InternalError(`${doing} failed: ${answer.message}`, { cause: answer.stack })
                  : new InputError(answer.code, answer.message),
              );
            results[thread] = answer.result as Result;
            left -= 1;
            if (left === 0) end(() => resolve(results), true);
          });
          worker.on('error', (error) =>
            fail(new InternalError(`${doing}: a thread died: ${error.message}`, { cause: error })),
          );
          worker.postMessage(taskOf(thread));
        });
      });
    },
  };
}
