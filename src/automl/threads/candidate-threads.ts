import { InputError, InternalError, InterruptedError, LimitError } from '../../errors/index.ts';
import { createIdleThreads } from '../../train/index.ts';
import type { CandidateAnswer, CandidateTask } from './candidate-worker.ts';

/** Threads that have nothing to do are let go after that. */
const idleMs = 30_000;
const idle = createIdleThreads(workerUrl, idleMs);

export interface CandidateThreadOptions {
  signal?: AbortSignal | undefined;
  /** The thread is ended then, wherever it is. */
  killAfterMs?: number | undefined;
  onFold?: ((done: number, score: number | null) => void) | undefined;
}

/**
 * Lets another thread do a job.
 *
 * @throws InterruptedError when the signal fires, LimitError `automl.time` when it takes too long: the thread is ended. InputError of the job's own;
 * InternalError when the thread fails.
 */
export function inCandidateThread<Result>(
  task: CandidateTask,
  { signal, killAfterMs, onFold }: CandidateThreadOptions,
): Promise<Result> {
  if (signal?.aborted) return Promise.reject(new InterruptedError());
  return new Promise((resolve, reject) => {
    const worker = idle.take();
    let timer: NodeJS.Timeout | undefined;
    const end = (keep: boolean, outcome: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      idle.release(worker, keep);
      outcome();
    };
    const fail = (error: Error, keep = false): void => end(keep, () => reject(error));
    const abort = (): void => fail(new InterruptedError());
    const late = (): void => {
      fail(new LimitError('automl.time', `It was not done after ${Math.round(killAfterMs!)} ms.`));
      // What comes next is mostly in a hurry.
      idle.warm(idle.count + 1);
    };
    signal?.addEventListener('abort', abort, { once: true });
    if (killAfterMs !== undefined) timer = setTimeout(late, Math.max(0, killAfterMs));
    worker.on('message', (answer: CandidateAnswer) => {
      if (answer.type === 'fold') return onFold?.(answer.done, answer.score);
      if (answer.type === 'done') return end(true, () => resolve(answer.result as Result));
      const { code, message, stack } = answer;
      if (code !== null) return fail(new InputError(code, message), true);
      return fail(new InternalError(`A candidate failed: ${message}`, { cause: stack }), true);
    });
    worker.on('error', (error) =>
      fail(new InternalError(`A thread died: ${error.message}`, { cause: error })),
    );
    worker.postMessage(task);
  });
}

/** Starts threads beforehand, so that as many jobs need not wait until theirs has loaded what it needs. */
export function warmThreads(count: number): void {
  idle.warm(count);
}

/** Beside this module: as source, or as the bundle's own entry. */
function workerUrl(): URL {
  return new URL(`./candidate-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`, import.meta.url);
}
