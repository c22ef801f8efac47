import type { FeatureMatrix } from '../matrix.ts';
import type { Predictions } from '../target.ts';
import type { Tree } from '../trees/tree.ts';
import { addTreePredictions } from '../trees/walk-trees.ts';
import { type LossName, losses } from './losses.ts';

/** A boosted ensemble: plain data, so that it can be sent, saved and exported. */
export interface BoostedTrees {
  family: 'gradient-boosting';
  loss: LossName;
  features: readonly string[];
  /** Null for regression. */
  classes: readonly string[] | null;
  /** Constant raw predictions, one an output. */
  initial: Float64Array;
  /** Iteration after iteration, within one output after output. */
  trees: Tree[];
}

/** Raw predictions of each output: before the link. */
export function rawPredictions({ initial, trees }: BoostedTrees, matrix: FeatureMatrix): Float64Array[] {
  const raw = Array.from(initial, (value) => new Float64Array(matrix.rows).fill(value));
  addTreePredictions(trees, matrix, { sums: raw, sumsOf: (tree) => tree % raw.length });
  return raw;
}

/** What the ensemble says of each row. The matrix has the columns of training, in their order. */
export function predictBoosted(model: BoostedTrees, matrix: FeatureMatrix): Predictions {
  const raw = rawPredictions(model, matrix);
  losses[model.loss].link(raw);
  if (model.classes === null) return { task: 'regression', values: raw[0]! };
  const probabilities = raw.length === 1 ? [raw[0]!.map((value) => 1 - value), raw[0]!] : raw;
  return { task: 'classification', classes: model.classes, probabilities };
}
