import type { Clock } from '../../src/llm/index.ts';

/** A clock that stands still until somebody sleeps; sleeping takes no time and is written down. */
export interface FakeClock extends Clock {
  /** Milliseconds of each wait, in order. */
  readonly waits: number[];
  advance(ms: number): void;
}

export function createFakeClock(start = Date.UTC(2026, 0, 1)): FakeClock {
  let now = start;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    random: () => 0.5,
    sleep: async (ms) => {
      waits.push(ms);
      now += ms;
    },
    advance(ms) {
      now += ms;
    },
  };
}
