/** Which of two versions is better, by a policy that is stated here and in docs/reviews.md. */
import { type Recommendation, type Severity, severities } from '../types.ts';
import type { Change } from './figures.ts';

export type Verdict = 'better' | 'worse' | 'neither';

export interface VerdictFacts {
  isSame: boolean;
  /** Places that do not parse. */
  errors: { old: number; new: number };
  gone: readonly Recommendation[];
  new: readonly Recommendation[];
  /** `score`, `cognitive`, `maintainabilityIndex` and `duplication` of the whole. */
  figures: Readonly<Record<'score' | 'cognitive' | 'maintainabilityIndex' | 'duplication', Change>>;
}

/**
 * From how far on a figure counts as another: less is noise. Cognitive complexity has to change by a tenth of what it was, and by 2 at
 * least.
 */
const noticeable = {
  score: 0.02,
  maintainabilityIndex: 2,
  duplication: 0.02,
  cognitiveShare: 0.1,
  cognitive: 2,
};

/**
 * The policy, in this order:
 * 1. The same text is neither. A version that does not parse where the other did is worse.
 * 2. A new finding of medium severity or higher makes it worse, unless a graver one is gone: then it is neither.
 * 3. Where such findings are only gone, it is better, unless two figures or more got worse: then it is neither.
 * 4. Otherwise the figures decide: better where some improved and none got worse, worse the other way round, else neither.
 * Figures are score, cognitive complexity, maintainability and duplication. Nobody looks at whether both versions do the same.
 */
export function verdictOf(facts: VerdictFacts): { verdict: Verdict; reasons: string[] } {
  if (facts.isSame) return { verdict: 'neither', reasons: ['Both are the same text.'] };
  const { errors } = facts;
  if (errors.new > 0 && errors.old === 0)
    return { verdict: 'worse', reasons: ['The new version does not parse, and the old one did.'] };
  if (errors.old > 0 && errors.new === 0)
    return { verdict: 'better', reasons: ['The new version parses, and the old one did not.'] };
  const fresh = grave(facts.new);
  const gone = grave(facts.gone);
  const { improved, worsened } = figureReasons(facts.figures);
  const findings = [
    ...(fresh.length > 0 ? [`New: ${named(fresh)}.`] : []),
    ...(gone.length > 0 ? [`Gone: ${named(gone)}.`] : []),
  ];
  const reasons = [...findings, ...improved, ...worsened];
  if (fresh.length > 0) return { verdict: rank(gone) > rank(fresh) ? 'neither' : 'worse', reasons };
  if (gone.length > 0) return { verdict: worsened.length > 1 ? 'neither' : 'better', reasons };
  if (improved.length > 0 && worsened.length === 0) return { verdict: 'better', reasons };
  if (worsened.length > 0 && improved.length === 0) return { verdict: 'worse', reasons };
  return {
    verdict: 'neither',
    reasons:
      reasons.length > 0
        ? reasons
        : ['No finding of medium severity or higher and no figure changed enough to count.'],
  };
}

/** A figure as a sentence says it: with two places at most. */
function shown(value: number): number {
  return Math.round(value * 100) / 100;
}

function grave(findings: readonly Recommendation[]): Recommendation[] {
  return findings.filter(({ severity }) => severities.indexOf(severity) >= severities.indexOf('medium'));
}

function rank(findings: readonly { severity: Severity }[]): number {
  return Math.max(-1, ...findings.map(({ severity }) => severities.indexOf(severity)));
}

const mostNamed = 3;

function named(findings: readonly Recommendation[]): string {
  const shown = findings
    .toSorted((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity))
    .slice(0, mostNamed)
    .map(({ severity, title, line }) => `${title} (${severity}, line ${line})`);
  const rest = findings.length - shown.length;
  return rest > 0 ? `${shown.join('; ')}; and ${rest} more` : shown.join('; ');
}

function figureReasons({ score, cognitive, maintainabilityIndex, duplication }: VerdictFacts['figures']): {
  improved: string[];
  worsened: string[];
} {
  const improved: string[] = [];
  const worsened: string[] = [];
  const weigh = (
    { old, new: young, change }: Change,
    { least, isMoreBetter, text }: { least: number; isMoreBetter: boolean; text: string },
  ): void => {
    if (Math.abs(change) < least) return;
    const isBetter = change > 0 === isMoreBetter;
    (isBetter ? improved : worsened).push(
      `${text} ${change > 0 ? 'rose' : 'fell'} from ${shown(old)} to ${shown(young)}.`,
    );
  };
  weigh(score, { least: noticeable.score, isMoreBetter: true, text: 'The score' });
  weigh(cognitive, {
    least: Math.max(noticeable.cognitive, noticeable.cognitiveShare * cognitive.old),
    isMoreBetter: false,
    text: 'Cognitive complexity',
  });
  weigh(maintainabilityIndex, {
    least: noticeable.maintainabilityIndex,
    isMoreBetter: true,
    text: 'Maintainability',
  });
  weigh(duplication, { least: noticeable.duplication, isMoreBetter: false, text: 'Duplication' });
  return { improved, worsened };
}
