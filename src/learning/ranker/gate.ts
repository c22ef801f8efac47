import type { Verdict } from './acceptance-model.ts';
import type { Correction } from './boosted/correction.ts';
import { fewestForBoosting, foretellBoosted } from './boosted/foretell-boosted.ts';
import { calibratedInOrder, comparedLosses, type Foretold, foretell, logLoss } from './prequential.ts';
import { challengersOf, describeRecipe, isSameRecipe, type RankerRecipe } from './ranker-version.ts';

/** With fewer verdicts nothing can be told. */
const fewestVerdicts = 100;
/** Standard errors that a one-sided test at 5% asks for when it is shared among so many challengers (Bonferroni). */
const enoughStandardErrors: Readonly<Record<number, number>> = { 1: 1.64, 2: 1.96, 3: 2.13, 4: 2.24 };
/** Trees see a part of the features each, drawn by this seed unless another is given. */
const usualSeed = 1;

/** How a challenger did against the live ranker. */
export interface GateTrial {
  recipe: RankerRecipe;
  /** The recipe in words. */
  description: string;
  /** Mean prequential log loss, nats. */
  logLoss: number;
  /** Live's log loss less this one's, and how many standard errors that is. */
  gain: number;
  standardErrors: number;
}

export interface GateOptions {
  /** Judged by what is foretold of so many of the latest verdicts; of all when left out. */
  latest?: number;
  /** See `foretell`. */
  mostFits?: number;
  seed?: number;
  /** Not tried: a person has put them out of their place. */
  barred?: readonly RankerRecipe[];
}

export interface GateDecision {
  /** The one that takes the live one's place, or null. */
  chosen: RankerRecipe | null;
  reason: string;
  verdicts: number;
  liveLogLoss: number | null;
  trials: GateTrial[];
}

/** What was decided, and the trees of the ranker that is live from now on, fitted to the verdicts at hand; null where it has none. */
export interface Decided {
  decision: GateDecision;
  correction: Correction | null;
}

/**
 * Whether another ranker takes the place of the live one: only if it foretold the verdicts better beyond noise, each verdict foretold from those
 * before it alone, and calibrated by them.
 */
export async function decideRanker(
  all: readonly Verdict[],
  live: RankerRecipe,
  { latest = all.length, mostFits, seed = usualSeed, barred = [] }: GateOptions = {},
): Promise<Decided> {
  const verdicts = Math.min(latest, all.length);
  const undecided = { chosen: null, verdicts, liveLogLoss: null, trials: [] };
  if (verdicts < fewestVerdicts)
    return {
      decision: {
        ...undecided,
        reason: `${verdicts} verdicts are too few to tell rankers apart; ${fewestVerdicts} are needed.`,
      },
      correction: null,
    };
  const tried = tryOn(all, { from: all.length - verdicts, mostFits, seed });
  const ofLive = await tried(live);
  const trials: GateTrial[] = [];
  const challengers = challengersOf(live, all.length > fewestForBoosting).filter(
    (recipe) => !barred.some((each) => isSameRecipe(each, recipe)),
  );
  for (const recipe of challengers) {
    const { foretold } = await tried(recipe);
    trials.push({
      recipe,
      description: describeRecipe(recipe),
      logLoss: mean(foretold.map(logLoss)),
      ...comparedLosses(foretold, ofLive.foretold),
    });
  }
  trials.sort((a, b) => a.logLoss - b.logLoss);
  const best = trials[0];
  const isBetter =
    best !== undefined &&
    best.gain > 0 &&
    best.standardErrors >= (enoughStandardErrors[challengers.length] ?? Number.POSITIVE_INFINITY);
  const chosen = isBetter ? best.recipe : null;
  return {
    decision: {
      chosen,
      reason: isBetter
        ? `It foretold ${verdicts} verdicts better: log loss lower by ${best.gain.toFixed(4)}, ${best.standardErrors.toFixed(1)} standard errors.`
        : 'No other ranker foretold the verdicts better beyond noise.',
      verdicts,
      liveLogLoss: mean(ofLive.foretold.map(logLoss)),
      trials,
    },
    correction: (await tried(chosen ?? live)).correction,
  };
}

/** Forecasts of the verdicts from a place on, by recipe; those that are asked for twice, or share their hierarchical model, are made once. */
function tryOn(
  verdicts: readonly Verdict[],
  { from, mostFits, seed }: { from: number; mostFits: number | undefined; seed: number },
): (recipe: RankerRecipe) => Promise<{ foretold: Foretold[]; correction: Correction | null }> {
  const plain = new Map<number | null, Promise<Foretold[]>>();
  const boosted = new Map<number | null, ReturnType<typeof foretellBoosted>>();
  const once = <Key, Value>(kept: Map<Key, Value>, key: Key, make: () => Value): Value => {
    const value = kept.get(key) ?? make();
    kept.set(key, value);
    return value;
  };
  return async (recipe) => {
    const { halfLife, isBoosted } = recipe;
    const options = optionsOf(recipe);
    const base = await once(plain, halfLife, () => foretell(verdicts, options, { from, mostFits }));
    if (!isBoosted || verdicts.length <= fewestForBoosting)
      return { foretold: calibratedInOrder(base), correction: null };
    const { foretold, correction } = await once(boosted, halfLife, () =>
      foretellBoosted(verdicts, { base, options, seed }),
    );
    return { foretold: calibratedInOrder(foretold), correction };
  };
}

export function optionsOf({ halfLife }: RankerRecipe): { halfLife: number } {
  return { halfLife: halfLife ?? Number.POSITIVE_INFINITY };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
