import { fitLinear, type LinearModel, predictLinear } from '../linear/fit-linear.ts';
import { type FeatureMatrix, numericMatrix } from '../matrix.ts';
import type { Predictions, Target } from '../target.ts';
import { columnsOf } from './blend.ts';

/** Probabilities are kept that far off 0 and 1: forests say both, and their log-odds would outweigh all others. */
export const leastShare = 1e-4;
/** Members say nearly the same: without a penalty their coefficients would cancel each other out. */
const penalty = 1e-2;

/**
 * Fits the linear model on top of others (Wolpert, 1992), a ridge on their log-odds for classes: `said` is what each says of each row without having
 * learned from it.
 *
 * @throws InputError as `fitLinear` does; InterruptedError when the signal fires
 */
export function fitMeta(
  said: readonly Predictions[],
  target: Target,
  signal?: AbortSignal,
): Promise<LinearModel> {
  return fitLinear({ matrix: metaMatrix(said), target, options: { penalty }, signal });
}

/** What it makes of what the others say. */
export function predictMeta(meta: LinearModel, said: readonly Predictions[]): Predictions {
  return predictLinear(meta, metaMatrix(said));
}

/** A column a member: numbers as they are, log-odds of the second of two classes; of more classes a column each, the log of its probability. */
export function metaMatrix(said: readonly Predictions[]): FeatureMatrix {
  return numericMatrix(
    said.flatMap((predictions) => {
      if (predictions.task === 'regression') return [predictions.values];
      const columns = columnsOf(predictions);
      if (columns.length !== 2) return columns.map((own) => own.map((share) => Math.log(bounded(share))));
      return [columns[1]!.map((share) => Math.log(bounded(share) / (1 - bounded(share))))];
    }),
  );
}

function bounded(share: number): number {
  return Math.min(1 - leastShare, Math.max(leastShare, share));
}
