import type { AcceptanceModelOptions, Verdict } from '../acceptance-model.ts';
import type { Foretold } from '../prequential.ts';
import { calibrationOf } from '../prequential.ts';
import { type Correction, correctBy, fitCorrection } from './correction.ts';

/** With fewer verdicts there are no trees: twenty times what a leaf has, so that each of three questions can halve them and be told from noise. */
export const fewestForBoosting = 300;
/** Trees are fitted anew after so many more, which is when a live ranker's are. */
export const boostedEvery = 50;

/**
 * Each verdict foretold by the hierarchical model and trees on top of it that were fitted to verdicts before it alone: the same as `base` until there are trees. And
 * the correction that is fitted to all of them, calibrated by these forecasts.
 */
export async function foretellBoosted(
  verdicts: readonly Verdict[],
  { base, options, seed }: { base: readonly Foretold[]; options: AcceptanceModelOptions; seed: number },
): Promise<{ foretold: Foretold[]; correction: Correction }> {
  const foretold = [...base];
  for (let from = fewestForBoosting; from < verdicts.length; from += boostedEvery) {
    const correct = await correctBy(await fitCorrection(verdicts.slice(0, from), { base: options, seed }));
    for (let at = from; at < Math.min(from + boostedEvery, verdicts.length); at++) {
      const { facts, judge } = verdicts[at]!;
      const { logOdds: believed } = base[at]!;
      const logOdds = believed + correct({ facts, judge, logOdds: believed });
      foretold[at] = { ...base[at]!, logOdds, probability: 1 / (1 + Math.exp(-logOdds)) };
    }
  }
  const correction = await fitCorrection(verdicts, { base: options, seed });
  return { foretold, correction: { ...correction, calibration: calibrationOf(foretold) } };
}
