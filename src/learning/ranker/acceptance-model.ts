import { setImmediate } from 'node:timers/promises';
import type { Judge, RecommendationFacts } from '../facts.ts';
import type { JointBelief } from '../telling.ts';
import type { Correct } from './boosted/correction.ts';
import { effectGroups, levelsOf } from './groups.ts';
import { type LogOddsMap, sameLogOdds } from './log-odds-map.ts';
import { normalOf } from './normal-of.ts';
import { createSolver, type Solver } from './solver.ts';

/** What somebody said of a recommendation, as it is learnt from. */
export interface Verdict {
  facts: RecommendationFacts;
  judge: Judge;
  /** 1 accepted, 0 rejected; in between for what was accepted with changes. */
  accepted: number;
  /** What it counts, 0..1: less where it was inferred. */
  weight: number;
}

/** What is believed of one recommendation for one judge. */
export interface Belief {
  /** Probability that it is accepted, 0..1. */
  probability: number;
  /** The log-odds of that probability before calibration. */
  logOdds: number;
  /** Variance of the effects' sum, each effect taken apart as if they were independent. */
  variance: number;
}

export interface AcceptanceModelOptions {
  /** After so many verdicts one counts half; infinite where preferences do not change. */
  halfLife?: number;
  /** Variances of the groups, by their names, in place of those to begin with. */
  variances?: Readonly<Record<string, number>>;
  calibration?: LogOddsMap;
  /** Whether verdicts teach how far the priors are to be believed; they are taken to the letter otherwise. */
  learnsTrust?: boolean;
  /** Whether verdicts of a rule count less once later ones on it look as if it were judged anew. */
  suspectsChanges?: boolean;
  /** Boosted trees that add to the log-odds, and how many verdicts they were fitted to. */
  correction?: { correct: Correct; verdicts: number };
}

/**
 * Probability of acceptance, learnt from verdicts: logistic regression on effects of many groups, each a random effect around zero on top of the
 * prior that every recommendation has (Gelman and Hill 2007, chapter 14), which is believed as far as verdicts bear it out. The effects are the mode of their posterior, found by coordinate Newton
 * steps; their groups' variances are re-estimated by expectation maximisation with a prior worth a few levels. Before the first verdict it says
 * the priors, to the letter.
 */
export interface AcceptanceModel {
  /** Number of verdicts that it has learnt from. */
  readonly verdicts: number;
  /** Takes verdicts in, in the order in which they were given. */
  learn(verdicts: readonly Verdict[]): void;
  /** The same, for many: the event loop gets its turn in between. Nothing else may be asked of the model meanwhile. */
  learnInTurns(verdicts: readonly Verdict[]): Promise<void>;
  believe(facts: RecommendationFacts, judge: Judge): Belief;
  /** Log-odds as they might be: each effect drawn from what is believed of it, the same for all that share it and for the same seed (Thompson 1933). */
  draw(facts: RecommendationFacts, judge: Judge, seed: number): number;
  /** What is believed of several together, calibrated, with all dependence between effects; boosted trees are taken as sure. Cubic in the number of verdicts. */
  believeTogether(all: readonly RecommendationFacts[], judge: Judge): JointBelief;
  /** Standard deviation of the log-odds with all dependence between effects, which `believe` leaves out; boosted trees are taken as sure. Costs some milliseconds. */
  deviation(facts: RecommendationFacts, judge: Judge): number;
  /** What each group adds to the log-odds, and the boosted trees where there are some; what adds nothing left out, the strongest first. */
  effects(
    facts: RecommendationFacts,
    judge: Judge,
  ): { group: string; level: string; logOdds: number; verdicts: number }[];
  /** Variances by group, as they stand. */
  variances(): Record<string, number>;
  /** How far the priors are believed: 1 to the letter, 0 not at all. */
  trust(): number;
  calibration: LogOddsMap;
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

export function createAcceptanceModel(options: AcceptanceModelOptions = {}): AcceptanceModel {
  const {
    halfLife = Number.POSITIVE_INFINITY,
    learnsTrust = true,
    suspectsChanges = true,
    correction,
  } = options;
  const initial = Float64Array.from(effectGroups, ({ variance }) => variance);
  const variances = Float64Array.from(
    effectGroups,
    ({ name, variance }) => options.variances?.[name] ?? variance,
  );
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
  const corrected = (facts: RecommendationFacts, judge: Judge, logOdds: number): number =>
    correction === undefined ? 0 : correction.correct({ facts, judge, logOdds });

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

  /** Learns in steps of some milliseconds each for a thousand verdicts. */
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

  const model: AcceptanceModel = {
    get verdicts() {
      return solver.rows;
    },
    calibration: options.calibration ?? sameLogOdds,
    learn(verdicts) {
      for (const _ of learning(verdicts));
    },
    async learnInTurns(verdicts) {
      for (const _ of learning(verdicts)) await setImmediate();
    },
    believe(facts, judge) {
      const { logOdds, variance } = expected(facts, look(facts, judge));
      const { slope, intercept } = model.calibration;
      const sum = logOdds + corrected(facts, judge, logOdds);
      return { probability: sigmoid(slope * sum + intercept), logOdds: sum, variance };
    },
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
      if (correction !== undefined) sum += corrected(facts, judge, expected(facts, levels).logOdds);
      return sum;
    },
    believeTogether(all, judge) {
      const { slope, intercept } = model.calibration;
      const ids = new Map<string, number>();
      const offsets = new Float64Array(all.length);
      const logOdds = new Float64Array(all.length);
      const asked = all.map((facts, at) => {
        const known = look(facts, judge);
        offsets[at] = offsetOf(facts, known);
        const sum = solver.predict(known, offsets[at]!).logOdds;
        logOdds[at] = slope * (sum + corrected(facts, judge, sum)) + intercept;
        return toldApart(known, levelsOf(facts, judge), ids);
      });
      const covariance = solver.jointVariance(asked, offsets, { movesTrust: movesTrust() });
      return { logOdds, covariance: covariance.map((each) => each * slope * slope) };
    },
    deviation(facts, judge) {
      return Math.sqrt(solver.exactVariance(look(facts, judge)));
    },
    effects(facts, judge) {
      const levels = look(facts, judge);
      const added = corrected(facts, judge, expected(facts, levels).logOdds);
      const ofTrees =
        correction === undefined || added === 0
          ? []
          : [{ group: 'boosted trees', level: '', logOdds: added, verdicts: correction.verdicts }];
      return levelsOf(facts, judge)
        .flatMap((level, group) => {
          const place = levels[group]!;
          if (level === null || place < 0 || place === solver.none) return [];
          const { effect, rows } = solver.level(place);
          return [{ group: effectGroups[group]!.name, level, logOdds: effect, verdicts: rows }];
        })
        .concat(ofTrees)
        .sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds));
    },
    trust: () => solver.trust,
    variances: () => Object.fromEntries(effectGroups.map(({ name }, group) => [name, variances[group]!])),
  };
  return model;
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

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
