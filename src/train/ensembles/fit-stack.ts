import { fitLinear, type LinearOptions } from '../linear/fit-linear.ts';
import type { Model, Stack } from '../models/model.ts';
import type { Predictions, Target } from '../target.ts';
import { stackedMatrix } from './stacked-matrix.ts';

export interface FitStackInput {
  /** Models that learned from all rows. */
  members: readonly Model[];
  /** What each says of each row, as models that had not learned from that row (Wolpert, 1992): see `crossValidate`. */
  outOfFold: readonly Predictions[];
  target: Target;
  weights?: Float64Array | undefined;
  /** Of the linear model on top. */
  options?: LinearOptions | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Fits a linear model on what others say. A member whose classes are fewer than the target's cannot be stacked.
 *
 * @throws InputError as `checkTrainingInput` says; InterruptedError when the signal fires
 */
export async function fitStack(input: FitStackInput): Promise<Stack> {
  const { members, outOfFold, target, weights, options, signal } = input;
  const meta = await fitLinear({ matrix: stackedMatrix(outOfFold), target, weights, options, signal });
  return {
    family: 'stack',
    features: members[0]!.features,
    classes: meta.classes,
    members: [...members],
    meta,
  };
}
