import type { RecommendationFacts } from '../../../src/learning/index.ts';
import { careless, changesAt, shareChanging, type World, worlds } from './developers.ts';

/** Draws of the hidden preferences, given verdicts, by somebody who knows how they were drawn. */
export interface KnowingPosterior {
  /** A verdict that was given after so many others. */
  told(facts: RecommendationFacts, developer: string, accepted: boolean, after: number): void;
  /**
   * Log-odds of each for a developer after so many verdicts: `draws` rows of as many numbers as there are facts, what was never judged drawn too. `without`:
   * verdicts, by their number, that are not to be known this time.
   */
  sample(
    facts: readonly RecommendationFacts[],
    options: { developer: string; verdicts: number; draws: number; without?: ReadonlySet<number> },
  ): Float64Array[];
}

/** An opinion: its effect in log-odds, how far such effects spread, and the verdicts it plays a part in. */
interface Effect {
  value: number;
  readonly deviation: number;
  readonly rows: number[];
}

/** What is thought of a rule, and thought later if it has changed; `rows` of the former are those of all verdicts, of the latter those of late ones. */
interface RuleOpinion {
  before: Effect;
  early: number[];
  after: Effect;
  hasChanged: boolean;
}

const sweepsAtFirst = 300;
const sweepsAfterChanges = 40;
const sweepsBetweenDraws = 3;

/**
 * The posterior of one who knows the world: which effects there are and how far each spreads, how many verdicts are careless, when rules are judged anew and how
 * many are. What is hidden are the opinions alone. Metropolis within Gibbs, an effect at a time with the exact likelihood (Metropolis et al. 1953; Tierney 1994); the chain goes on from where it was when
 * verdicts come.
 */
export function createKnowingPosterior(world: World, seed: number): KnowingPosterior {
  const spread = worlds[world];
  const random = generator(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const effects = new Map<string, Effect>();
  const rules = new Map<string, RuleOpinion>();
  const sums: number[] = [];
  const signs: number[] = [];
  const likelihoods: number[] = [];
  /** Likelihoods of what is proposed, by their place among the verdicts it is about. */
  const proposed: number[] = [];
  let fresh = 0;

  const effectOf = (key: string, deviation: number): Effect => {
    const known = effects.get(key);
    if (known !== undefined) return known;
    const effect = { value: deviation * normal(), deviation, rows: [] };
    effects.set(key, effect);
    return effect;
  };
  const ruleOf = (rule: string): RuleOpinion => {
    const known = rules.get(rule);
    if (known !== undefined) return known;
    const effect = (): Effect => ({ value: spread.rule * normal(), deviation: spread.rule, rows: [] });
    const opinion = { before: effect(), early: [], after: effect(), hasChanged: random() < shareChanging };
    rules.set(rule, opinion);
    return opinion;
  };
  const keysOf = (
    { rule, pathKind, severity, category, area }: RecommendationFacts,
    developer: string,
  ): [string, number][] => [
    [`own|${developer}|${rule}`, spread.ownRule],
    [`context|${rule}|${pathKind}`, spread.context],
    [`severity|${severity}`, spread.severity],
    [`developer|${developer}`, spread.own],
    [`area|${category}|${area}`, spread.area],
  ];

  const renew = (some: Iterable<number>): void => {
    for (const row of some) likelihoods[row] = likelihood(sums[row]!, signs[row]!);
  };
  const likelihood = (sum: number, sign: number): number =>
    careless / 2 + (1 - careless) / (1 + Math.exp(-sign * sum));

  /** Moves the sums of some verdicts, or not, as likely as the verdicts and what is known beforehand make it. */
  const isMoved = (rows: readonly number[], by: number, logPrior: number): boolean => {
    let ratio = 1;
    let log = logPrior;
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at]!;
      const likely = likelihood(sums[row]! + by, signs[row]!);
      proposed[at] = likely;
      ratio *= likely / likelihoods[row]!;
      if (ratio < 1e-100 || ratio > 1e100) {
        log += Math.log(ratio);
        ratio = 1;
      }
    }
    if (Math.log(random()) >= log + Math.log(ratio)) return false;
    for (let at = 0; at < rows.length; at++) {
      sums[rows[at]!]! += by;
      likelihoods[rows[at]!] = proposed[at]!;
    }
    return true;
  };
  const move = (effect: Effect, rows: readonly number[]): void => {
    // About what is right for one effect (Gelman, Roberts and Gilks 1996), were every verdict worth half the most that one can be.
    const reach = 2.4 / Math.sqrt(1 / effect.deviation ** 2 + 0.12 * rows.length);
    const by = reach * normal();
    const logPrior = (effect.value ** 2 - (effect.value + by) ** 2) / (2 * effect.deviation ** 2);
    if (isMoved(rows, by, logPrior)) effect.value += by;
  };
  const moveRule = (opinion: RuleOpinion): void => {
    const { before, early, after } = opinion;
    // What no verdict speaks of is drawn from what is known beforehand.
    if (!opinion.hasChanged) after.value = spread.rule * normal();
    const sign = opinion.hasChanged ? -1 : 1;
    const logPrior = sign * Math.log(shareChanging / (1 - shareChanging));
    if (isMoved(after.rows, sign * (after.value - before.value), logPrior))
      opinion.hasChanged = !opinion.hasChanged;
    move(before, opinion.hasChanged ? early : before.rows);
    if (opinion.hasChanged) move(after, after.rows);
  };
  const sweep = (): void => {
    for (const opinion of rules.values()) moveRule(opinion);
    for (const effect of effects.values()) move(effect, effect.rows);
  };

  return {
    told(facts, developer, accepted, after) {
      const row = sums.length;
      const late = after >= changesAt;
      signs.push(accepted ? 1 : -1);
      const opinion = ruleOf(facts.rule);
      opinion.before.rows.push(row);
      (late ? opinion.after.rows : opinion.early).push(row);
      let sum = (late && opinion.hasChanged ? opinion.after : opinion.before).value;
      for (const [key, deviation] of keysOf(facts, developer)) {
        const effect = effectOf(key, deviation);
        effect.rows.push(row);
        sum += effect.value;
      }
      sums.push(sum);
      likelihoods.push(likelihood(sum, signs[row]!));
      fresh++;
    },
    sample(facts, { developer, verdicts, draws, without = new Set() }) {
      const isLater = verdicts >= changesAt;
      const signsOfAll = signs.slice();
      // Without a sign every sum is as likely as any other.
      for (const row of without) signs[row] = 0;
      renew(without);
      for (let left = fresh > 20 ? sweepsAtFirst : sweepsAfterChanges; left > 0; left--) sweep();
      fresh = 0;
      const keys = facts.map((each) => keysOf(each, developer));
      const drawn = Array.from({ length: draws }, () => {
        for (let left = sweepsBetweenDraws; left > 0; left--) sweep();
        const unseen = new Map<string, number>();
        const drawnOf = (key: string, deviation: number): number => {
          const value = effects.get(key)?.value ?? unseen.get(key) ?? deviation * normal();
          unseen.set(key, value);
          return value;
        };
        return Float64Array.from(facts, ({ rule }, at) => {
          const opinion = rules.get(rule);
          let sum =
            opinion === undefined
              ? drawnOf(`rule|${rule}`, spread.rule)
              : (isLater && opinion.hasChanged ? opinion.after : opinion.before).value;
          for (const [key, deviation] of keys[at]!) sum += drawnOf(key, deviation);
          return sum;
        });
      });
      for (const row of without) signs[row] = signsOfAll[row]!;
      renew(without);
      return drawn;
    },
  };
}

/** Numbers of 0..1 (Mulberry32, by Tommy Ettinger, in the public domain). */
function generator(seed: number): () => number {
  let state = Math.imul(seed, 0x9e37_79b9) | 0;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
