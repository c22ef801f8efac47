import type { Store } from '../store/index.ts';
import type { Judge, RecommendationFacts } from './facts.ts';
import { acceptedOf, type DeveloperFeedback, type FeedbackOrigin } from './feedback/developer-feedback.ts';
import {
  createFeedbackStore,
  type KeepOutcome,
  type KeptFeedback,
  verdictOf,
} from './feedback/feedback-store.ts';
import { type AcceptanceModel, type Belief, createAcceptanceModel } from './ranker/acceptance-model.ts';
import { decideRanker, type GateDecision, optionsOf } from './ranker/gate.ts';
import { fitLogOddsMap } from './ranker/log-odds-map.ts';
import { createRankerStore, type KeptRanker } from './ranker/ranker-store.ts';
import { type Ranked, rankByValue, type Threshold } from './ranking.ts';
import { type Likes, likesOf, type Note, notesOn } from './reasons.ts';

/** Calibration looks at so many of the latest verdicts. */
const calibratedOn = 400;
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
  rank<T>(
    items: readonly T[],
    options: {
      factsOf: (item: T) => RecommendationFacts;
      judge: Judge;
      threshold?: Threshold;
      exploration?: { share: number; firstPlaces: number; seed: number };
    },
  ): Promise<Ranked<T>[]>;
  explain(facts: RecommendationFacts, judge: Judge): Promise<Explained>;
  likes(facts: RecommendationFacts): Promise<{ likes: Likes | null; notes: Note[] }>;
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
  state: { last: number; replaced: number };
  ranker: number;
}

export function openLearning(store: Store, { now = () => new Date() }: { now?: () => Date } = {}): Learning {
  const kept = createFeedbackStore(store);
  const rankers = createRankerStore(store, now);
  let learnt: Learnt | null = null;

  /** The model with all that is in the store by now; only what is new is learnt where nothing took another's place. */
  const current = async (): Promise<Learnt> => {
    const [state, live] = await Promise.all([kept.state(), rankers.live()]);
    if (
      learnt !== null &&
      learnt.state.last === state.last &&
      learnt.state.replaced === state.replaced &&
      learnt.ranker === live.version
    )
      return learnt;
    const goesOn =
      learnt !== null && learnt.state.replaced === state.replaced && learnt.ranker === live.version;
    const fresh = await kept.latest(goesOn ? learnt!.state.last : 0);
    const model = goesOn ? learnt!.model : createAcceptanceModel(optionsOf(live.recipe));
    const feedback = goesOn ? [...learnt!.feedback, ...fresh] : fresh;
    model.learn(fresh.map(verdictOf));
    model.calibration = fitLogOddsMap(
      feedback
        .slice(-calibratedOn)
        .flatMap(({ predictedLogOdds, body }) =>
          predictedLogOdds === null ? [] : [{ logOdds: predictedLogOdds, accepted: acceptedOf(body) }],
        ),
    );
    learnt = { model, feedback, state, ranker: live.version };
    return learnt;
  };

  const isRejectedBy =
    ({ feedback }: Learnt, { developer }: Judge) =>
    ({ rule }: RecommendationFacts): boolean => {
      const own = feedback.filter((each) => each.developer === developer && each.facts.rule === rule);
      const rejected = own.filter(({ body }) => body.type === 'reject').length;
      return rejected >= ownRejections && rejected > own.length - rejected;
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
    async rank(items, options) {
      const at = await current();
      return rankByValue({
        ...options,
        items,
        model: at.model,
        isRejectedByJudge: isRejectedBy(at, options.judge),
      });
    },
    async explain(facts, judge) {
      const { model, feedback } = await current();
      const belief = model.believe(facts, judge);
      const deviation = model.deviation(facts, judge);
      const bound = (side: number) => 1 / (1 + Math.exp(-(belief.logOdds + side * deviation)));
      return {
        ...belief,
        deviation,
        interval: [bound(-2), bound(2)],
        effects: model.effects(facts, judge),
        likes: likesOf(facts, feedback),
        notes: notesOn(facts, feedback),
      };
    },
    async likes(facts) {
      const { feedback } = await current();
      return { likes: likesOf(facts, feedback), notes: notesOn(facts, feedback) };
    },
    historyOf: (recommendation) => kept.historyOf(recommendation),
    async retrain() {
      const { feedback } = await current();
      const live = await rankers.live();
      const decision = decideRanker(feedback.map(verdictOf), live.recipe);
      if (decision.chosen === null) return { ...decision, version: live.version };
      const { version } = await rankers.install(decision.chosen, decision.reason, decision);
      return { ...decision, version };
    },
    rankers: () => rankers.list(),
    rollBack: (version) => rankers.rollBack(version),
  };
}
