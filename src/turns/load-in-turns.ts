import { aTurn } from './turns.ts';

/**
 * Loads modules one after the other, each with all that it needs, and lets all else that waits have its turn in between: several that are asked for at once are
 * read and run in one stretch. The order matters: what others need first, then those. A module that is there already costs nothing.
 */
export async function loadInTurns(loads: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const load of loads) {
    await load();
    await aTurn();
  }
}
