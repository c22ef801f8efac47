/** Places at work: so many at once, the others wait their turn. */
export interface Slots {
  /** Runs `work` when a place is free. */
  use<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * LangGraph's own `maxConcurrency` is not used: at 1 its runner (1.4.18) stops after a superstep's first task and drops the others.
 */
export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    async use(work) {
      while (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      free -= 1;
      try {
        return await work();
      } finally {
        free += 1;
        waiting.shift()?.();
      }
    },
  };
}
