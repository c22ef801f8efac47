import {
  decideRanker,
  firstRecipe,
  type Judge,
  openLearning,
  type RecommendationFacts,
} from '../../../src/learning/index.ts';
import { openStore } from '../../../src/store/index.ts';
import { preferringTeam, type SimulatedDeveloper, tossingTeam, uniform } from './developers.ts';
import { codeBase, type RealFinding } from './findings.ts';
import { meanOf } from './measures.ts';

/** Verdicts that are given before rankers are tried on all of them. */
const verdicts = 400;
/** In so many steps: as when rankers are tried beside a person's command. */
const mostFits = 40;
const longFunction = 30;
/** Reviews of so many findings, of which five are shown. */
const afterwards = { reviews: 20, findings: 40, shown: 5 };

/** Who takes either what is in a long function or what is not of low severity, but not both, which no sum of effects says; careless in a tenth. */
function entangledTeam(): SimulatedDeveloper[] {
  const accepts = ({ functionLines, severity }: RecommendationFacts): number =>
    (functionLines ?? 0) >= longFunction !== (severity !== 'low') ? 0.95 : 0.05;
  return ['ann', 'ben', 'cora'].map((name) => ({
    name,
    accepts: (facts) => 0.05 + 0.9 * accepts(facts),
  }));
}

const teams: Readonly<Record<string, (seed: number) => SimulatedDeveloper[]>> = {
  entangled: entangledTeam,
  firm: (seed) => preferringTeam(seed, 'firm'),
  shaded: (seed) => preferringTeam(seed, 'shaded'),
  coin: tossingTeam,
};

/**
 * Do boosted trees take the hierarchical ranker's place? For each team whether they did after 400 verdicts, and by how much their log loss was lower, in nats, over
 * all these verdicts (the first 150 are foretold without trees).
 */
export async function boostingTried(
  findings: readonly RealFinding[],
  { seed, atLeast }: { seed: number; atLeast: number },
): Promise<Record<string, number>> {
  const base = codeBase(findings, seed, atLeast);
  const figures: Record<string, number> = {};
  for (const [name, teamOf] of Object.entries(teams)) {
    const team = teamOf(seed);
    const given = Array.from({ length: verdicts }, (_, number) => {
      const { facts } = base[Math.floor(uniform(`${seed}|boosting|${number}`) * base.length)]!;
      const developer = team[number % team.length]!;
      const judge: Judge = { developer: developer.name, team: 'all' };
      const isAccepted = uniform(`${seed}|said|${number}`) < developer.accepts(facts, number);
      return { facts, judge, accepted: Number(isAccepted), weight: 1 };
    });
    const { decision } = await decideRanker(given, firstRecipe, { mostFits });
    const trial = decision.trials.find(({ recipe }) => recipe.isBoosted)!;
    figures[`${name}Taken`] = Number(decision.chosen?.isBoosted === true);
    figures[`${name}Gain`] = trial.gain;
  }
  return { ...figures, ...(await shownAfterwards(base, seed)) };
}

/** What the first five come to for the entangled team, before rankers are tried and after and an oracle's: shares that are accepted. */
async function shownAfterwards(base: readonly RealFinding[], seed: number): Promise<Record<string, number>> {
  const team = entangledTeam();
  const store = await openStore({ path: ':memory:' });
  try {
    const learning = openLearning(store);
    for (let number = 0; number < verdicts; number++) {
      const { id, facts } = base[Math.floor(uniform(`${seed}|boosting|${number}`) * base.length)]!;
      const developer = team[number % team.length]!;
      const type = uniform(`${seed}|said|${number}`) < developer.accepts(facts, number) ? 'accept' : 'reject';
      const by = { developer: developer.name, team: 'all', origin: 'told' } as const;
      await learning.give({ recommendationId: `${id}|${number}`, type }, facts, by);
    }
    const [ann] = team;
    const reviews = Array.from({ length: afterwards.reviews }, (_, review) =>
      base
        .map((finding) => ({ finding, key: uniform(`${seed}|${review}|${finding.id}`) }))
        .sort((a, b) => a.key - b.key)
        .slice(0, afterwards.findings)
        .map(({ finding }) => finding),
    );
    const accepted = (some: readonly RecommendationFacts[]) =>
      meanOf(some.slice(0, afterwards.shown).map((facts) => ann!.accepts(facts, verdicts)));
    const shown = async () => {
      const shares: number[] = [];
      for (const findings of reviews) {
        const ranked = await learning.rank(findings, {
          factsOf: ({ facts }) => facts,
          judge: { developer: ann!.name, team: 'all' },
        });
        shares.push(accepted(ranked.map(({ facts }) => facts)));
      }
      return meanOf(shares);
    };
    const before = await shown();
    await learning.maintain(verdicts - 1);
    const best = reviews.map((findings) =>
      accepted(
        findings
          .map(({ facts }) => facts)
          .sort((a, b) => ann!.accepts(b, verdicts) - ann!.accepts(a, verdicts)),
      ),
    );
    return { entangledAt5Before: before, entangledAt5: await shown(), entangledOracleAt5: meanOf(best) };
  } finally {
    await store.close();
  }
}
