import { afterVerdicts, figuresOfPreferences, reviews } from './figures-of-preferences.ts';
import type { RealFinding } from './findings.ts';
import { type Kind, kinds, teamOfKind } from './kinds.ts';
import { createKnowingKind } from './knowing-kind.ts';
import { calibrationErrorOf, type Forecast, meanOf } from './measures.ts';
import { type Onlooker, shown, simulate } from './simulate.ts';

export interface KindsOptions {
  /** Of one code base. */
  findings: readonly RealFinding[];
  seed: number;
  signal: AbortSignal;
}

/** The figures of each kind, by its name and a dot, and as the mean of all kinds (`all.`). */
export async function figuresOfKinds(options: KindsOptions): Promise<Record<string, number>> {
  const byKind: Record<string, Record<string, number>> = {};
  for (const [name, kind] of Object.entries(kinds)) byKind[name] = await figuresOfKind(kind, options);
  return namedFigures(byKind);
}

/** Figures of several kinds as one record, their means beside them. */
export function namedFigures(
  byKind: Readonly<Record<string, Readonly<Record<string, number>>>>,
): Record<string, number> {
  const each = Object.values(byKind);
  const means = Object.fromEntries(
    Object.keys(each[0] ?? {}).map((figure) => [figure, meanOf(each.map((figures) => figures[figure]!))]),
  );
  return Object.fromEntries(
    Object.entries({ ...byKind, all: means }).flatMap(([name, figures]) =>
      Object.entries(figures).map(([figure, value]) => [`${name}.${figure}`, value]),
    ),
  );
}

/** The figures of one kind, and of who knows the kind. */
export async function figuresOfKind(
  kind: Kind,
  { findings, seed, signal }: KindsOptions,
): Promise<Record<string, number>> {
  const { knowing, forecasts } = knowingOnlooker(kind);
  const simulation = await simulate({
    findings,
    team: teamOfKind(kind, seed),
    seed,
    reviews,
    onlookers: { knowing },
    signal,
  });
  const figures = figuresOfPreferences(simulation);
  const { acceptanceAt5, oracleAt5, offAt5, popularityAt5, ofOracle, ofOff, ofPopularity } = figures;
  const late = simulation.reviews.filter(({ after }) => after >= afterVerdicts);
  const ofOracles = (five: (review: (typeof late)[number]) => number) => meanOf(late.map(five)) / oracleAt5!;
  return {
    acceptanceAt5: acceptanceAt5!,
    oracleAt5: oracleAt5!,
    offAt5: offAt5!,
    popularityAt5: popularityAt5!,
    ofOracle: ofOracle!,
    ofOff: ofOff!,
    ofPopularity: ofPopularity!,
    calibrationError: figures.calibrationError!,
    auc: figures.auc!,
    byProbabilityOfOracle: ofOracles(({ byProbability }) => byProbability),
    knowingOfOracle: ofOracles(({ onlookers }) => onlookers.knowing!),
    knowingCalibrationError: calibrationErrorOf(forecasts),
  };
}

/** Who knows the kind and ranks by probability, and what was foretold so of what was judged. */
function knowingOnlooker(kind: Kind): { knowing: Onlooker; forecasts: Forecast[] } {
  const posterior = createKnowingKind(kind);
  const forecasts: Forecast[] = [];
  let said = new Map<RealFinding, number>();
  return {
    forecasts,
    knowing: {
      choose(some, developer, verdicts) {
        said = new Map(some.map((each) => [each, posterior.probability(each.facts, developer, verdicts)]));
        return some.toSorted((a, b) => said.get(b)! - said.get(a)!).slice(0, shown);
      },
      told(finding, developer, accepted, after) {
        forecasts.push({ probability: said.get(finding)!, accepted });
        posterior.told(finding.facts, developer, accepted, after);
      },
    },
  };
}
