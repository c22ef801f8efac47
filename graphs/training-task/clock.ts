/** How much of its budget a task has used: what earlier attempts brought to an end, and this one since it began. */
export interface TaskClock {
  readonly seconds: number;
  stop(): void;
}

/** Starts a task's clock, `since` on that of `performance.now()`. What an attempt that was killed had not finished is not held against the task: its time is lost to nobody's gain. */
export function startClock(before: number, since = performance.now()): TaskClock {
  const began = since;
  const seconds = () => before + (performance.now() - began) / 1_000;
  let stoppedAt: number | null = null;
  return {
    get seconds() {
      return stoppedAt ?? seconds();
    },
    stop() {
      stoppedAt ??= seconds();
    },
  };
}
