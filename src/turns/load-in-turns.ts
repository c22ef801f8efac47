import { aTurn } from './turns.ts';

/**
 * Loads modules one after the other, each with all that it needs, and lets all else that waits have its turn in between: several that are asked for at once are
 * read and run in one stretch. The order matters: what others need first, then those. Gives the last one. A module that is there already costs nothing. Where the
 * list stands in the call itself, the bundler puts before each module the chunks that it needs (`apps/cli/load-in-pieces.ts`).
 */
export async function loadInTurns<Last>(
  loads: readonly [...(() => Promise<unknown>)[], () => Promise<Last>],
): Promise<Last> {
  let last: unknown;
  for (const load of loads) {
    last = await load();
    await aTurn();
  }
  return last as Last;
}
