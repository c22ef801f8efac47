import { setImmediate } from 'node:timers';
import { InterruptedError } from '../errors/index.ts';

/** Work that may be left for a moment at each `yield`, and comes to a result. */
export type Work<Result> = Generator<void, Result, void>;

/** The event loop is kept from others so long; between two yields it may be longer. */
const turnMs = 12;
/** When all else last had its turn by what is here. */
let lastTurn = 0;

/** Works that wait to go on. One of them does in each round of the event loop: several at once would keep it for as many times as long. */
const waiting: (() => void)[] = [];

function goOn(): void {
  const next = waiting.shift();
  if (waiting.length > 0) setImmediate(goOn);
  next?.();
}

/** Lets all else that waits have its turn: between two pieces of work that are short by themselves. @throws InterruptedError when the signal has fired */
export async function aTurn(signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(goOn);
  });
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
