/**
 * Where threads that work in step wait for each other. All of them call `wait` as often as each other; a stop that one of them asked for
 * before a wait is seen by all after it, so that they end at the same place.
 */
export interface Barrier {
  /** Returns when all have come. @throws Error when one of them failed. */
  wait(): void;
  /** Whether somebody asked for the end. */
  readonly isStopped: boolean;
  /** Asks for the end. */
  stop(): void;
  /** Lets the others fail too: they would wait for ever. */
  fail(): void;
}

/** Words of a barrier's shared memory. */
const words = 4;
const arrived = 0;
const generation = 1;
const stopped = 2;
const failed = 3;
/** A wait mostly takes microseconds: asking again is faster than sleeping and being woken, up to some tens of them. */
const spins = 3_000;

/** Memory for a barrier, to be given to all threads. */
export function barrierMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * words);
}

/** The barrier as one of `threads` threads sees it. */
export function createBarrier(memory: SharedArrayBuffer, threads: number): Barrier {
  const state = new Int32Array(memory);
  const check = (): void => {
    if (Atomics.load(state, failed) !== 0) throw new Error('Another thread of this training failed.');
  };
  return {
    wait() {
      if (threads === 1) return;
      const now = Atomics.load(state, generation);
      if (Atomics.add(state, arrived, 1) === threads - 1) {
        Atomics.store(state, arrived, 0);
        Atomics.add(state, generation, 1);
        Atomics.notify(state, generation);
        return check();
      }
      for (let spin = 0; spin < spins; spin++) if (Atomics.load(state, generation) !== now) return check();
      while (Atomics.load(state, generation) === now) {
        Atomics.wait(state, generation, now, 1_000);
        check();
      }
      check();
    },
    get isStopped() {
      return Atomics.load(state, stopped) !== 0;
    },
    stop() {
      Atomics.store(state, stopped, 1);
    },
    fail() {
      Atomics.store(state, failed, 1);
      Atomics.notify(state, generation);
    },
  };
}
