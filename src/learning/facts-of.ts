import { acceptanceOf, acceptancePrior, type FunctionMetrics, type Recommendation } from '../code/index.ts';
import type { RecommendationFacts } from './facts.ts';
import { likenessOf } from './likeness.ts';
import { areaOf, pathKindOf } from './path-kind.ts';

/** What is known of the file of a recommendation. */
export interface FileFacts {
  language: string;
  functions: readonly FunctionMetrics[];
  centrality?: number | null;
  churn?: number | null;
}

/** The features of a recommendation; its code goes no further than into numbers of likeness. */
export function factsOf(
  recommendation: Pick<
    Recommendation,
    'rule' | 'category' | 'severity' | 'source' | 'file' | 'line' | 'endLine' | 'quote' | 'patch'
  >,
  { language, functions, centrality = null, churn = null }: FileFacts,
): RecommendationFacts {
  const { rule, category, severity, source, line, endLine, quote, patch } = recommendation;
  const file = recommendation.file.replaceAll('\\', '/').replace(/^\.\//u, '');
  const around = functionAround(recommendation, functions);
  return {
    rule,
    category,
    severity,
    source,
    language,
    area: areaOf(file),
    file,
    pathKind: pathKindOf(file),
    likeness: likenessOf(quote),
    hasPatch: patch !== null,
    lines: endLine - line + 1,
    cognitive: around?.cognitive ?? null,
    functionLines: around?.sloc ?? null,
    centrality,
    churn,
    prior: Math.min(0.98, Math.max(0.02, acceptanceOf(acceptancePrior(recommendation)))),
  };
}

/** The innermost function that holds the lines. */
function functionAround(
  { line }: Pick<Recommendation, 'line'>,
  functions: readonly FunctionMetrics[],
): FunctionMetrics | null {
  let best: FunctionMetrics | null = null;
  for (const each of functions) {
    const holds = each.line <= line && line <= each.endLine;
    if (holds && (best === null || each.endLine - each.line <= best.endLine - best.line)) best = each;
  }
  return best;
}
