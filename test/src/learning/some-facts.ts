import type { RecommendationFacts } from '../../../src/learning/index.ts';

/** Features of a recommendation in a file of its own. */
export function someFacts(number: number, changes: Partial<RecommendationFacts> = {}): RecommendationFacts {
  return {
    rule: 'loose-equality',
    category: 'reliability',
    severity: 'medium',
    source: 'rule',
    language: 'javascript',
    area: `src/area${number}`,
    file: `src/area${number}/file.js`,
    pathKind: 'source',
    likeness: [1, 2, 3, 4, 5, 6].map((band) => band * 1_000 + number),
    hasPatch: false,
    lines: 1,
    cognitive: null,
    functionLines: null,
    centrality: null,
    churn: null,
    prior: 0.6,
    ...changes,
  };
}
