import { setImmediate } from 'node:timers/promises';
import type { Judge, RecommendationFacts } from '../facts.ts';
import type { JointBelief } from '../telling.ts';
import type { Correct } from './boosted/correction.ts';
import { createEffectsModel, type Effect, type EffectsModel } from './effects-model.ts';
import { type LogOddsMap, sameLogOdds } from './log-odds-map.ts';
import { normalOf } from './normal-of.ts';
import { createViewWeights, views as usualViews, type View } from './views.ts';

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
  /** Of how far groups differ, in place of the usual ones. */
  views?: readonly View[];
  calibration?: LogOddsMap;
  /** Whether verdicts teach how far the priors are to be believed; they are taken to the letter otherwise. */
  learnsTrust?: boolean;
  /** Whether verdicts of a rule count less once later ones on it look as if it were judged anew. */
  suspectsChanges?: boolean;
  /** Boosted trees that add to the log-odds, and how many verdicts they were fitted to. */
  correction?: { correct: Correct; verdicts: number };
}

/**
 * Probability of acceptance, learnt from verdicts under several views of how far groups differ (`effects-model.ts`), each heard as far as it foretold the first 200
 * verdicts (Bayesian model averaging: Hoeting, Madigan, Raftery and Volinsky 1999). Before the first verdict it says the priors, to the letter.
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
  effects(facts: RecommendationFacts, judge: Judge): Effect[];
  /** Variances by group, as they stand, the mean over views. */
  variances(): Record<string, number>;
  /** How probable each view of how far groups differ is, by its name. */
  views(): Record<string, number>;
  /** How far the priors are believed: 1 to the letter, 0 not at all. */
  trust(): number;
  calibration: LogOddsMap;
}

/** So many verdicts decide between views. */
const decidedBy = 200;
/** Where more come at once, as when all are read, they are foretold so many at a time. */
const foretoldAtOnce = 10;

export function createAcceptanceModel(options: AcceptanceModelOptions = {}): AcceptanceModel {
  const {
    halfLife = Number.POSITIVE_INFINITY,
    views = usualViews,
    learnsTrust = true,
    suspectsChanges = true,
    correction,
  } = options;
  const models = views.map((view) => createEffectsModel({ view, halfLife, learnsTrust, suspectsChanges }));
  const weights = createViewWeights(views);
  let verdicts = 0;
  let heard = weights.heard();

  /** The mean of what is said under each view that is heard; what all say alike, to the letter. */
  const meanOf = (say: (model: EffectsModel) => number): number => {
    const some = heardModels();
    const first = say(some[0]!.model);
    return some.reduce((mean, { model, weight }) => mean + weight * (say(model) - first), first);
  };
  const heardModels = (): { model: EffectsModel; weight: number }[] =>
    models.flatMap((model, at) => (heard[at]! > 0 ? [{ model, weight: heard[at]! }] : []));

  const expected = (facts: RecommendationFacts, judge: Judge): { logOdds: number; variance: number } => {
    const said = heardModels().map(({ model, weight }) => ({ weight, ...model.expected(facts, judge) }));
    if (said.length === 1) return said[0]!;
    let probability = 0;
    let mean = 0;
    let square = 0;
    for (const { weight, logOdds, variance } of said) {
      probability += weight * sigmoid(logOdds);
      mean += weight * logOdds;
      square += weight * (variance + logOdds ** 2);
    }
    return { logOdds: Math.log(probability / (1 - probability)), variance: Math.max(0, square - mean ** 2) };
  };
  const corrected = (facts: RecommendationFacts, judge: Judge, logOdds: number): number =>
    correction === undefined ? 0 : correction.correct({ facts, judge, logOdds });

  /** Until it is decided, each view foretells verdicts before it learns them. */
  function* learning(all: readonly Verdict[]): Generator<void> {
    const deciding = views.length > 1 ? all.slice(0, Math.max(0, decidedBy - verdicts)) : [];
    for (let from = 0; from < deciding.length; from += foretoldAtOnce) {
      const some = deciding.slice(from, from + foretoldAtOnce);
      for (const [at, model] of models.entries()) {
        for (const verdict of some)
          weights.told(at, sigmoid(model.expected(verdict.facts, verdict.judge).logOdds), verdict);
        yield* model.learning(some);
      }
    }
    heard = weights.heard();
    verdicts += all.length;
    const rest = all.slice(deciding.length);
    // What is not heard once it is decided is never heard again.
    for (const [at, model] of models.entries()) if (heard[at]! > 0) yield* model.learning(rest);
  }

  const whole: AcceptanceModel = {
    get verdicts() {
      return verdicts;
    },
    calibration: options.calibration ?? sameLogOdds,
    learn(all) {
      for (const _ of learning(all));
    },
    async learnInTurns(all) {
      for (const _ of learning(all)) await setImmediate();
    },
    believe(facts, judge) {
      const { logOdds, variance } = expected(facts, judge);
      const { slope, intercept } = whole.calibration;
      const sum = logOdds + corrected(facts, judge, logOdds);
      return { probability: sigmoid(slope * sum + intercept), logOdds: sum, variance };
    },
    draw(facts, judge, seed) {
      const drawn = viewAt(heard, uniformOf(seed));
      const added = correction === undefined ? 0 : corrected(facts, judge, expected(facts, judge).logOdds);
      return models[drawn]!.draw(facts, judge, seed) + added;
    },
    believeTogether(all, judge) {
      const { slope, intercept } = whole.calibration;
      const { logOdds, covariance } = mixed(
        heardModels().map(({ model, weight }) => ({ weight, ...model.together(all, judge) })),
      );
      return {
        logOdds: logOdds.map((sum, at) => slope * (sum + corrected(all[at]!, judge, sum)) + intercept),
        covariance: covariance.map((each) => each * slope * slope),
      };
    },
    deviation(facts, judge) {
      let mean = 0;
      let square = 0;
      for (const { model, weight } of heardModels()) {
        const logOdds = model.sumOf(facts, judge);
        const variance = model.varianceOf(facts, judge);
        mean += weight * logOdds;
        square += weight * (variance + logOdds ** 2);
      }
      return Math.sqrt(Math.max(0, square - mean ** 2));
    },
    effects(facts, judge) {
      const sums = new Map<string, Effect>();
      for (const { model, weight } of heardModels())
        for (const effect of model.effects(facts, judge)) {
          const before = sums.get(effect.group)?.logOdds ?? 0;
          sums.set(effect.group, { ...effect, logOdds: before + weight * effect.logOdds });
        }
      const added = corrected(facts, judge, expected(facts, judge).logOdds);
      const ofTrees =
        correction === undefined || added === 0
          ? []
          : [{ group: 'boosted trees', level: '', logOdds: added, verdicts: correction.verdicts }];
      return [...sums.values(), ...ofTrees].sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds));
    },
    trust: () => meanOf((model) => model.trust()),
    variances: () =>
      Object.fromEntries(
        Object.keys(models[0]!.variances()).map((name) => [
          name,
          meanOf((model) => model.variances()[name]!),
        ]),
      ),
    views: () => Object.fromEntries(views.map(({ name }, at) => [name, heard[at]!])),
  };
  return whole;
}

/** Mean and covariance of what is one of several beliefs, each as probable as its weight. */
function mixed(beliefs: readonly (JointBelief & { weight: number })[]): JointBelief {
  if (beliefs.length === 1) return beliefs[0]!;
  const count = beliefs[0]!.logOdds.length;
  const logOdds = new Float64Array(count);
  for (const { weight, logOdds: own } of beliefs)
    for (let at = 0; at < count; at++) logOdds[at]! += weight * own[at]!;
  const covariance = new Float64Array(count * count);
  for (const { weight, logOdds: own, covariance: within } of beliefs)
    for (let a = 0; a < count; a++)
      for (let b = 0; b < count; b++)
        covariance[a * count + b]! +=
          weight * (within[a * count + b]! + (own[a]! - logOdds[a]!) * (own[b]! - logOdds[b]!));
  return { logOdds, covariance };
}

/** The place at which weights that add to 1 have added to as much. */
function viewAt(weights: readonly number[], share: number): number {
  let sum = 0;
  const at = weights.findIndex((weight) => {
    sum += weight;
    return share < sum;
  });
  return at === -1 ? weights.indexOf(Math.max(...weights)) : at;
}

/** A number of 0..1 that belongs to a seed: where a normal one lies among all. */
function uniformOf(seed: number): number {
  return 1 / (1 + Math.exp(-1.702 * normalOf('view', seed)));
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
