import { acceptanceOf, acceptancePrior, type Recommendation } from '../code/index.ts';
import type { RecommendationFacts } from './facts.ts';
import { likenessOf } from './likeness.ts';
import { areaOf, pathKindOf } from './path-kind.ts';
import type { Surroundings } from './surroundings.ts';

/** What of a recommendation its features are made of. */
export type JudgedRecommendation = Pick<
  Recommendation,
  'rule' | 'category' | 'severity' | 'source' | 'file' | 'line' | 'endLine' | 'quote' | 'patch'
>;

/** The features of a recommendation; its code goes no further than into numbers of likeness. */
export function factsOf(
  recommendation: JudgedRecommendation,
  surroundings: Surroundings,
): RecommendationFacts {
  const { rule, category, severity, source, line, endLine, quote, patch } = recommendation;
  const file = recommendation.file.replaceAll('\\', '/').replace(/^\.\//u, '');
  return {
    rule,
    category,
    severity,
    source,
    ...surroundings,
    area: areaOf(file),
    file,
    pathKind: pathKindOf(file),
    likeness: likenessOf(quote),
    hasPatch: patch !== null,
    lines: endLine - line + 1,
    prior: Math.min(0.98, Math.max(0.02, acceptanceOf(acceptancePrior(recommendation)))),
  };
}
