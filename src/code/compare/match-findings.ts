import type { Recommendation } from '../types.ts';
import type { MatchedFunction } from './match-functions.ts';

/** What became of the findings of a file. */
export interface MatchedFindings {
  gone: Recommendation[];
  new: Recommendation[];
  /** As they stand in the new version. */
  kept: Recommendation[];
}

/**
 * Tells which findings are the same in both versions: one of the same rule, first with the same quote, then in the same function, then
 * anywhere in the file as often as there are two of them.
 */
export function matchFindings(
  old: readonly Recommendation[],
  young: readonly Recommendation[],
  functions: readonly MatchedFunction[],
): MatchedFindings {
  const gone = new Set(old);
  const fresh = new Set(young);
  const kept: Recommendation[] = [];
  const match = (isSame: (before: Recommendation, after: Recommendation) => boolean): void => {
    for (const after of [...fresh]) {
      for (const before of gone) {
        if (before.rule !== after.rule || !isSame(before, after)) continue;
        gone.delete(before);
        fresh.delete(after);
        kept.push(after);
        break;
      }
    }
  };
  match((before, after) => normalised(before.quote) === normalised(after.quote));
  match((before, after) => {
    const owner = ownerOf(before, functions, 'old');
    return owner !== null && owner === ownerOf(after, functions, 'new');
  });
  match(() => true);
  return { gone: [...gone], new: [...fresh], kept };
}

function normalised(quote: string): string {
  return quote.replace(/\s+/g, ' ').trim();
}

/** The innermost function around a finding, by its pair, so that it is the same in both versions. */
function ownerOf(
  { line }: Recommendation,
  functions: readonly MatchedFunction[],
  side: 'old' | 'new',
): MatchedFunction | null {
  let best: MatchedFunction | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const pair of functions) {
    const metrics = pair[side];
    if (metrics === null || line < metrics.line || line > metrics.endLine) continue;
    if (metrics.endLine - metrics.line < least) {
      least = metrics.endLine - metrics.line;
      best = pair;
    }
  }
  return best;
}
