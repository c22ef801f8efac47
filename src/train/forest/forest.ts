import type { FeatureMatrix } from '../matrix.ts';
import type { Predictions } from '../target.ts';
import type { Tree } from '../trees/tree.ts';
import { addTreePredictions } from '../trees/walk-trees.ts';

/** A forest: plain data, so that it can be sent, saved and exported. */
export interface Forest {
  family: 'random-forest' | 'extra-trees' | 'decision-tree';
  features: readonly string[];
  /** Null for regression. */
  classes: readonly string[] | null;
  /** With two classes a tree's one number is the share of the second. */
  trees: Tree[];
}

/** The mean of what the trees say of each row. The matrix has the columns of training, in their order. */
export function predictForest({ trees, classes }: Forest, matrix: FeatureMatrix): Predictions {
  const { rows } = matrix;
  const outputs = trees[0]?.outputs ?? 1;
  const means = Array.from({ length: outputs }, () => new Float64Array(rows));
  addTreePredictions(trees, matrix, { sums: means, factor: 1 / trees.length });
  if (classes === null) return { task: 'regression', values: means[0]! };
  const probabilities = outputs === 1 ? [means[0]!.map((share) => 1 - share), means[0]!] : means;
  return { task: 'classification', classes, probabilities };
}
