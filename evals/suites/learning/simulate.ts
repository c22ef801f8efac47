import {
  expectedValue,
  type Learning,
  type LearningParts,
  openLearning,
  type RecommendationFacts,
} from '../../../src/learning/index.ts';
import { openStore } from '../../../src/store/index.ts';
import { type Observer, type SimulatedDeveloper, uniform } from './developers.ts';
import type { RealFinding } from './findings.ts';

/** Findings of one review; the first five are judged. */
export const perReview = 40;
export const shown = 5;
export const explorationShare = 0.1;

/** One judged finding. */
export interface JudgedFinding {
  probability: number;
  accepted: boolean;
  /** Verdicts that had been given before. */
  after: number;
}

/** Another way of choosing five of a review's findings, which hears the same verdicts. */
export interface Onlooker {
  /** Its five of a review's findings, after so many verdicts. */
  choose(findings: readonly RealFinding[], developer: string, verdicts: number): RealFinding[];
  /** A verdict that was given after so many others. */
  told(finding: RealFinding, developer: string, accepted: boolean, after: number): void;
}

/** What five shown findings of one review come to under each way of ranking: the share that is accepted. */
export interface ReviewOutcome {
  after: number;
  learnt: number;
  oracle: number;
  off: number;
  popularity: number;
  /** Of observers who know some of the preferences exactly. */
  rulesKnown: number;
  allButAreasKnown: number;
  /** What the five are worth by severity and effort too: of opsmith's ranking, and of an oracle that ranks by that. */
  value: number;
  oracleValue: number;
  /** How many of the oracle that ranks by worth are accepted. */
  oracleByValue: number;
  /** Of opsmith's beliefs by probability alone, whatever is shown. */
  byProbability: number;
  /** Of the onlookers, by name. */
  onlookers: Record<string, number>;
}

export interface Simulation {
  judged: JudgedFinding[];
  reviews: ReviewOutcome[];
  /** Milliseconds from a verdict to a ranking that knows it, and of a ranking, one entry a review. */
  feedbackMs: number[];
}

export interface SimulationOptions {
  findings: readonly RealFinding[];
  team: readonly SimulatedDeveloper[];
  seed: number;
  reviews: number;
  /** Whether what comes is a coin's rather than its probability: what is compared are then verdicts, not expectations. */
  byVerdict?: boolean;
  /** What the learner is left without. */
  parts?: LearningParts;
  onlookers?: Readonly<Record<string, Onlooker>>;
  /** The onlooker whose five are shown and judged; opsmith's own where none is named. */
  shows?: string;
  /** Looks at what has been learnt, without teaching anything, when exactly so many verdicts have been given. */
  looks?: Readonly<Record<number, (learnt: { learning: Learning; popularity: Popularity }) => Promise<void>>>;
  signal: AbortSignal;
}

/** The share of a rule's verdicts that were acceptances, one of each kind added. */
export type Popularity = (facts: RecommendationFacts) => number;

/**
 * Reviews of findings that nobody has judged yet, one after the other: opsmith's own ranking shows five, a developer judges them, and it learns at once. Each
 * other way of ranking is asked for its five of the same findings; popularity ranks by the acceptance of each rule in the same verdicts.
 */
export async function simulate(options: SimulationOptions): Promise<Simulation> {
  const {
    findings,
    team,
    seed,
    reviews,
    byVerdict = false,
    parts = {},
    onlookers = {},
    shows,
    looks = {},
    signal,
  } = options;
  const store = await openStore({ path: ':memory:' });
  const learning = openLearning(store, { parts });
  const left = [...findings];
  const popular = new Map<string, { accepted: number; judged: number }>();
  const popularity: Popularity = ({ rule }) => rateOf(popular.get(rule));
  const outcome: Simulation = { judged: [], reviews: [], feedbackMs: [] };
  let verdicts = 0;
  try {
    for (let review = 0; review < reviews; review++) {
      signal.throwIfAborted();
      const developer = team[Math.floor(uniform(`${seed}|who|${review}`) * team.length)]!;
      const some = take(left, `${seed}|${review}`);
      const chance = new Map(some.map(({ id, facts }) => [id, developer.accepts(facts, verdicts)]));
      const verdictOf = ({ id }: RealFinding) => isAccepted(seed, developer.name, id, chance.get(id)!);
      const gain = (each: RealFinding) => (byVerdict ? Number(verdictOf(each)) : chance.get(each.id)!);
      const judge = { developer: developer.name, team: 'all' };
      const ranked = await learning.rank(some, {
        factsOf: ({ facts }) => facts,
        judge,
        exploration: { share: explorationShare, firstPlaces: shown, seed: seed * 1_000 + review },
      });
      const first = ranked.slice(0, shown);
      const mean = (five: readonly RealFinding[]) =>
        five.reduce((sum, each) => sum + gain(each), 0) / five.length;
      const best = (score: (finding: RealFinding) => number) =>
        [...some].sort((a, b) => score(b) - score(a)).slice(0, shown);
      const worthOf = (each: RealFinding) => expectedValue(each.facts, chance.get(each.id)!);
      const observed = (observer: Observer) =>
        mean(best(({ facts }) => developer.knownBy?.(observer, facts, verdicts) ?? 0));
      const meanValue = (five: readonly RealFinding[]) =>
        five.reduce((sum, each) => sum + worthOf(each), 0) / five.length;
      const theirs = new Map(
        Object.entries(onlookers).map(([name, each]) => [name, each.choose(some, developer.name, verdicts)]),
      );
      const judgedNow =
        shows === undefined
          ? first
          : ranked.filter(({ item }) => theirs.get(shows)!.includes(item)).slice(0, shown);
      outcome.reviews.push({
        after: verdicts,
        learnt: mean(first.map(({ item }) => item)),
        oracle: mean(best(({ id }) => chance.get(id)!)),
        off: mean(best(({ facts }) => worthUnlearnt(facts))),
        popularity: mean(best(({ facts }) => popularity(facts))),
        rulesKnown: observed('of rules'),
        allButAreasKnown: observed('of all but areas'),
        value: meanValue(first.map(({ item }) => item)),
        oracleValue: meanValue(best(worthOf)),
        oracleByValue: mean(best(worthOf)),
        byProbability: mean(
          ranked
            .toSorted((a, b) => b.probability - a.probability)
            .slice(0, shown)
            .map(({ item }) => item),
        ),
        onlookers: Object.fromEntries([...theirs].map(([name, five]) => [name, mean(five)])),
      });
      const begin = performance.now();
      for (const { item, probability } of judgedNow) {
        const accepted = verdictOf(item);
        outcome.judged.push({ probability, accepted, after: verdicts });
        const type = accepted ? 'accept' : 'reject';
        await learning.give({ recommendationId: item.id, type }, item.facts, { ...judge, origin: 'told' });
        const rate = popular.get(item.facts.rule) ?? { accepted: 0, judged: 0 };
        popular.set(item.facts.rule, { accepted: rate.accepted + Number(accepted), judged: rate.judged + 1 });
        for (const each of Object.values(onlookers)) each.told(item, developer.name, accepted, verdicts);
        verdicts++;
      }
      outcome.feedbackMs.push((performance.now() - begin) / judgedNow.length);
      const judged = new Set(judgedNow.map(({ item }) => item));
      left.push(...some.filter((each) => !judged.has(each)));
      await looks[verdicts]?.({ learning, popularity });
    }
    return outcome;
  } finally {
    await store.close();
  }
}

/** Whether a developer accepts a finding that is accepted with that probability: always the same. */
export function isAccepted(seed: number, developer: string, id: string, probability: number): boolean {
  return uniform(`${seed}|verdict|${developer}|${id}`) < probability;
}

/** Takes a review's findings out of those that are left. */
function take(left: RealFinding[], key: string): RealFinding[] {
  const count = Math.min(perReview, left.length);
  return Array.from({ length: count }, (_, place) => {
    const at = Math.floor(uniform(`${key}|${place}`) * left.length);
    const taken = left[at]!;
    left[at] = left.at(-1)!;
    left.pop();
    return taken;
  });
}

const grades = ['low', 'medium', 'high', 'critical'];

/** What findings are ordered by where learning is off: by severity, then by the prior. */
export function worthUnlearnt({ severity, prior }: RecommendationFacts): number {
  return grades.indexOf(severity) + prior;
}

function rateOf(rate: { accepted: number; judged: number } | undefined): number {
  return ((rate?.accepted ?? 0) + 1) / ((rate?.judged ?? 0) + 2);
}
