import type { Judge, RecommendationFacts } from '../facts.ts';

/**
 * One kind of effect: each of its levels (each rule, each developer's view of a rule …) has its own, drawn from one distribution whose spread is
 * learnt. What a level's key does not tell apart is shared.
 */
interface EffectGroup {
  readonly name: string;
  /** Variance of the effects in log-odds before anything was learnt: small where little should spread to others. Our own guess. */
  readonly variance: number;
  /** Whether it is about one developer alone. */
  readonly isPersonal: boolean;
  /** The level of a recommendation for a judge, or null where it has none. */
  level(facts: RecommendationFacts, judge: Judge): string | null;
}

const group = (
  name: string,
  variance: number,
  level: EffectGroup['level'],
  isPersonal = false,
): EffectGroup => ({ name, variance, isPersonal, level });

const size = (value: number | null, steps: readonly number[]): string | null =>
  value === null ? null : String(steps.filter((step) => value >= step).length);

/** All kinds of effects, the shared ones first. */
export const effectGroups: readonly EffectGroup[] = [
  group('everything', 0.02, () => ''),
  group('rule', 4, ({ rule }) => rule),
  group('category', 0.12, ({ category }) => category),
  group('severity', 0.04, ({ severity }) => severity),
  group('source', 0.02, ({ source }) => source),
  group('path', 0.03, ({ pathKind }) => pathKind),
  group('rule in a kind of path', 0.2, ({ rule, pathKind }) => `${rule}|${pathKind}`),
  group('area', 0.1, ({ area }) => area),
  group('category in an area', 0.15, ({ category, area }) => `${category}|${area}`),
  group('rule in an area', 0.1, ({ rule, area }) => `${rule}|${area}`),
  group('rule in a language', 0.1, ({ rule, language }) => `${rule}|${language}`),
  group('file', 0.05, ({ file }) => file),
  group('span', 0.03, ({ category, lines }) => `${category}|${size(lines, [2, 6, 21])}`),
  group('complexity', 0.03, ({ category, cognitive }) => joined(category, size(cognitive, [5, 15, 40]))),
  group('centrality', 0.03, ({ category, centrality }) => joined(category, size(centrality, [0.5, 0.9]))),
  group('churn', 0.03, ({ category, churn }) => joined(category, size(churn, [0.5, 0.9]))),
  ...Array.from({ length: 6 }, (_, band) =>
    group(`like code ${band + 1}`, 0.05, ({ rule, likeness }) =>
      joined(rule, likeness[band] === undefined ? null : String(likeness[band])),
    ),
  ),
  group('team on a rule', 0.1, ({ rule }, { team }) => (team === '' ? null : `${team}|${rule}`)),
  group('developer', 0.02, (_, { developer }) => developer, true),
  group('developer on a category', 0.1, ({ category }, { developer }) => `${developer}|${category}`, true),
  group('developer on a rule', 0.4, ({ rule }, { developer }) => `${developer}|${rule}`, true),
  group('developer in an area', 0.08, ({ area }, { developer }) => `${developer}|${area}`, true),
  group(
    'developer on a kind of path',
    0.03,
    ({ pathKind }, { developer }) => `${developer}|${pathKind}`,
    true,
  ),
];

function joined(a: string, b: string | null): string | null {
  return b === null ? null : `${a}|${b}`;
}

/** The levels of a recommendation for a judge, one a group, null where a group has none. */
export function levelsOf(facts: RecommendationFacts, judge: Judge): (string | null)[] {
  return effectGroups.map(({ level }) => level(facts, judge));
}
