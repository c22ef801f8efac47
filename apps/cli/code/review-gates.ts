import { type Recommendation, type Severity, severities } from '../../../src/code/index.ts';
import type { ReviewDocument } from '../../../src/review/index.ts';
import type { ReviewOptions } from '../commands/review.ts';
import { formatNumber } from '../terminal/format.ts';

/**
 * The gates that a review did not pass, a sentence each; empty where it passed all that were set. What a model found is for people to look at: a
 * gate must say the same twice, so rules alone can close one. What is held back counts: no verdict opens a gate.
 */
export function failedGates(
  { score, recommendations }: Pick<ReviewDocument, 'score' | 'recommendations'>,
  heldBack: readonly Recommendation[],
  { failOn, minScore }: Pick<ReviewOptions, 'failOn' | 'minScore'>,
): string[] {
  const failed: string[] = [];
  if (failOn !== undefined) {
    const grave = [...recommendations, ...heldBack].filter(
      ({ severity, source }) => source === 'rule' && rank(severity) >= rank(failOn),
    ).length;
    if (grave > 0) {
      const or = failOn === 'critical' ? '' : ' or graver';
      failed.push(
        `--fail-on ${failOn}: ${grave} ${grave === 1 ? 'finding is' : 'findings are'} ${failOn}${or}.`,
      );
    }
  }
  if (minScore !== undefined && score < minScore)
    failed.push(`--min-score ${minScore}: the score is ${formatNumber(score, 4)}.`);
  return failed;
}

function rank(severity: Severity): number {
  return severities.indexOf(severity);
}
