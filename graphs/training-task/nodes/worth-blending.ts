import { type Candidate, chooseEnsemble, type Ensemble } from '../../../src/automl/index.ts';
import { scoreOf, takePredictions, takeTarget } from '../../../src/train/index.ts';
import { aTurn } from '../../../src/turns/index.ts';
import type { Bench } from './measure.ts';

/** The rows are dealt into so many parts, in which both are scored. */
const parts = 10;
const leastParts = 4;
const leastRowsOfPart = 25;
/** Student's t of one side of 5% with nine degrees of freedom. */
const leastT = 1.833;

/**
 * The ensemble, or the best candidate alone where the ensemble's gain over it could be chance: a paired test over parts of the rows that neither learned from, and a gain on
 * the rows by which the weights were not chosen. One model is cheaper to fit, to serve and to explain than several.
 */
export async function worthBlending(
  ensemble: Ensemble,
  candidates: readonly Candidate[],
  { data }: Bench,
  { seed, signal }: { seed: number; signal: AbortSignal },
): Promise<Ensemble> {
  if (ensemble.kind === 'single') return ensemble;
  const best = candidates.find(({ id }) => id === ensemble.bestSingle.id);
  if (best === undefined) return ensemble;
  const alone = await chooseEnsemble({ data, candidates: [best], seed, signal });
  const { metric, lowerIsBetter } = data.problem;
  const sign = lowerIsBetter ? -1 : 1;
  const { honest } = ensemble;
  const apart = honest === null ? null : ensemble.kind === 'stack' ? honest.stack : honest.blend;
  if (honest !== null && apart !== null && sign * (apart - honest.single) <= 0) return alone;
  const gains = await gainsOf(ensemble, alone);
  return tOf(gains.map((gain) => sign * gain)) >= leastT ? ensemble : alone;

  async function gainsOf(one: Ensemble, other: Ensemble): Promise<number[]> {
    const count = Math.min(parts, Math.floor(one.rows.length / leastRowsOfPart));
    const found: number[] = [];
    for (let part = 0; part < count; part++) {
      await aTurn(signal);
      const score = (own: Ensemble) => {
        const places = Int32Array.from(own.rows.keys()).filter((place) => own.rows[place]! % count === part);
        const target = takeTarget(
          data.target,
          places.map((place) => own.rows[place]!),
        );
        const { threshold } = own;
        return scoreOf(
          metric,
          target,
          takePredictions(own.predictions, places),
          threshold === null ? {} : { threshold },
        );
      };
      const [first, second] = [score(one), score(other)];
      if (first !== null && second !== null) found.push(first - second);
    }
    return found;
  }
}

/** Student's t of gains against none; 0 where they are too few, endless where all are the same gain. */
function tOf(gains: readonly number[]): number {
  if (gains.length < leastParts) return 0;
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / (gains.length - 1);
  if (variance === 0) return mean > 0 ? Number.POSITIVE_INFINITY : 0;
  return mean / Math.sqrt(variance / gains.length);
}
