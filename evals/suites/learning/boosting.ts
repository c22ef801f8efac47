import {
  decideRanker,
  firstRecipe,
  type Judge,
  type RecommendationFacts,
} from '../../../src/learning/index.ts';
import { preferringTeam, type SimulatedDeveloper, tossingTeam, uniform } from './developers.ts';
import { codeBase, type RealFinding } from './findings.ts';

/** Verdicts that are given before rankers are tried on all of them. */
const verdicts = 400;
/** In so many steps: as when rankers are tried beside a person's command. */
const mostFits = 40;
const longFunction = 30;

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
  return figures;
}
