import type { Judge, RecommendationFacts } from './facts.ts';
import type { AcceptanceModel, Belief } from './ranker/acceptance-model.ts';
import { chooseTelling } from './telling.ts';

/** What accepting one is worth by its severity. Our own guess. */
const worth = { low: 1, medium: 1.05, high: 1.15, critical: 1.6 } as const;
/** Share of its worth that a long change costs at most. */
const mostEffort = 0.2;
/** Lines from which on a change is as long as any. */
const longChange = 100;

/** Held back is what is believed to be accepted less often than this, and less often than this share of what was believed beforehand. */
export interface Threshold {
  probability: number;
  ofPrior: number;
}
export const defaultThreshold: Threshold = { probability: 0.3, ofPrior: 0.75 };

/** A place in the ranking. */
export interface Ranked<T> {
  item: T;
  facts: RecommendationFacts;
  /** Probability that it is accepted, 0..1. */
  probability: number;
  /** What it is worth times that probability, less its effort. */
  value: number;
  /** Not shown unless somebody asks for all. */
  isHeldBack: boolean;
  /** Stands where it does so that something is learnt of its kind, not for its value. */
  isExplored: boolean;
}

export interface RankOptions<T> {
  items: readonly T[];
  factsOf: (item: T) => RecommendationFacts;
  model: AcceptanceModel;
  judge: Judge;
  threshold?: Threshold;
  /** Share of the first `firstPlaces` places that is given to what little is known of, 0..1; drawn with the seed. */
  exploration?: { share: number; firstPlaces: number; seed: number };
  /** The first places go to what is worth most together with what its verdict tells of what to show later, of which there will be `horizon` times as much. */
  telling?: { firstPlaces: number; horizon: number };
  /** Whether enough was said of its rule to hold it back. */
  isJudged?: (facts: RecommendationFacts) => boolean;
  /** Whether the judge's own verdicts, apart from those of others, speak against it. A critical finding is held back on nobody else's word. */
  isRejectedByJudge?: (facts: RecommendationFacts) => boolean;
}

/**
 * Puts recommendations in the order of their expected value: what accepting one is worth, times the probability that it is, less what it costs to do.
 * What is held back comes last.
 */
export function rankByValue<T>(options: RankOptions<T>): Ranked<T>[] {
  const {
    items,
    factsOf,
    model,
    judge,
    threshold = defaultThreshold,
    isRejectedByJudge = () => false,
    isJudged = () => true,
  } = options;
  const beliefs = new Map<Ranked<T>, Belief>();
  const ranked = items.map((item): Ranked<T> => {
    const facts = factsOf(item);
    const belief = model.believe(facts, judge);
    const { probability } = belief;
    const isUnlikely = probability < Math.min(threshold.probability, threshold.ofPrior * facts.prior);
    const isHeldBack =
      isUnlikely && isJudged(facts) && (facts.severity !== 'critical' || isRejectedByJudge(facts));
    const value = expectedValue(facts, probability);
    const one = { item, facts, probability, value, isHeldBack, isExplored: false };
    beliefs.set(one, belief);
    return one;
  });
  ranked.sort((a, b) => Number(a.isHeldBack) - Number(b.isHeldBack) || b.value - a.value);
  return options.telling === undefined ? explored(ranked, options) : telling(ranked, beliefs, options);
}

/** More are not looked at for what they tell; those that promise most if they are better than believed come first. */
const mostLookedAt = 64;

/**
 * Gives the first places to what is worth showing for itself and for what its verdict tells; says of those that stand there for the latter alone. A critical
 * finding gives its place up to nothing that is there to learn from.
 */
function telling<T>(
  ranked: Ranked<T>[],
  beliefs: ReadonlyMap<Ranked<T>, Belief>,
  { model, judge, telling }: RankOptions<T>,
): Ranked<T>[] {
  const { firstPlaces, horizon } = telling!;
  const shown = ranked.filter(({ isHeldBack }) => !isHeldBack);
  const usual = shown.slice(0, firstPlaces);
  const critical = usual.filter(({ facts }) => facts.severity === 'critical');
  const places = usual.length - critical.length;
  if (places === 0) return ranked;
  const others = shown.filter((each) => !critical.includes(each));
  const some =
    others.length <= mostLookedAt
      ? others
      : others
          .map((each) => ({ each, hope: expectedValue(each.facts, hopedOf(beliefs.get(each)!, model)) }))
          .sort((a, b) => b.hope - a.hope)
          .slice(0, mostLookedAt)
          .map(({ each }) => each);
  const belief = model.believeTogether(
    some.map(({ facts }) => facts),
    judge,
  );
  const worths = Float64Array.from(some, ({ facts }) => expectedValue(facts, 1));
  const told = chooseTelling({ ...belief, worths, places, horizon }).map((at) => some[at]!);
  const taken = new Set([...critical, ...told]);
  return [
    ...critical,
    ...told.map((each) => (usual.includes(each) ? each : { ...each, isExplored: true })),
    ...ranked.filter((each) => !taken.has(each)),
  ];
}

/** The probability one standard deviation above what is believed (Auer, Cesa-Bianchi and Fischer 2002). */
function hopedOf({ logOdds, variance }: Belief, { calibration }: AcceptanceModel): number {
  const { slope, intercept } = calibration;
  return 1 / (1 + Math.exp(-(slope * logOdds + intercept + Math.sqrt(variance))));
}

/** What showing one is worth: what accepting it is, times the probability that it is accepted, less what doing it costs. */
export function expectedValue(
  { severity, lines, hasPatch }: RecommendationFacts,
  probability: number,
): number {
  const effort = hasPatch ? 0 : mostEffort * Math.min(1, lines / longChange);
  return worth[severity] * probability * (1 - effort);
}

/** Gives some of the first places to what promises most if it is better than believed (Thompson 1933, one draw for all that share an effect). */
function explored<T>(ranked: Ranked<T>[], { exploration, model, judge }: RankOptions<T>): Ranked<T>[] {
  if (exploration === undefined || exploration.share <= 0 || model.verdicts === 0) return ranked;
  const { share, firstPlaces, seed } = exploration;
  const whole = Math.floor(share * firstPlaces);
  const places = whole + (chance(seed) < share * firstPlaces - whole ? 1 : 0);
  const shown = ranked.filter(({ isHeldBack }) => !isHeldBack);
  if (places === 0 || shown.length <= firstPlaces) return ranked;
  const drawn = shown
    .slice(firstPlaces - places)
    .map((each) => {
      const probability = 1 / (1 + Math.exp(-model.draw(each.facts, judge, seed)));
      return { each, value: expectedValue(each.facts, probability) };
    })
    .sort((a, b) => b.value - a.value)
    .slice(0, places)
    .map(({ each }) => each);
  const first = shown.slice(0, firstPlaces - places);
  const taken = new Set([...first, ...drawn]);
  return [
    ...first,
    ...drawn.map((each) => ({ ...each, isExplored: !ranked.slice(0, firstPlaces).includes(each) })),
    ...ranked.filter((each) => !taken.has(each)),
  ];
}

/** A number of 0..1 that belongs to a seed. */
function chance(seed: number): number {
  let hash = Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
