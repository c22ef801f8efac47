import { createHash } from 'node:crypto';
import type { RecommendationFacts } from '../../../src/learning/index.ts';

/** Somebody who judges findings, with preferences that only the simulation knows. */
export interface SimulatedDeveloper {
  name: string;
  /** Probability that this developer accepts the finding at that moment; `verdicts` were given by all so far. */
  accepts(facts: RecommendationFacts, verdicts: number): number;
  /** What an observer who knows only some of the preferences would rank by; undefined where there are none to know. */
  knownBy?(observer: Observer, facts: RecommendationFacts, verdicts: number): number;
}

/** Who knows exactly what all think of each rule; and who knows all but what is thought of folders. */
export type Observer = 'of rules' | 'of all but areas';

/** Spreads of the preferences in log-odds. */
type Spread = Readonly<Record<'rule' | 'ownRule' | 'area' | 'context' | 'severity' | 'own', number>>;

/** Two worlds: in one opinions on rules are firm and the rest shades them; in the other it depends on where, and on who looks. */
export const worlds = {
  firm: { rule: 2.5, ownRule: 0.6, area: 0.8, context: 0.6, severity: 0.3, own: 0.3 },
  shaded: { rule: 1.5, ownRule: 1, area: 1.2, context: 1, severity: 0.5, own: 0.5 },
} as const satisfies Record<string, Spread>;
export type World = keyof typeof worlds;

/** Everybody is careless in so many verdicts, which are then a coin's. */
export const careless = 0.08;
/** A fifth of the rules are judged anew from this verdict on. */
export const changesAt = 100;
export const shareChanging = 0.2;

/**
 * A team of three that mostly agrees on rules and differs in the rest: preferences by rule, area of the code and context (tests, examples …), some of which
 * change; contradictory, since two that see the same finding may differ; careless.
 */
export function preferringTeam(seed: number, world: World = 'firm'): SimulatedDeveloper[] {
  const spread = worlds[world];
  const draw = (key: string, deviation: number) => deviation * normal(`${seed}|${key}`);
  const ruleView = (rule: string, verdicts: number) => {
    const changes = uniform(`${seed}|changes|${rule}`) < shareChanging;
    return draw(changes && verdicts >= changesAt ? `rule-later|${rule}` : `rule|${rule}`, spread.rule);
  };
  return ['ann', 'ben', 'cora'].map((name) => {
    const butAreas = ({ rule, pathKind, severity }: RecommendationFacts, verdicts: number) =>
      ruleView(rule, verdicts) +
      draw(`${name}|${rule}`, spread.ownRule) +
      draw(`context|${rule}|${pathKind}`, spread.context) +
      draw(`severity|${severity}`, spread.severity) +
      draw(name, spread.own);
    return {
      name,
      accepts(facts, verdicts) {
        const { category, area } = facts;
        const logOdds = butAreas(facts, verdicts) + draw(`area|${category}|${area}`, spread.area);
        return careless / 2 + (1 - careless) / (1 + Math.exp(-logOdds));
      },
      knownBy: (observer, facts, verdicts) =>
        observer === 'of rules' ? ruleView(facts.rule, verdicts) : butAreas(facts, verdicts),
    };
  });
}

/** Three who toss a coin: there is nothing to learn. */
export function tossingTeam(): SimulatedDeveloper[] {
  return ['ann', 'ben', 'cora'].map((name) => ({ name, accepts: () => 0.5 }));
}

/** One who rejects all that has to do with security, and two who accept it as anybody would. */
export function poisonedTeam(seed: number): SimulatedDeveloper[] {
  const [ann, ben, cora] = preferringTeam(seed);
  const rejects = (facts: RecommendationFacts) => facts.category === 'security';
  return [
    { name: 'mallory', accepts: (facts, verdicts) => (rejects(facts) ? 0 : ann!.accepts(facts, verdicts)) },
    { name: 'ben', accepts: (facts, verdicts) => (rejects(facts) ? 0.9 : ben!.accepts(facts, verdicts)) },
    { name: 'cora', accepts: (facts, verdicts) => (rejects(facts) ? 0.9 : cora!.accepts(facts, verdicts)) },
  ];
}

/** A number of 0..1 that belongs to a text. */
export function uniform(text: string): number {
  return (createHash('sha256').update(text).digest().readUInt32LE(0) + 0.5) / 2 ** 32;
}

const known = new Map<string, number>();

/** A standard normal number that belongs to a text (Box and Muller 1958). */
export function normal(text: string): number {
  const before = known.get(text);
  if (before !== undefined) return before;
  const digest = createHash('sha256').update(text).digest();
  const [a, b] = [0, 4].map((at) => (digest.readUInt32LE(at) + 0.5) / 2 ** 32) as [number, number];
  const value = Math.sqrt(-2 * Math.log(a)) * Math.cos(2 * Math.PI * b);
  known.set(text, value);
  return value;
}
