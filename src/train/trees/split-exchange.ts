import type { Barrier } from '../parallel/barrier.ts';
import { noSplit, type Split } from './split.ts';

/** Words of a split in shared memory: seven numbers and 256 bits as eight of them. */
const words = 16;
/** Splits that are told at once: those of the two children of a node. */
const atOnce = 2;

/** Memory in which threads tell each other the best splits among their features. */
export function exchangeMemory(threads: number): SharedArrayBuffer {
  return new SharedArrayBuffer(8 * words * atOnce * threads * 2);
}

/** Lets each thread tell what it found and learn the best of all; the same for every thread, and for any number of them. */
export interface SplitExchange {
  best(own: readonly Split[], leastGain: number): Split[];
}

/**
 * One wait an exchange is enough: two places are used in turn, and nobody comes back to the first before all have left it.
 */
export function createSplitExchange(
  memory: SharedArrayBuffer,
  thread: number,
  threads: number,
  barrier: Barrier,
): SplitExchange {
  const shared = new Float64Array(memory);
  let turn = 0;
  return {
    best(own, leastGain) {
      if (threads === 1) return [...own];
      turn ^= 1;
      const place = (of: number, index: number): number => ((turn * threads + of) * atOnce + index) * words;
      own.forEach((split, index) => {
        write(shared, place(thread, index), split);
      });
      barrier.wait();
      return own.map((_, index) => {
        let best = noSplit(leastGain);
        // Threads have the features in order, so that the first of equals is the lowest feature, however many threads there are.
        for (let of = 0; of < threads; of++) {
          const at = place(of, index);
          if (shared[at + 1]! >= 0 && shared[at]! > best.gain) best = read(shared, at);
        }
        return best;
      });
    },
  };
}

function write(shared: Float64Array, at: number, split: Split): void {
  shared[at] = split.gain;
  shared[at + 1] = split.feature;
  shared[at + 2] = split.bin;
  shared[at + 3] = split.missingLeft ? 1 : 0;
  shared[at + 4] = split.leftGradient;
  shared[at + 5] = split.leftHessian;
  shared[at + 6] = split.bits === null ? 0 : 1;
  if (split.bits !== null) for (let word = 0; word < 8; word++) shared[at + 8 + word] = split.bits[word]!;
}

function read(shared: Float64Array, at: number): Split {
  return {
    gain: shared[at]!,
    feature: shared[at + 1]!,
    bin: shared[at + 2]!,
    missingLeft: shared[at + 3] === 1,
    leftGradient: shared[at + 4]!,
    leftHessian: shared[at + 5]!,
    bits: shared[at + 6] === 1 ? Uint32Array.from(shared.subarray(at + 8, at + 16)) : null,
  };
}
