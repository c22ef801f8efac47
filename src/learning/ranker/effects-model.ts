import type { Judge, RecommendationFacts } from '../facts.ts';
import type { JointBelief } from '../telling.ts';
import type { Verdict } from './acceptance-model.ts';
import { effectGroups, levelsOf } from './groups.ts';
import { normalOf } from './normal-of.ts';
import { createSolver, type Solver } from './solver.ts';
import type { View } from './views.ts';

export interface EffectsModelOptions {
  view: View;
  halfLife: number;
  learnsTrust: boolean;
  suspectsChanges: boolean;
}

/**
 * What verdicts tell under one view of how far groups differ: logistic regression on effects of many groups, each a random effect around zero on top of the
 * prior that every recommendation has (Gelman and Hill 2007, chapter 14), which is believed as far as verdicts bear it out. The effects are the mode of their posterior, found by coordinate Newton
 * steps; their groups' variances are re-estimated by expectation maximisation with a prior worth a few levels. Before the first verdict it says
 * the priors, to the letter.
 */
export interface EffectsModel {
  /** Takes verdicts in, in steps of some milliseconds each for a thousand. */
  learning(verdicts: readonly Verdict[]): Generator<void>;
  /** Log-odds of the mean probability, and the variance of the effects' sum, each effect taken apart. */
  expected(facts: RecommendationFacts, judge: Judge): { logOdds: number; variance: number };
  /** Log-odds as they might be: each effect drawn from what is believed of it. */
  draw(facts: RecommendationFacts, judge: Judge, seed: number): number;
  /** The sum of the effects of several, with all dependence between them. */
  together(all: readonly RecommendationFacts[], judge: Judge): JointBelief;
  /** The sum of the effects of one, and its variance with all dependence between them, without the cubic cost. */
  sumOf(facts: RecommendationFacts, judge: Judge): number;
  varianceOf(facts: RecommendationFacts, judge: Judge): number;
  effects(facts: RecommendationFacts, judge: Judge): Effect[];
  /** Variances by group, as they stand. */
  variances(): Record<string, number>;
  trust(): number;
}

/** What a group adds to the log-odds of a recommendation. */
export interface Effect {
  group: string;
  level: string;
  logOdds: number;
  verdicts: number;
}

/** A level's place when nothing was said of it. */
const unknown = -1;
/** The prior of a group's variance is worth so many levels. */
const varianceStrength = 6;
const widestVariance = 8;
/** Of the trust in priors around 1: those are our own guesses, and a team's opinions may have nothing to do with them. */
const trustVariance = 0.5;
/** Chance beforehand that a rule has been judged anew at all. With more, a few rejections in one folder pass for a change of mind. */
const chanceOfChange = 0.03;
const passesInTurn = 2;
/** Verdicts on fewer rules than these say much of those rules, and little of how far to believe the priors of others. */
const fewestRulesForTrust = 8;

export function createEffectsModel({
  view,
  halfLife,
  learnsTrust,
  suspectsChanges,
}: EffectsModelOptions): EffectsModel {
  const initial = Float64Array.from(effectGroups, ({ name, variance }) => view.variances[name] ?? variance);
  const variances = Float64Array.from(initial);
  const places = effectGroups.map(() => new Map<string, number>());
  const solver = createSolver(effectGroups.length, variances, trustVariance);
  const ruleGroup = effectGroups.findIndex(({ name }) => name === 'rule');
  const rules = places[ruleGroup]!;
  const movesTrust = (): boolean => learnsTrust && rules.size >= fewestRulesForTrust;

  const look = (facts: RecommendationFacts, judge: Judge): Int32Array =>
    Int32Array.from(levelsOf(facts, judge), (level, group) =>
      level === null ? solver.none : (places[group]!.get(level) ?? unknown),
    );

  /** Chosen so that the mean over all that is unknown is the prior itself. */
  const offsetOf = (facts: RecommendationFacts, levels: Int32Array): number => {
    const spread = variances.reduce(
      (sum, own, group) => (levels[group] === solver.none ? sum : sum + own),
      0,
    );
    return Math.log(facts.prior / (1 - facts.prior)) * shrinkage(spread);
  };

  const expected = (facts: RecommendationFacts, levels: Int32Array) => {
    const { logOdds, variance } = solver.predict(levels, offsetOf(facts, levels));
    return { logOdds: logOdds / shrinkage(variance), variance };
  };
  const take = ({ facts, judge, accepted, weight }: Verdict): void => {
    const levels = Int32Array.from(levelsOf(facts, judge), (level, group) => {
      if (level === null) return solver.none;
      const own = places[group]!;
      let place = own.get(level);
      if (place === undefined) {
        place = solver.addLevel(group);
        own.set(level, place);
      }
      return place;
    });
    solver.addRow({ levels, offset: offsetOf(facts, levels), accepted, weight });
  };

  function* learning(verdicts: readonly Verdict[]): Generator<void> {
    if (verdicts.length === 0) return;
    for (const verdict of verdicts) take(verdict);
    solver.fade(halfLife);
    if (suspectsChanges) solver.suspectChanges(ruleGroup, chanceOfChange);
    yield;
    // Many at once, as when all of them are read, start from nothing.
    const isFew = verdicts.length * 4 < solver.rows;
    const trustIn = { movesTrust: movesTrust() };
    for (let passes = isFew ? 4 : 12; passes > 0; passes -= passesInTurn) {
      solver.solve(passesInTurn, trustIn);
      yield;
    }
    estimateVariances(solver, { variances, initial });
    for (let passes = isFew ? 2 : 8; passes > 0; passes -= passesInTurn) {
      solver.solve(passesInTurn, trustIn);
      yield;
    }
  }

  return {
    learning,
    expected: (facts, judge) => expected(facts, look(facts, judge)),
    draw(facts, judge, seed) {
      const keys = levelsOf(facts, judge);
      const levels = look(facts, judge);
      let sum = solver.trust * offsetOf(facts, levels);
      for (let group = 0; group < keys.length; group++) {
        const level = keys[group];
        if (level === null || level === undefined) continue;
        const { effect, variance } = solver.effect(levels[group]!, group);
        sum += effect + Math.sqrt(variance) * normalOf(`${group}|${level}`, seed);
      }
      return sum;
    },
    together(all, judge) {
      const ids = new Map<string, number>();
      const offsets = new Float64Array(all.length);
      const logOdds = new Float64Array(all.length);
      const asked = all.map((facts, at) => {
        const known = look(facts, judge);
        offsets[at] = offsetOf(facts, known);
        logOdds[at] = solver.predict(known, offsets[at]!).logOdds;
        return toldApart(known, levelsOf(facts, judge), ids);
      });
      return {
        logOdds,
        covariance: solver.jointVariance(asked, offsets, { movesTrust: movesTrust() }),
      };
    },
    sumOf(facts, judge) {
      const levels = look(facts, judge);
      return solver.predict(levels, offsetOf(facts, levels)).logOdds;
    },
    varianceOf: (facts, judge) => solver.exactVariance(look(facts, judge)),
    effects(facts, judge) {
      const levels = look(facts, judge);
      return levelsOf(facts, judge).flatMap((level, group) => {
        const place = levels[group]!;
        if (level === null || place < 0 || place === solver.none) return [];
        const { effect, rows } = solver.level(place);
        return [{ group: effectGroups[group]!.name, level, logOdds: effect, verdicts: rows }];
      });
    },
    trust: () => solver.trust,
    variances: () => Object.fromEntries(effectGroups.map(({ name }, group) => [name, variances[group]!])),
  };
}

/** The same levels, those that nobody spoke of told apart by numbers below all others. */
function toldApart(
  known: Int32Array,
  keys: readonly (string | null)[],
  ids: Map<string, number>,
): Int32Array {
  return known.map((place, group) => {
    if (place !== unknown) return place;
    const key = `${group}|${keys[group]}`;
    const id = ids.get(key) ?? unknown - 2 - ids.size;
    ids.set(key, id);
    return id;
  });
}

/** One step of expectation maximisation for the variance of each group's effects. */
function estimateVariances(
  solver: Solver,
  { variances, initial }: { variances: Float64Array; initial: Float64Array },
): void {
  const { squares, counts } = solver.secondMoments();
  for (let group = 0; group < variances.length; group++) {
    const prior = initial[group]!;
    const estimate = (varianceStrength * prior + squares[group]!) / (varianceStrength + counts[group]!);
    variances[group] = Math.min(widestVariance, Math.max(prior / 8, estimate));
  }
}

/** By how much uncertain log-odds are divided to give the mean probability (MacKay 1992, after Spiegelhalter and Lauritzen 1990). */
function shrinkage(variance: number): number {
  return Math.sqrt(1 + (Math.PI / 8) * variance);
}
