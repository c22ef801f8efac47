/** Turns for all else, in work that is long. */

/** Milliseconds for which nothing else has its turn: short beside what a person notices, long beside what giving a turn costs. */
const turnMs = 4;

/** Lets timers, signals and answers have their turn where they have waited for some milliseconds, and at the first call. */
export function takeTurns(): () => Promise<void> | undefined {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - last < turnMs) return undefined;
    return untilNextTurn().then(() => {
      last = performance.now();
    });
  };
}

/** Lets all else that waits have its turn. */
export function untilNextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
