import type { Store } from '../store/index.ts';
import type { Judge, RecommendationFacts } from './facts.ts';
import { acceptedOf, type DeveloperFeedback, type FeedbackOrigin } from './feedback/developer-feedback.ts';
import {
  createFeedbackStore,
  type KeepOutcome,
  type KeptFeedback,
  verdictOf,
} from './feedback/feedback-store.ts';
import { acceptanceDrifts } from './ranker/acceptance-drift.ts';
import { type AcceptanceModel, type Belief, createAcceptanceModel } from './ranker/acceptance-model.ts';
import { correctBy, readCorrection } from './ranker/boosted/correction.ts';
import { boostedEvery } from './ranker/boosted/foretell-boosted.ts';
import { decideRanker, type GateDecision, type GateOptions, optionsOf } from './ranker/gate.ts';
import { type LogOddsMap, sameLogOdds } from './ranker/log-odds-map.ts';
import { calibrationOf } from './ranker/prequential.ts';
import { createRankerStore, type KeptRanker, type LiveRanker } from './ranker/ranker-store.ts';
import { byRule } from './ranker/views.ts';
import { defaultThreshold, type Ranked, rankByValue } from './ranking.ts';
import { countOf, type Likes, likesOf, type Note, notesOn } from './reasons.ts';

/** Rankers are tried again after so many more verdicts, on so many of the latest, in so many steps: it happens beside a person's command. */
const triedEvery = boostedEvery;
const triedOn = 400;
const fewFits = 60;
/** Until there are so many verdicts the first places go to what tells most too. */
const tellingUntil = 200;
/** A verdict is taken to help the first places of so many later reviews, times the share that is explored. */
const horizonOfShare = 3_000;
/** After so many verdicts half as much is explored, after as many again a quarter, and so on. */
const explorationHalves = 50;
/** With fewer verdicts on a rule none of it is held back: what is never shown is never judged again. */
const fewestToHoldBack = 3;
/** So many rejections of a rule's recommendations, and more than acceptances, are a judge's own word against it. */
const ownRejections = 3;

/** What keeping a verdict changed. */
export interface GivenFeedback {
  outcome: KeepOutcome;
  recommendation: string;
  /** Probability of acceptance of this very recommendation before and after. */
  before: number;
  after: number;
}

/** A try of other rankers that was due. */
export interface Maintenance extends GateDecision {
  due: 'fifty more verdicts' | 'drift of acceptance';
  /** The ranker that is live afterwards. */
  version: number;
}

export interface Explained extends Belief {
  /** Standard deviation of the log-odds. */
  deviation: number;
  /** Bounds of the probability at two standard deviations. */
  interval: [number, number];
  effects: ReturnType<AcceptanceModel['effects']>;
  likes: Likes | null;
  notes: Note[];
}

/** What was learnt from developers: gives probabilities, takes verdicts; what another process wrote is taken in when asked. */
export interface Learning {
  /** Number of verdicts that count. */
  verdicts(): Promise<number>;
  give(
    feedback: DeveloperFeedback,
    facts: RecommendationFacts,
    by: Judge & { origin: FeedbackOrigin },
  ): Promise<GivenFeedback>;
  /**
   * After verdicts: tries other rankers where fifty more have come, or where what is accepted has drifted. Null where neither is so.
   * `before`: how many counted when it was last asked.
   */
  maintain(before: number): Promise<Maintenance | null>;
  rank<T>(
    items: readonly T[],
    options: {
      factsOf: (item: T) => RecommendationFacts;
      judge: Judge;
      /** Held back is what is believed to be accepted less often than this, 0..1, and clearly less often than beforehand; 0.3 when left out. */
      threshold?: number;
      /** Shrinks as verdicts come. The order stays the same until somebody judges again, unless a seed is given. */
      exploration?: { share: number; firstPlaces: number; seed?: number };
    },
  ): Promise<Ranked<T>[]>;
  explain(facts: RecommendationFacts, judge: Judge): Promise<Explained>;
  /** What became of others like one; with its own id, its own verdicts are counted apart. */
  likes(
    facts: RecommendationFacts,
    own?: string,
  ): Promise<{ likes: Likes | null; notes: Note[]; before: Likes | null }>;
  historyOf(recommendation: string): Promise<KeptFeedback[]>;
  /** Tries other rankers on the verdicts and lets the best take the live one's place if it is better beyond noise. */
  retrain(): Promise<GateDecision & { version: number }>;
  rankers(): Promise<KeptRanker[]>;
  /** Back to an earlier ranker, the one before if none is named. @throws InputError `unknown-ranker` */
  rollBack(version?: number): Promise<KeptRanker>;
}

interface Learnt {
  model: AcceptanceModel;
  feedback: KeptFeedback[];
  /** The same by the recommendation's rule. */
  byRule: Map<string, KeptFeedback[]>;
  state: { last: number; replaced: number };
  ranker: Pick<LiveRanker, 'version' | 'trees'>;
  /** What its trees were calibrated by; null where it has none. */
  ofTrees: LogOddsMap | null;
}

/** Parts that can be left out, to measure what each brings. All are there when nothing is said. */
export interface LearningParts {
  /** Learns how far to believe the priors. */
  trust?: boolean;
  /** Shows first what tells most of what to show later, for a while. */
  telling?: boolean;
  /** Lets a rule's verdicts count less where later ones look as if it were judged anew. */
  changes?: boolean;
  /** Weighs several views of how far groups differ against each other. */
  views?: boolean;
  /** Corrects probabilities by what became of those said before. */
  calibration?: boolean;
}

export function openLearning(
  store: Store,
  { now = () => new Date(), parts = {} }: { now?: () => Date; parts?: LearningParts } = {},
): Learning {
  const has = (part: keyof LearningParts): boolean => parts[part] !== false;
  const kept = createFeedbackStore(store);
  const rankers = createRankerStore(store, now);
  let learnt: Learnt | null = null;

  const emptyModel = async ({ recipe, trees }: LiveRanker): Promise<Pick<Learnt, 'model' | 'ofTrees'>> => {
    const options = {
      ...optionsOf(recipe),
      learnsTrust: has('trust'),
      suspectsChanges: has('changes'),
      ...(has('views') ? {} : { views: [byRule] }),
    };
    if (trees === null) return { model: createAcceptanceModel(options), ofTrees: null };
    const correction = await readCorrection(trees);
    const { verdicts, calibration } = correction;
    const correct = await correctBy(correction);
    return {
      model: createAcceptanceModel({ ...options, correction: { correct, verdicts } }),
      ofTrees: calibration,
    };
  };

  /** The model with all that is in the store by now; only what is new is learnt where nothing took another's place. */
  const learnWhatIsNew = async (): Promise<Learnt> => {
    const [state, live] = await Promise.all([kept.state(), rankers.live()]);
    const { version, trees } = live;
    const isSame =
      learnt?.state.replaced === state.replaced &&
      learnt.ranker.version === version &&
      learnt.ranker.trees === trees;
    if (learnt !== null && isSame && learnt.state.last === state.last) return learnt;
    const before = isSame ? learnt : null;
    const fresh = await kept.latest(before?.state.last ?? 0);
    const { model, ofTrees } = before ?? (await emptyModel(live));
    const feedback = [...(before?.feedback ?? []), ...fresh];
    if (before === null) await model.learnInTurns(fresh.map(verdictOf));
    else model.learn(fresh.map(verdictOf));
    const said = feedback.flatMap(({ predictedLogOdds, body }) =>
      predictedLogOdds === null ? [] : [{ logOdds: predictedLogOdds, accepted: acceptedOf(body) }],
    );
    // What was said of most verdicts was said without these trees.
    model.calibration = has('calibration') ? (ofTrees ?? calibrationOf(said)) : sameLogOdds;
    const byRule = before?.byRule ?? new Map<string, KeptFeedback[]>();
    for (const each of fresh) {
      const same = byRule.get(each.facts.rule);
      if (same === undefined) byRule.set(each.facts.rule, [each]);
      else same.push(each);
    }
    learnt = { model, feedback, byRule, state, ranker: { version, trees }, ofTrees };
    return learnt;
  };

  // One after the other: two at once would both learn what is new.
  let turn: Promise<unknown> = Promise.resolve();
  const current = (): Promise<Learnt> => {
    const next = turn.then(learnWhatIsNew);
    turn = next.catch(() => {});
    return next;
  };

  const isRejectedBy =
    ({ byRule }: Learnt, { developer }: Judge) =>
    ({ rule }: RecommendationFacts): boolean => {
      const own = (byRule.get(rule) ?? []).filter((each) => each.developer === developer);
      const rejected = own.filter(({ body }) => body.type === 'reject').length;
      return rejected >= ownRejections && rejected > own.length - rejected;
    };

  const retrain = async (trial: GateOptions): Promise<GateDecision & { version: number }> => {
    const { feedback } = await current();
    const live = await rankers.live();
    const { decision, correction } = await decideRanker(feedback.map(verdictOf), live.recipe, trial);
    if (decision.chosen === null) {
      if (correction !== null) await rankers.renewTrees(live.version, correction);
      return { ...decision, version: live.version };
    }
    const { version } = await rankers.install(decision.chosen, decision, correction);
    return { ...decision, version };
  };

  return {
    verdicts: async () => (await current()).feedback.length,
    async give(feedback, facts, { developer, team, origin }) {
      const judge = { developer, team };
      const { model } = await current();
      const { probability, logOdds } = model.believe(facts, judge);
      const outcome = await kept.keep({
        recommendation: feedback.recommendationId,
        developer,
        team,
        origin,
        at: feedback.timestamp ?? now().toISOString(),
        predicted: probability,
        predictedLogOdds: logOdds,
        facts,
        body: feedback,
      });
      const after = (await current()).model.believe(facts, judge).probability;
      return { outcome, recommendation: feedback.recommendationId, before: probability, after };
    },
    async rank(items, { factsOf, judge, threshold = defaultThreshold.probability, exploration }) {
      const at = await current();
      const { last, replaced } = at.state;
      const count = at.feedback.length;
      const decay = 0.5 ** (count / explorationHalves);
      const isTelling = count > 0 && count < tellingUntil && has('telling');
      return rankByValue({
        items,
        factsOf,
        judge,
        threshold: { ...defaultThreshold, probability: threshold },
        ...(exploration === undefined || exploration.share === 0
          ? {}
          : isTelling
            ? {
                telling: {
                  firstPlaces: exploration.firstPlaces,
                  horizon: horizonOfShare * exploration.share,
                },
              }
            : {
                exploration: {
                  seed: last + replaced,
                  ...exploration,
                  share: exploration.share * decay,
                },
              }),
        model: at.model,
        isRejectedByJudge: isRejectedBy(at, judge),
        isJudged: ({ rule }) => (at.byRule.get(rule)?.length ?? 0) >= fewestToHoldBack,
      });
    },
    async explain(facts, judge) {
      const { model, byRule } = await current();
      const ofRule = byRule.get(facts.rule) ?? [];
      const belief = model.believe(facts, judge);
      const deviation = model.deviation(facts, judge);
      const bound = (side: number) => 1 / (1 + Math.exp(-(belief.logOdds + side * deviation)));
      return {
        ...belief,
        deviation,
        interval: [bound(-2), bound(2)],
        effects: model.effects(facts, judge),
        likes: likesOf(facts, ofRule),
        notes: notesOn(facts, ofRule),
      };
    },
    async likes(facts, own) {
      const { byRule } = await current();
      const ofRule = byRule.get(facts.rule) ?? [];
      const [others, before] = apart(ofRule, ({ recommendation }) => recommendation !== own);
      return { likes: likesOf(facts, others), notes: notesOn(facts, ofRule), before: countOf('', before) };
    },
    historyOf: (recommendation) => kept.historyOf(recommendation),
    async maintain(before) {
      const { feedback } = await current();
      const drifted = acceptanceDrifts(feedback).some((place) => place >= before);
      const isDue = Math.floor(feedback.length / triedEvery) > Math.floor(before / triedEvery);
      if (feedback.length <= before || !(drifted || isDue)) return null;
      // Whoever went back from a ranker does not want it again unasked.
      const all = await rankers.list();
      const live = all.find(({ isLive }) => isLive)!;
      const barred = all.filter(({ version }) => version > live.version).map(({ recipe }) => recipe);
      const decided = await retrain({ latest: triedOn, mostFits: fewFits, barred });
      return { ...decided, due: drifted ? 'drift of acceptance' : 'fifty more verdicts' };
    },
    retrain: () => retrain({}),
    rankers: () => rankers.list(),
    rollBack: (version) => rankers.rollBack(version),
  };
}

function apart<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
