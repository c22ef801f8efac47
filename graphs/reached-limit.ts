import { LimitError } from '../src/errors/index.ts';
import type { RunLimits } from '../src/llm/index.ts';

/** The limit that the run has reached, or null. Looks at the clock, too: nothing else may have noticed that its time is over. */
export function reachedLimit(limits: RunLimits): LimitError | null {
  try {
    limits.check();
    return null;
  } catch (thrown) {
    if (thrown instanceof LimitError) return thrown;
    throw thrown;
  }
}
