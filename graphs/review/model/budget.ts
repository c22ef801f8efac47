import type { ReviewConfig } from '../../../src/config/index.ts';
import { createRunLimits, type RunLimits } from '../../../src/llm/index.ts';

/** Limits that hold beside those of the run: whichever is reached first ends the questions, not the review. */
export function withinBudget(
  run: string,
  budget: ReviewConfig['budget'],
  outer: RunLimits | undefined,
): RunLimits {
  const own = createRunLimits({
    run,
    keys: 'review.budget',
    limits: { ...budget, tokens: null, repeats: null },
  });
  if (outer === undefined) return own;
  return {
    run,
    get tripped() {
      return own.tripped ?? outer.tripped;
    },
    check() {
      own.check();
      outer.check();
    },
    reserve(call) {
      const first = own.reserve(call);
      try {
        const { maxOutputTokens } = first;
        const second = outer.reserve({ ...call, maxOutputTokens });
        return {
          maxOutputTokens: second.maxOutputTokens,
          settle(tokens, costUsd) {
            first.settle(tokens, costUsd);
            second.settle(tokens, costUsd);
          },
        };
      } catch (thrown) {
        first.settle({ in: 0, out: 0 }, 0);
        throw thrown;
      }
    },
    noteAction: (...action) => outer.noteAction(...action),
    noteOutput: (...output) => outer.noteOutput(...output),
    usage: () => own.usage(),
    remainingMs: () => Math.min(own.remainingMs(), outer.remainingMs()),
  };
}
