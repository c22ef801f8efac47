import type { Learning, RecommendationFacts } from '../../../src/learning/index.ts';
import { preferringTeam, type SimulatedDeveloper, uniform, type World } from './developers.ts';
import type { RealFinding } from './findings.ts';
import { aucOf, calibrationErrorOf, type Forecast, meanOf } from './measures.ts';
import {
  explorationShare,
  isAccepted,
  type Popularity,
  perReview,
  shown,
  simulate,
  worthUnlearnt,
} from './simulate.ts';

/** Share of the findings that are never offered for a verdict, by whole files or folders. */
const shareAside = 0.4;
/** Verdicts after which the part kept aside is ranked: the reading, and how it goes on. */
export const readAfter = 200;
const laterAfter = 400;
/** So often the part kept aside is shuffled and cut into lists as long as a review. */
const shuffles = 20;

/** What the first five of a list come to, the mean over lists and developers. */
interface First5 {
  learnt: number;
  oracle: number;
  off: number;
  popularity: number;
}

interface Reading {
  lists: First5;
  /** Of everything kept aside as one list. */
  whole: First5;
  forecasts: Forecast[];
}

export interface KeptAsideOptions {
  /** Of one code base. */
  findings: readonly RealFinding[];
  world: World;
  seed: number;
  signal: AbortSignal;
}

/**
 * What verdicts on one part of a code base tell of another part that nobody was ever asked about: whole files by the hash of their path, and, as the harder
 * way, whole folders. docs/learning.md defines it.
 */
export async function figuresKeptAside(options: KeptAsideOptions): Promise<Record<string, number>> {
  const { at, later } = await read(options, ({ file }) => file);
  const { at: folders } = await read(options, ({ area }) => area);
  return {
    acceptanceAt5: at.lists.learnt,
    oracleAt5: at.lists.oracle,
    offAt5: at.lists.off,
    popularityAt5: at.lists.popularity,
    ofOracle: at.lists.learnt / at.lists.oracle,
    ofOff: at.lists.learnt / at.lists.off,
    ofPopularity: at.lists.learnt / at.lists.popularity,
    wholeOfOracle: at.whole.learnt / at.whole.oracle,
    laterOfOracle: later.lists.learnt / later.lists.oracle,
    calibrationError: calibrationErrorOf(at.forecasts),
    auc: aucOf(at.forecasts),
    foldersOfOracle: folders.lists.learnt / folders.lists.oracle,
    foldersOfOff: folders.lists.learnt / folders.lists.off,
    foldersCalibrationError: calibrationErrorOf(folders.forecasts),
  };
}

/**
 * The two parts of a code base: what verdicts are asked of, and what is kept aside. Whole places are, in the order of a hash, up to the share; one that would
 * lead beyond it is passed over, since a single file may have most findings of a code base.
 */
export function parted(
  findings: readonly RealFinding[],
  seed: number,
  placeOf: (facts: RecommendationFacts) => string,
): { offered: RealFinding[]; aside: RealFinding[] } {
  const byPlace = Map.groupBy(findings, ({ facts }) => placeOf(facts));
  const inOrder = [...byPlace]
    .map(([place, some]) => ({ some, hash: uniform(`${seed}|aside|${place}`) }))
    .sort((a, b) => a.hash - b.hash);
  const offered: RealFinding[] = [];
  const aside: RealFinding[] = [];
  for (const { some } of inOrder) {
    const part = aside.length + some.length <= shareAside * findings.length ? aside : offered;
    part.push(...some);
  }
  return { offered, aside };
}

async function read(
  { findings, world, seed, signal }: KeptAsideOptions,
  placeOf: (facts: RecommendationFacts) => string,
): Promise<{ at: Reading; later: Reading }> {
  const { offered, aside } = parted(findings, seed, placeOf);
  const team = preferringTeam(seed, world);
  const readings = new Map<number, Reading>();
  const look =
    (after: number) =>
    async ({ learning, popularity }: { learning: Learning; popularity: Popularity }) => {
      readings.set(after, await readingOf({ aside, team, seed, after, learning, popularity }));
    };
  await simulate({
    findings: offered,
    team,
    seed,
    reviews: laterAfter / shown,
    looks: { [readAfter]: look(readAfter), [laterAfter]: look(laterAfter) },
    signal,
  });
  const [at, later] = [readings.get(readAfter), readings.get(laterAfter)];
  if (at === undefined || later === undefined)
    throw new Error(`The code base of seed ${seed} has too few findings for ${laterAfter} verdicts.`);
  return { at, later };
}

async function readingOf({
  aside,
  team,
  seed,
  after,
  learning,
  popularity,
}: {
  aside: readonly RealFinding[];
  team: readonly SimulatedDeveloper[];
  seed: number;
  after: number;
  learning: Learning;
  popularity: Popularity;
}): Promise<Reading> {
  const lists = listsOf(aside, seed);
  const perList: First5[] = [];
  const perWhole: First5[] = [];
  const forecasts: Forecast[] = [];
  for (const developer of team) {
    const chance = new Map(aside.map(({ id, facts }) => [id, developer.accepts(facts, after)]));
    const rank = (some: readonly RealFinding[], place: number) =>
      learning.rank(some, {
        factsOf: ({ facts }) => facts,
        judge: { developer: developer.name, team: 'all' },
        exploration: { share: explorationShare, firstPlaces: shown, seed: seed * 1_000 + place },
      });
    const gains = (five: readonly RealFinding[]) => meanOf(five.map(({ id }) => chance.get(id)!));
    const first5 = (some: readonly RealFinding[], ranked: readonly { item: RealFinding }[]): First5 => {
      const best = (score: (finding: RealFinding) => number) =>
        gains(some.toSorted((a, b) => score(b) - score(a)).slice(0, shown));
      return {
        learnt: gains(ranked.slice(0, shown).map(({ item }) => item)),
        oracle: best(({ id }) => chance.get(id)!),
        off: best(({ facts }) => worthUnlearnt(facts)),
        popularity: best(({ facts }) => popularity(facts)),
      };
    };
    for (const [place, list] of lists.entries()) perList.push(first5(list, await rank(list, place)));
    const ranked = await rank(aside, lists.length);
    perWhole.push(first5(aside, ranked));
    for (const { item, probability } of ranked)
      forecasts.push({
        probability,
        accepted: isAccepted(seed, developer.name, item.id, chance.get(item.id)!),
      });
  }
  return { lists: meansOf(perList), whole: meansOf(perWhole), forecasts };
}

/** The part kept aside, shuffled and cut into lists as long as a review; one list where there is less than that. */
export function listsOf(aside: readonly RealFinding[], seed: number): RealFinding[][] {
  if (aside.length < perReview) return [[...aside]];
  return Array.from({ length: shuffles }, (_, shuffle) => {
    const shuffled = aside
      .map((each) => ({ each, place: uniform(`${seed}|list|${shuffle}|${each.id}`) }))
      .sort((a, b) => a.place - b.place)
      .map(({ each }) => each);
    const whole = Math.floor(shuffled.length / perReview);
    return Array.from({ length: whole }, (_, list) =>
      shuffled.slice(list * perReview, (list + 1) * perReview),
    );
  }).flat();
}

function meansOf(all: readonly First5[]): First5 {
  const mean = (way: keyof First5) => meanOf(all.map((each) => each[way]));
  return {
    learnt: mean('learnt'),
    oracle: mean('oracle'),
    off: mean('off'),
    popularity: mean('popularity'),
  };
}
