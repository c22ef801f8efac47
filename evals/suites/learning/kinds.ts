import type { RecommendationFacts } from '../../../src/learning/index.ts';
import { careless, changesAt, normal, type SimulatedDeveloper, uniform } from './developers.ts';

/** How somebody judges whose preferences are all of one kind. */
export interface Kind {
  /** What one opinion is about. */
  about(facts: RecommendationFacts): string;
  /** Share of the verdicts that are a coin's. */
  careless: number;
  /** Share of the opinions that are drawn anew at verdict 100. */
  changing: number;
  /** Share of the opinions of which a second developer has the opposite; null where there is no second one. */
  opposite: number | null;
}

/** How far opinions spread, in log-odds. */
export const spreadOfOpinions = 2.5;
const byRule: Kind = { about: ({ rule }) => `rule|${rule}`, careless, changing: 0, opposite: null };

/** The kinds of preferences, each by itself; docs/learning.md defines the reading. */
export const kinds = {
  byRule,
  byArea: { ...byRule, about: ({ area }) => `area|${area}` },
  byContext: { ...byRule, about: ({ rule, pathKind }) => `context|${rule}|${pathKind}` },
  changing: { ...byRule, changing: 0.5 },
  contradictory: { ...byRule, opposite: 0.5 },
  careless: { ...byRule, careless: 0.25 },
} as const satisfies Record<string, Kind>;
export type KindName = keyof typeof kinds;

/** Those who judge so; the second one is `ben`. */
export function teamOfKind(
  { about, careless, changing, opposite }: Kind,
  seed: number,
): SimulatedDeveloper[] {
  const opinion = (facts: RecommendationFacts, verdicts: number): number => {
    const key = about(facts);
    const isLater = verdicts >= changesAt && uniform(`${seed}|kind-changes|${key}`) < changing;
    return spreadOfOpinions * normal(`${seed}|${isLater ? 'kind-later' : 'kind'}|${key}`);
  };
  const isOpposite = (facts: RecommendationFacts): boolean =>
    uniform(`${seed}|kind-opposite|${about(facts)}`) < (opposite ?? 0);
  return (opposite === null ? ['ann'] : ['ann', 'ben']).map((name) => ({
    name,
    accepts(facts, verdicts) {
      const sign = name === 'ben' && isOpposite(facts) ? -1 : 1;
      return careless / 2 + (1 - careless) / (1 + Math.exp(-sign * opinion(facts, verdicts)));
    },
  }));
}
