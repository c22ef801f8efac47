import { InterruptedError } from '../../errors/index.ts';

/** Gives the event loop its turn where the last one is a few milliseconds ago. @throws InterruptedError when its signal has fired */
export type Turns = () => Promise<void>;

const everyMs = 6;
/** Rows of a pass over all of them that are looked at between two turns: about a millisecond. */
const rowsAtOnce = 65_536;

/** Turns for work that stays on the event loop's own thread. */
export function createTurns(signal?: AbortSignal): Turns {
  let last = performance.now();
  return async () => {
    if (performance.now() - last >= everyMs) {
      await new Promise(setImmediate);
      last = performance.now();
    }
    if (signal?.aborted) throw new InterruptedError();
  };
}

/** Goes over all rows, slice by slice, with turns in between; a slice that answers `false` ends it. `atOnce`: fewer rows, where each of them costs more. */
export async function inSlices(
  rows: number,
  turns: Turns,
  slice: (from: number, to: number) => boolean | undefined,
  atOnce = rowsAtOnce,
): Promise<void> {
  for (let from = 0; from < rows; from += atOnce) {
    await turns();
    if (slice(from, Math.min(rows, from + atOnce)) === false) return;
  }
}
