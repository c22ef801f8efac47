import { type Learning, openLearning, type RecommendationFacts } from '../../../src/learning/index.ts';
import { openStore } from '../../../src/store/index.ts';
import { boostingTried } from './boosting.ts';
import { poisonedTeam, preferringTeam, tossingTeam, uniform, type World } from './developers.ts';
import { figuresOfKinds } from './figures-of-kinds.ts';
import { afterVerdicts, atLeast, figuresOfPreferences, reviews } from './figures-of-preferences.ts';
import { codeBase, type RealFinding } from './findings.ts';
import { figuresKeptAside } from './kept-aside.ts';
import { aucOf, calibrationErrorOf, type Estimate, estimate, meanOf } from './measures.ts';
import { secondOpinionsHelp } from './second-opinions.ts';
import { type Simulation, simulate } from './simulate.ts';

/** What a scenario came to: a figure a seed each, as their mean with an interval. */
export type Figures = Record<string, Estimate>;

export interface ScenarioOptions {
  findings: readonly RealFinding[];
  seeds: number;
  signal: AbortSignal;
}

/** All scenarios by name. */
export const scenarios = {
  preferences: (options: ScenarioOptions) =>
    simulated(options, (seed) => preferringTeam(seed, 'firm'), figuresOfPreferences),
  'preferences-shaded': (options: ScenarioOptions) =>
    simulated(options, (seed) => preferringTeam(seed, 'shaded'), figuresOfPreferences),
  'kept-aside': (options: ScenarioOptions) => keptAside(options, 'firm'),
  'kept-aside-shaded': (options: ScenarioOptions) => keptAside(options, 'shaded'),
  kinds: ({ findings, seeds, signal }: ScenarioOptions) =>
    overSeeds(seeds, (seed) => figuresOfKinds({ findings: codeBase(findings, seed, atLeast), seed, signal })),
  random: (options: ScenarioOptions) => simulated(options, tossingTeam, figuresOfChance, true),
  poisoning,
  rejection,
  'second-opinions': ({ seeds }: ScenarioOptions) =>
    overSeeds(seeds, async (seed) => secondOpinionsHelp(seed)),
  boosting: ({ findings, seeds, signal }: ScenarioOptions) =>
    overSeeds(seeds, async (seed) => {
      signal.throwIfAborted();
      return boostingTried(findings, { seed, atLeast });
    }),
} as const satisfies Record<string, (options: ScenarioOptions) => Promise<Figures>>;
export type ScenarioName = keyof typeof scenarios;

async function simulated(
  { findings, seeds, signal }: ScenarioOptions,
  teamOf: (seed: number) => ReturnType<typeof preferringTeam>,
  figuresOf: (simulation: Simulation) => Record<string, number>,
  byVerdict = false,
): Promise<Figures> {
  return overSeeds(seeds, async (seed) =>
    figuresOf(
      await simulate({
        findings: codeBase(findings, seed, atLeast),
        team: teamOf(seed),
        seed,
        reviews,
        byVerdict,
        signal,
      }),
    ),
  );
}

function keptAside({ findings, seeds, signal }: ScenarioOptions, world: World): Promise<Figures> {
  return overSeeds(seeds, (seed) =>
    figuresKeptAside({ findings: codeBase(findings, seed, atLeast), world, seed, signal }),
  );
}

function figuresOfChance({ judged, reviews: all }: Simulation): Record<string, number> {
  const late = all.filter(({ after }) => after >= afterVerdicts);
  return {
    acceptanceAt5: meanOf(late.map(({ learnt }) => learnt)),
    offAt5: meanOf(late.map(({ off }) => off)),
    lift: meanOf(late.map(({ learnt, off }) => learnt - off)),
    auc: aucOf(judged),
    calibrationError: calibrationErrorOf(judged),
  };
}

/** One developer rejects all that has to do with security: are criticals hidden from the others, or moved down? */
async function poisoning({ findings, seeds, signal }: ScenarioOptions): Promise<Figures> {
  const critical = findings.filter(
    ({ facts }) => facts.category === 'security' && facts.severity === 'critical',
  );
  const security = findings.filter(
    ({ facts }) => facts.category === 'security' && facts.severity !== 'critical',
  );
  return overSeeds(seeds, async (seed) => {
    signal.throwIfAborted();
    const [mallory, ben] = poisonedTeam(seed);
    const base = [...security, ...codeBase(findings, seed, atLeast)];
    return withLearning(async (learning) => {
      // All rejections are mallory's; the others have said nothing yet, which is when they are easiest to mislead.
      for (let verdict = 0; verdict < afterVerdicts; verdict++) {
        const { id, facts } = base[Math.floor(uniform(`${seed}|poison|${verdict}`) * base.length)]!;
        const accepted = uniform(`${seed}|${id}|${verdict}`) < mallory!.accepts(facts, verdict);
        await tell(learning, { id: `${id}|${verdict}`, facts }, { developer: mallory!.name, accepted });
      }
      const shownTo = async (developer: string) => {
        const ranked = await learning.rank([...critical, ...base.slice(0, 40)], {
          factsOf: ({ facts }) => facts,
          judge: { developer, team: 'all' },
        });
        const places = ranked.flatMap(({ facts, isHeldBack }) =>
          facts.severity === 'critical' && facts.category === 'security' ? [isHeldBack] : [],
        );
        return places.filter((isHeldBack) => isHeldBack).length / places.length;
      };
      return {
        criticalsHiddenFromOthers: await shownTo(ben!.name),
        criticalsHiddenFromOneself: await shownTo(mallory!.name),
      };
    });
  });
}

const rejections = 5;

/** One rule is rejected five times, in as many files; then others of its findings are ranked among others, before and after. */
async function rejection({ findings, seeds, signal }: ScenarioOptions): Promise<Figures> {
  const byRule = Map.groupBy(
    findings.filter(({ facts }) => facts.severity !== 'critical'),
    ({ facts }) => facts.rule,
  );
  const enough = [...byRule]
    .map(([rule, some]) => ({ rule, files: [...Map.groupBy(some, ({ facts }) => facts.file).values()] }))
    .filter(({ files }) => files.length >= rejections * 2);
  return overSeeds(seeds, async (seed) => {
    signal.throwIfAborted();
    const { rule, files } = enough[Math.floor(uniform(`${seed}|rule`) * enough.length)]!;
    const order = files.toSorted(([a], [b]) => uniform(`${seed}|${a!.id}`) - uniform(`${seed}|${b!.id}`));
    const rejected = order.slice(0, rejections).map(([first]) => first!);
    const fresh = order.slice(rejections).map(([first]) => first!);
    const category = fresh[0]!.facts.category;
    const others = codeBase(findings, seed, 200).filter(({ facts }) => facts.category !== category);
    const judge = { developer: 'ann', team: '' };
    return withLearning(async (learning) => {
      const look = async () => {
        const ranked = await learning.rank([...fresh, ...others], {
          factsOf: ({ facts }) => facts,
          judge,
        });
        const shown = (isOne: (facts: RecommendationFacts) => boolean) => {
          const some = ranked.filter(({ facts }) => isOne(facts));
          return {
            share: some.filter(({ isHeldBack }) => !isHeldBack).length / some.length,
            probability: meanOf(some.map(({ probability }) => probability)),
          };
        };
        return { ofRule: shown((facts) => facts.rule === rule), rest: shown((facts) => facts.rule !== rule) };
      };
      const before = await look();
      for (const finding of rejected) await tell(learning, finding, { ...judge, accepted: false });
      const after = await look();
      return {
        shownOfRule: after.ofRule.share / before.ofRule.share,
        likelihoodOfRule: after.ofRule.probability / before.ofRule.probability,
        shownOfOthers: after.rest.share / before.rest.share,
        likelihoodOfOthers: after.rest.probability / before.rest.probability,
      };
    });
  });
}

async function tell(
  learning: Learning,
  { id, facts }: RealFinding,
  { developer, accepted }: { developer: string; accepted: boolean },
): Promise<void> {
  const type = accepted ? 'accept' : 'reject';
  await learning.give({ recommendationId: id, type }, facts, { developer, team: 'all', origin: 'told' });
}

async function withLearning<T>(work: (learning: Learning) => Promise<T>): Promise<T> {
  const store = await openStore({ path: ':memory:' });
  try {
    return await work(openLearning(store));
  } finally {
    await store.close();
  }
}

async function overSeeds(
  seeds: number,
  figuresOf: (seed: number) => Promise<Record<string, number>>,
): Promise<Figures> {
  const all: Record<string, number>[] = [];
  for (let seed = 1; seed <= seeds; seed++) all.push(await figuresOf(seed));
  const names = Object.keys(all[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, estimate(all.map((figures) => figures[name]!))]));
}
