import { setImmediate } from 'node:timers/promises';
import { InterruptedError } from '../errors/index.ts';

/** Work that may be left for a moment at each `yield`, and comes to a result. */
export type Work<Result> = Generator<void, Result, void>;

/** The event loop is kept from others so long; between two yields it may be longer. */
const turnMs = 12;
/** When all else last had its turn by what is here. */
let lastTurn = 0;

/** Lets all else that waits have its turn: between two pieces of work that are short by themselves. @throws InterruptedError when the signal has fired */
export async function aTurn(signal?: AbortSignal): Promise<void> {
  await setImmediate();
  lastTurn = performance.now();
  if (signal?.aborted) throw new InterruptedError();
}

/**
 * Does the work, and lets all else that waits have its turn every few milliseconds.
 *
 * @throws what the work throws; InterruptedError when the signal fires
 */
export async function inTurns<Result>(work: Work<Result>, signal?: AbortSignal): Promise<Result> {
  // What was done just before it counts, too.
  if (performance.now() - lastTurn >= turnMs) await aTurn(signal);
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    if (performance.now() - lastTurn >= turnMs) await aTurn(signal);
  }
}

/** Does the work in one go: for a worker thread, or where it is known to be little. */
export function atOnce<Result>(work: Work<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
