import { checkTrainingInput } from '../check-input.ts';
import { type DesignColumn, designColumns, distanceDesign } from '../linear/design.ts';
import type { FeatureMatrix } from '../matrix.ts';
import { together } from '../parallel/training-threads.ts';
import { type Target, targetNumbers } from '../target.ts';

/** Rows that were learned, to be looked up: plain data. */
export interface NeighboursModel {
  family: 'neighbours';
  features: readonly string[];
  /** Null for regression. */
  classes: readonly string[] | null;
  /** How points come from features; numbers are standardised, each category is a column of 0 and 1. */
  design: DesignColumn[];
  /** Coordinates of the learned points, design column after design column. */
  points: Float64Array;
  /** Target of each point: a number, or the place of its class. */
  values: Float64Array;
  /** Of each point, above 0. */
  weights: Float64Array;
  neighbours: number;
  /** Whether near neighbours count more: by one over their distance. */
  weighting: 'uniform' | 'distance';
}

export interface NeighboursOptions {
  neighbours?: number;
  weighting?: NeighboursModel['weighting'];
}

export interface FitNeighboursInput {
  matrix: FeatureMatrix;
  target: Target;
  weights?: Float64Array | undefined;
  options?: NeighboursOptions | undefined;
  signal?: AbortSignal | undefined;
}

/** What a thread needs for it. */
export interface NeighboursJob extends Omit<FitNeighboursInput, 'signal'> {
  options: NeighboursOptions;
}

/**
 * Learns the rows of a table by heart, for predictions by the nearest ones in Euclidean distance (Cover and Hart, 1967). Missing numbers count as the mean; rows
 * without weight are left out, and a neighbour's vote is multiplied by its weight.
 *
 * @throws InputError as `checkTrainingInput` says; InterruptedError when the signal fires
 */
export async function fitNeighbours(input: FitNeighboursInput): Promise<NeighboursModel> {
  const { matrix, target, weights, options = {}, signal } = input;
  checkTrainingInput(matrix, target, weights);
  const job: NeighboursJob = { matrix, target, weights, options };
  const [model] = await together<NeighboursModel>(() => ({ kind: 'neighbours', job }), {
    threads: 1,
    signal,
  });
  return model!;
}

/** Does a thread's work. */
export function learnPoints({ matrix, target, weights, options }: NeighboursJob): NeighboursModel {
  const design = distanceDesign(matrix, weights ?? null);
  const kept = Int32Array.from({ length: matrix.rows }, (_, row) => row).filter(
    (row) => (weights?.[row] ?? 1) > 0,
  );
  const points = new Float64Array(design.length * kept.length);
  designColumns(matrix, design).forEach((column, at) => {
    for (let place = 0; place < kept.length; place++)
      points[at * kept.length + place] = column[kept[place]!]!;
  });
  const numbers = targetNumbers(target);
  const { neighbours = 5, weighting = 'uniform' } = options;
  return {
    family: 'neighbours',
    features: matrix.names,
    classes: target.task === 'classification' ? target.classes : null,
    design,
    points,
    values: Float64Array.from(kept, (row) => numbers[row]!),
    weights: Float64Array.from(kept, (row) => weights?.[row] ?? 1),
    neighbours: Math.min(neighbours, kept.length),
    weighting,
  };
}
