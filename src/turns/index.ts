/**
 * Long work on the event loop's own thread, in turns with all else that waits for it (signals, requests, other runs). Such work is written as a generator
 * that yields wherever it may be left for a moment.
 */

export { loadInTurns } from './load-in-turns.ts';
export type { Work } from './turns.ts';
export { aTurn, atOnce, inTurns } from './turns.ts';
