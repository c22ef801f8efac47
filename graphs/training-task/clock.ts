import { readJson, writeWhole } from './folder.ts';

/** How much of its budget a task has used, over all attempts at it. */
export interface TaskClock {
  /** Seconds used, those of attempts before included. */
  readonly seconds: number;
  stop(): void;
}

/** So often the seconds are written down: a killed process loses no more of them than that. */
const everyMs = 500;

/** Starts a task's clock at what earlier attempts came to. */
export function startClock(path: string): TaskClock {
  const known = readJson(path) as { seconds?: unknown } | null;
  const before = typeof known?.seconds === 'number' ? known.seconds : 0;
  const began = performance.now();
  const seconds = () => before + (performance.now() - began) / 1_000;
  const write = () => {
    try {
      writeWhole(path, JSON.stringify({ seconds: seconds() }));
    } catch {
      // A full disk is told by what has to be kept; the clock only loses some seconds after a crash.
    }
  };
  const timer = setInterval(write, everyMs).unref();
  let stoppedAt: number | null = null;
  return {
    get seconds() {
      return stoppedAt ?? seconds();
    },
    stop() {
      if (stoppedAt !== null) return;
      stoppedAt = seconds();
      clearInterval(timer);
      write();
    },
  };
}
