import type { AcceptanceModelOptions, Verdict } from '../acceptance-model.ts';
import type { Foretold } from '../prequential.ts';
import { calibrationOf } from '../prequential.ts';
import { type Correction, correctBy, fitCorrection } from './correction.ts';

/**
 * With fewer verdicts there are no trees: ten leaves' worth. Where a strong interaction was to be found, trees from 150 verdicts on had won in five of eight
 * simulations by the 250th, and trees from 300 on in two by the 350th; where none was, neither won in any.
 */
export const fewestForBoosting = 150;
/** Trees are fitted anew after so many more, which is when a live ranker's are. */
export const boostedEvery = 50;

export interface ForetellBoostedOptions {
  /** What the hierarchical model foretold of the last verdicts. */
  base: readonly Foretold[];
  /** Its options. */
  options: AcceptanceModelOptions;
  seed: number;
}

/**
 * The last verdicts foretold by the hierarchical model and trees on top of it that were fitted to verdicts before each alone: the same as `base` until there are
 * trees. And the correction that is fitted to all verdicts, calibrated by these forecasts.
 */
export async function foretellBoosted(
  verdicts: readonly Verdict[],
  { base, options, seed }: ForetellBoostedOptions,
): Promise<{ foretold: Foretold[]; correction: Correction }> {
  const foretold = [...base];
  const first = verdicts.length - base.length;
  for (let from = Math.max(first, fewestForBoosting); from < verdicts.length; from += boostedEvery) {
    const correct = await correctBy(await fitCorrection(verdicts.slice(0, from), { base: options, seed }));
    for (let at = from; at < Math.min(from + boostedEvery, verdicts.length); at++) {
      const { facts, judge } = verdicts[at]!;
      const believed = base[at - first]!;
      const logOdds = believed.logOdds + correct({ facts, judge, logOdds: believed.logOdds });
      foretold[at - first] = { ...believed, logOdds, probability: 1 / (1 + Math.exp(-logOdds)) };
    }
  }
  const correction = await fitCorrection(verdicts, { base: options, seed });
  return { foretold, correction: { ...correction, calibration: calibrationOf(foretold) } };
}
