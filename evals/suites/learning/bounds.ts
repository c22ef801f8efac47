/**
 * What could at best be had: `node evals/suites/learning/bounds.ts [firm|shaded] [SEEDS]`, JSON on standard output. Shares of the oracle's acceptances after 200
 * verdicts of one who knows how the world is made and has to learn the opinions alone: from the verdicts that opsmith asked for, from those that it asks for
 * itself, and from what all three developers would say of every other finding, which nobody who asks for a part of that can better; and of opsmith on either's verdicts.
 */
import { chooseTelling, expectedValue } from '../../../src/learning/index.ts';
import { preferringTeam, type World } from './developers.ts';
import { afterVerdicts, atLeast, reviews } from './figures-of-preferences.ts';
import { codeBase, keptFindings, type RealFinding } from './findings.ts';
import { createKnowingPosterior } from './knowing-posterior.ts';
import { type Estimate, estimate, meanOf } from './measures.ts';
import { isAccepted, type Onlooker, type ReviewOutcome, simulate } from './simulate.ts';

const shown = 5;
const draws = 150;
/** Who is told all verdicts but those on the findings at hand is asked in every fourth review alone: it takes long. */
const everySo = 4;
const drawsOfAll = 60;
/** A verdict helps the first places of so many later reviews. */
const horizon = 300;

const [world = 'firm', range = '101-140'] = process.argv.slice(2);
const [from, to] = range.split('-').map(Number);
const findings = keptFindings();

const figures: Record<string, number>[] = [];
for (let seed = from!; seed <= (to ?? from!); seed++) {
  const figure: Record<string, number> = { seed, ...(await figuresOf(seed)) };
  figures.push(figure);
  process.stderr.write(`${JSON.stringify(figure)}\n`);
}
const names = Object.keys(figures[0]!).filter((name) => name !== 'seed');
const means: Record<string, Estimate> = Object.fromEntries(
  names.map((name) => [name, estimate(figures.map((each) => each[name]!))]),
);
process.stdout.write(`${JSON.stringify({ world, seeds: range, means, bySeed: figures }, null, 2)}\n`);

async function figuresOf(seed: number): Promise<Record<string, number>> {
  const run = (onlookers: Record<string, Onlooker>, shows?: string) =>
    simulate({
      findings: codeBase(findings, seed, atLeast),
      team: preferringTeam(seed, world as World),
      seed,
      reviews,
      onlookers,
      ...(shows === undefined ? {} : { shows }),
      signal: new AbortController().signal,
    });
  const watched = await run({ ...knowing(seed, 'watches'), all: toldOfAll(seed) });
  const asked = await run(knowing(seed, 'asks'), 'probability');
  const late = (of: (review: ReviewOutcome) => number, all: readonly ReviewOutcome[]) =>
    meanOf(all.filter(({ after }) => after >= afterVerdicts).map(of));
  const share = (of: (review: ReviewOutcome) => number, all: readonly ReviewOutcome[]) =>
    late(of, all) / late(({ oracle }) => oracle, all);
  return {
    opsmith: share(({ learnt }) => learnt, watched.reviews),
    opsmithByProbability: share(({ byProbability }) => byProbability, watched.reviews),
    oracleByValue: share(({ oracleByValue }) => oracleByValue, watched.reviews),
    knowing: share(({ onlookers }) => onlookers.probability!, watched.reviews),
    knowingByValue: share(({ onlookers }) => onlookers.value!, watched.reviews),
    knowingAllOthers: share(
      ({ onlookers }) => onlookers.all!,
      watched.reviews.filter((_, review) => review % everySo === 0),
    ),
    knowingAsks: share(({ onlookers }) => onlookers.probability!, asked.reviews),
    opsmithOnItsVerdicts: share(({ byProbability }) => byProbability, asked.reviews),
    opinions: opinionsOn(codeBase(findings, seed, atLeast), preferringTeam(seed, world as World).length),
  };
}

/** How many hidden numbers play a part in what a team thinks of a code base, those that it will think later left out. */
function opinionsOn(all: readonly RealFinding[], developers: number): number {
  const differ = (key: (finding: RealFinding) => string) => new Set(all.map(key)).size;
  return (
    differ(({ facts }) => facts.rule) * (1 + developers) +
    differ(({ facts }) => `${facts.rule}|${facts.pathKind}`) +
    differ(({ facts }) => facts.severity) +
    differ(({ facts }) => `${facts.category}|${facts.area}`) +
    developers
  );
}

/** Who knows the world, ranking by probability and by worth; one who asks chooses the first 200 verdicts by what they tell. */
function knowing(seed: number, role: 'watches' | 'asks'): Record<string, Onlooker> {
  const posterior = createKnowingPosterior(world as World, seed);
  let byValue: RealFinding[] = [];
  return {
    probability: {
      choose(some, developer, verdicts) {
        byValue = [];
        if (verdicts < afterVerdicts && role === 'watches') return some.slice(0, shown);
        const facts = some.map((each) => each.facts);
        const drawn = posterior.sample(facts, { developer, verdicts, draws });
        const probabilities = probabilitiesOf(drawn);
        const best = (score: (at: number) => number) =>
          [...some.keys()]
            .sort((a, b) => score(b) - score(a))
            .slice(0, shown)
            .map((at) => some[at]!);
        byValue = best((at) => expectedValue(facts[at]!, probabilities[at]!));
        if (verdicts >= afterVerdicts) return best((at) => probabilities[at]!);
        const worths = new Float64Array(some.length).fill(1);
        return chooseTelling({ ...momentsOf(drawn), worths, places: shown, horizon }).map((at) => some[at]!);
      },
      told: ({ facts }, developer, accepted, after) => posterior.told(facts, developer, accepted, after),
    },
    value: { choose: (some) => (byValue.length === 0 ? some.slice(0, shown) : byValue), told: () => {} },
  };
}

/** Who knows the world, and what each developer says, after all changes of mind, of every finding but those of the review. */
function toldOfAll(seed: number): Onlooker {
  const posterior = createKnowingPosterior(world as World, seed);
  const all = codeBase(findings, seed, atLeast);
  const team = preferringTeam(seed, world as World);
  const rowsOf = new Map<string, number[]>();
  let rows = 0;
  for (const { id, facts } of all) {
    const own = [];
    for (const { name, accepts } of team) {
      posterior.told(facts, name, isAccepted(seed, name, id, accepts(facts, all.length)), all.length);
      own.push(rows++);
    }
    rowsOf.set(id, own);
  }
  let review = -1;
  return {
    choose(some, developer, verdicts) {
      review++;
      if (verdicts < afterVerdicts || review % everySo !== 0) return some.slice(0, shown);
      const without = new Set(some.flatMap(({ id }) => rowsOf.get(id)!));
      const facts = some.map((each) => each.facts);
      const probabilities = probabilitiesOf(
        posterior.sample(facts, { developer, verdicts, draws: drawsOfAll, without }),
      );
      return [...some.keys()]
        .sort((a, b) => probabilities[b]! - probabilities[a]!)
        .slice(0, shown)
        .map((at) => some[at]!);
    },
    told: () => {},
  };
}

function probabilitiesOf(drawn: readonly Float64Array[]): number[] {
  return Array.from({ length: drawn[0]!.length }, (_, at) =>
    meanOf(drawn.map((logOdds) => 1 / (1 + Math.exp(-logOdds[at]!)))),
  );
}

function momentsOf(drawn: readonly Float64Array[]): { logOdds: Float64Array; covariance: Float64Array } {
  const count = drawn[0]!.length;
  const logOdds = new Float64Array(count);
  for (const each of drawn) for (let at = 0; at < count; at++) logOdds[at]! += each[at]! / drawn.length;
  const covariance = new Float64Array(count * count);
  for (const each of drawn)
    for (let a = 0; a < count; a++)
      for (let b = 0; b < count; b++)
        covariance[a * count + b]! +=
          ((each[a]! - logOdds[a]!) * (each[b]! - logOdds[b]!)) / (drawn.length - 1);
  return { logOdds, covariance };
}
