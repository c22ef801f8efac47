import { LimitError } from '../../errors/index.ts';

const pageBytes = 65_536;
const mostPages = 65_536;
/** A cache line: what different threads write must not share one. */
const alignment = 64;

/** Places in a memory that is about to be made. */
export interface MemoryPlan {
  /** Address of a place of so many bytes. */
  take(bytes: number): number;
  readonly bytes: number;
}

/** Plans the layout of a memory. */
export function planMemory(): MemoryPlan {
  // Address 0 stays unused: it would read like "none".
  let top = alignment;
  return {
    take(bytes) {
      const address = top;
      top += Math.ceil(bytes / alignment) * alignment;
      return address;
    },
    get bytes() {
      return top;
    },
  };
}

/**
 * The memory that training threads share, WebAssembly code too.
 * @throws LimitError `train.memory` when it would be more than WebAssembly can address.
 */
export function makeTrainingMemory(plan: MemoryPlan): WebAssembly.Memory {
  const pages = Math.ceil(plan.bytes / pageBytes);
  if (pages > mostPages)
    throw new LimitError(
      'train.memory',
      `Training on this table takes ${(plan.bytes / 2 ** 30).toFixed(1)} GiB in one piece, and 4 GiB can be addressed: take a sample of its rows, or fewer columns.`,
    );
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}
