import { rounded } from './processes.ts';

/** For how long the event loop was held while something was done. */
export interface Held {
  /** The longest stretch without a turn, by the clock. */
  longestMs: number;
  /** The same in processor time of the loop's own thread, which a busy machine does not stretch. */
  longestOwnMs: number;
  /** Stretches over the limit. */
  over: number;
  overOwn: number;
}

/** Watches the event loop until its end; `now` says what is done from then on. */
export function watchLoop(
  first: string,
  limitMs: number,
): { now(part: string): void; end(): Record<string, Held> } {
  const held = new Map<string, Held>();
  let part = first;
  const ownMs = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let [last, lastOwn] = [performance.now(), ownMs()];
  const timer = setInterval(() => {
    const [now, own] = [performance.now(), ownMs()];
    const known = held.get(part) ?? { longestMs: 0, longestOwnMs: 0, over: 0, overOwn: 0 };
    // Many short turns between two of this timer's own are no stretch.
    const [stretch, ownStretch] = [now - last, Math.min(now - last, own - lastOwn)];
    held.set(part, {
      longestMs: Math.max(known.longestMs, stretch),
      longestOwnMs: Math.max(known.longestOwnMs, ownStretch),
      over: known.over + (stretch > limitMs ? 1 : 0),
      overOwn: known.overOwn + (ownStretch > limitMs ? 1 : 0),
    });
    [last, lastOwn] = [now, own];
  }, 2);
  return {
    now(next) {
      part = next;
    },
    end() {
      clearInterval(timer);
      return Object.fromEntries(
        [...held].map(([name, own]) => [
          name,
          { ...own, longestMs: rounded(own.longestMs, 0), longestOwnMs: rounded(own.longestOwnMs, 0) },
        ]),
      );
    },
  };
}
