import { type AcceptanceModelOptions, createAcceptanceModel, type Verdict } from './acceptance-model.ts';
import { fitLogOddsMap, type LogOddsMap, sameLogOdds } from './log-odds-map.ts';

/** No probability counts as surer than this, or one surprise would outweigh all else. */
const surest = 0.995;
/** Calibration looks at so many of the latest verdicts. */
const calibratedOn = 400;
/** With fewer, a handful of verdicts on one rule would move all others. */
const calibratedFrom = 60;
/** Calibration is learnt anew after so many more. */
const calibratedEvery = 20;

/** What was believed of a verdict by a model that knew only those before it. */
export interface Foretold {
  probability: number;
  logOdds: number;
  accepted: number;
  weight: number;
}

export interface ForetellOptions {
  /** Only verdicts from this place on are foretold; those before are learnt at once. */
  from?: number;
  /** Verdicts are foretold in blocks so large that there are no more fits than this. */
  mostFits?: number | undefined;
}

/**
 * Each verdict foretold from those before it (Dawid 1984). Verdicts are in the order in which they were given. The event loop gets its turn after each fit.
 */
export async function foretell(
  verdicts: readonly Verdict[],
  options: AcceptanceModelOptions,
  { from = 0, mostFits = 150 }: ForetellOptions = {},
): Promise<Foretold[]> {
  const model = createAcceptanceModel(options);
  const block = Math.ceil((verdicts.length - from) / mostFits);
  const foretold: Foretold[] = [];
  await model.learnInTurns(verdicts.slice(0, from));
  for (let at = from; at < verdicts.length; at += block) {
    const some = verdicts.slice(at, at + block);
    for (const { facts, judge, accepted, weight } of some) {
      const { probability, logOdds } = model.believe(facts, judge);
      foretold.push({ probability, logOdds, accepted, weight });
    }
    await model.learnInTurns(some);
  }
  return foretold;
}

/** The line that calibrates what will be said, from what was said lately and came; none where that is little. */
export function calibrationOf(said: readonly Pick<Foretold, 'logOdds' | 'accepted'>[]): LogOddsMap {
  return said.length < calibratedFrom ? sameLogOdds : fitLogOddsMap(said.slice(-calibratedOn));
}

/** The same forecasts, each calibrated by those before it alone. */
export function calibratedInOrder(foretold: readonly Foretold[]): Foretold[] {
  let map = sameLogOdds;
  return foretold.map((each, at) => {
    if (at >= calibratedFrom && at % calibratedEvery === 0) map = calibrationOf(foretold.slice(0, at));
    return { ...each, probability: 1 / (1 + Math.exp(-(map.slope * each.logOdds + map.intercept))) };
  });
}

/** The logarithmic loss of one forecast, in nats. */
export function logLoss({ probability, accepted }: Pick<Foretold, 'probability' | 'accepted'>): number {
  const bounded = Math.min(surest, Math.max(1 - surest, probability));
  return -(accepted * Math.log(bounded) + (1 - accepted) * Math.log(1 - bounded));
}

/**
 * By how much one's losses are below another's on the same verdicts: the mean, and how many standard errors that is from none. Weighted; the standard
 * error takes each verdict by itself.
 */
export function comparedLosses(
  challenger: readonly Foretold[],
  live: readonly Foretold[],
): { gain: number; standardErrors: number } {
  let weights = 0;
  let sum = 0;
  for (const [at, each] of challenger.entries()) {
    weights += each.weight;
    sum += each.weight * (logLoss(live[at]!) - logLoss(each));
  }
  if (weights === 0) return { gain: 0, standardErrors: 0 };
  const gain = sum / weights;
  let squares = 0;
  for (const [at, each] of challenger.entries())
    squares += (each.weight * (logLoss(live[at]!) - logLoss(each) - gain)) ** 2;
  const error = Math.sqrt(squares) / weights;
  return { gain, standardErrors: error === 0 ? 0 : gain / error };
}
