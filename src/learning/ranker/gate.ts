import type { Verdict } from './acceptance-model.ts';
import { comparedLosses, foretell, logLoss } from './prequential.ts';
import { describeRecipe, type RankerRecipe, triedRecipes } from './ranker-version.ts';

/** With fewer verdicts nothing can be told. */
const fewestVerdicts = 100;
/** A one-sided test at 5%, shared among all challengers (Bonferroni): 2.13 standard errors for three. */
const enoughStandardErrors = 2.13;

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
  /** Tried on so many of the latest verdicts alone; all of them when left out. */
  latest?: number;
  /** See `foretell`. */
  mostFits?: number;
}

export interface GateDecision {
  /** The one that takes the live one's place, or null. */
  chosen: RankerRecipe | null;
  reason: string;
  verdicts: number;
  liveLogLoss: number | null;
  trials: GateTrial[];
}

/**
 * Whether another ranker takes the place of the live one: only if it foretold the verdicts better beyond noise, each verdict foretold from those
 * before it alone.
 */
export function decideRanker(
  all: readonly Verdict[],
  live: RankerRecipe,
  { latest = all.length, mostFits }: GateOptions = {},
): GateDecision {
  const verdicts = all.slice(-latest);
  const fits = mostFits === undefined ? {} : { mostFits };
  if (verdicts.length < fewestVerdicts)
    return {
      chosen: null,
      reason: `${verdicts.length} verdicts are too few to tell rankers apart; ${fewestVerdicts} are needed.`,
      verdicts: verdicts.length,
      liveLogLoss: null,
      trials: [],
    };
  const ofLive = foretell(verdicts, optionsOf(live), fits);
  const trials = triedRecipes
    .filter(({ halfLife }) => halfLife !== live.halfLife)
    .map((recipe): GateTrial => {
      const foretold = foretell(verdicts, optionsOf(recipe), fits);
      return {
        recipe,
        description: describeRecipe(recipe),
        logLoss: mean(foretold.map(logLoss)),
        ...comparedLosses(foretold, ofLive),
      };
    })
    .sort((a, b) => a.logLoss - b.logLoss);
  const best = trials[0];
  const isBetter = best !== undefined && best.gain > 0 && best.standardErrors >= enoughStandardErrors;
  return {
    chosen: isBetter ? best.recipe : null,
    reason: isBetter
      ? `It foretold ${verdicts.length} verdicts better: log loss lower by ${best.gain.toFixed(4)}, ${best.standardErrors.toFixed(1)} standard errors.`
      : 'No other ranker foretold the verdicts better beyond noise.',
    verdicts: verdicts.length,
    liveLogLoss: mean(ofLive.map(logLoss)),
    trials,
  };
}

export function optionsOf({ halfLife }: RankerRecipe): { halfLife: number } {
  return { halfLife: halfLife ?? Number.POSITIVE_INFINITY };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
