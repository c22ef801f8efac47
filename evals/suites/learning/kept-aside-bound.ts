/**
 * What could at best be had on findings kept aside: `node evals/suites/learning/kept-aside-bound.ts [firm|shaded] [SEEDS]`, JSON on standard output. Of one who
 * knows how the world is made and learns the opinions from the verdicts that opsmith asked for, and of opsmith's beliefs ranked by probability alone.
 */
import { careless, preferringTeam, type World } from './developers.ts';
import { atLeast } from './figures-of-preferences.ts';
import { codeBase, keptFindings, type RealFinding } from './findings.ts';
import { listsOf, parted, readAfter } from './kept-aside.ts';
import { createKnowingPosterior } from './knowing-posterior.ts';
import { calibrationErrorOf, estimate, type Forecast, meanOf } from './measures.ts';
import { isAccepted, type Onlooker, shown, simulate } from './simulate.ts';

const draws = 150;
const [world = 'firm', range = '101-120'] = process.argv.slice(2);
const [from, to] = range.split('-').map(Number);
const findings = keptFindings();

const bySeed: Record<string, number>[] = [];
for (let seed = from!; seed <= (to ?? from!); seed++) {
  bySeed.push({ seed, ...(await figuresOf(seed)) });
  process.stderr.write(`${JSON.stringify(bySeed.at(-1))}\n`);
}
const names = Object.keys(bySeed[0]!).filter((name) => name !== 'seed');
const means = Object.fromEntries(names.map((name) => [name, estimate(bySeed.map((each) => each[name]!))]));
process.stdout.write(`${JSON.stringify({ world, seeds: range, means, bySeed }, null, 2)}\n`);

async function figuresOf(seed: number): Promise<Record<string, number>> {
  const all = codeBase(findings, seed, atLeast);
  const { offered, aside } = parted(all, seed, ({ file }) => file);
  const team = preferringTeam(seed, world as World);
  const posterior = createKnowingPosterior(world as World, seed);
  const watching: Onlooker = {
    choose: (some) => some.slice(0, shown),
    told: ({ facts }, developer, accepted, after) => posterior.told(facts, developer, accepted, after),
  };
  const gains = new Map<string, number[]>();
  const forecasts = new Map<string, Forecast[]>();
  await simulate({
    findings: offered,
    team,
    seed,
    reviews: readAfter / shown,
    onlookers: { watching },
    signal: new AbortController().signal,
    looks: {
      async [readAfter]({ learning, popularity }) {
        for (const developer of team) {
          const chance = new Map(aside.map(({ id, facts }) => [id, developer.accepts(facts, readAfter)]));
          const judge = { developer: developer.name, team: 'all' };
          const ranked = await learning.rank(aside, { factsOf: ({ facts }) => facts, judge });
          const place = new Map(ranked.map(({ item }, at) => [item.id, -at]));
          const believed = new Map(ranked.map(({ item, probability }) => [item.id, probability]));
          const drawn = posterior.sample(
            aside.map(({ facts }) => facts),
            { developer: developer.name, verdicts: readAfter, draws },
          );
          const known = new Map(
            aside.map(({ id }, at) => [
              id,
              chanceOf(meanOf(drawn.map((row) => 1 / (1 + Math.exp(-row[at]!))))),
            ]),
          );
          const ways: Record<string, (finding: RealFinding) => number> = {
            oracle: ({ id }) => chance.get(id)!,
            opsmith: ({ id }) => place.get(id)!,
            opsmithByProbability: ({ id }) => believed.get(id)!,
            popularity: ({ facts }) => popularity(facts),
            knowing: ({ id }) => known.get(id)!,
            rulesKnown: ({ facts }) => developer.knownBy!('of rules', facts, readAfter),
          };
          for (const list of listsOf(aside, seed))
            for (const [way, score] of Object.entries(ways)) {
              const five = list.toSorted((a, b) => score(b) - score(a)).slice(0, shown);
              add(gains, way, meanOf(five.map(({ id }) => chance.get(id)!)));
            }
          for (const { id } of aside) {
            const accepted = isAccepted(seed, developer.name, id, chance.get(id)!);
            add(forecasts, 'opsmith', { probability: believed.get(id)!, accepted });
            add(forecasts, 'knowing', { probability: known.get(id)!, accepted });
          }
        }
      },
    },
  });
  const oracle = meanOf(gains.get('oracle')!);
  return {
    ...Object.fromEntries(
      [...gains].filter(([way]) => way !== 'oracle').map(([way, some]) => [way, meanOf(some) / oracle]),
    ),
    calibrationError: calibrationErrorOf(forecasts.get('opsmith')!),
    calibrationErrorOfKnowing: calibrationErrorOf(forecasts.get('knowing')!),
  };
}

/** What is said in the end: some verdicts are a coin's, whatever is thought. */
function chanceOf(opinion: number): number {
  return careless / 2 + (1 - careless) * opinion;
}

function add<T>(all: Map<string, T[]>, name: string, value: T): void {
  const some = all.get(name);
  if (some === undefined) all.set(name, [value]);
  else some.push(value);
}
