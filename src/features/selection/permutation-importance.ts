import {
  createRandom,
  type FeatureMatrix,
  type MetricName,
  type Predictions,
  type Target,
} from '../../train/index.ts';
import { goodness } from './metric-gain.ts';

/** Anything that says something of rows. */
export type Predict = (matrix: FeatureMatrix) => Predictions | Promise<Predictions>;

export interface FeatureImportance {
  name: string;
  /** By how much the metric is worse when the feature's values are dealt out anew; below 0 where that was better. */
  importance: number;
  /** Of that over the repeats. */
  deviation: number;
}

/**
 * How much a model needs each feature (Breiman, 2001; Fisher et al., 2019), in the features' order. Give rows that it has not learned from: on others
 * the importance is of what it learned by heart too.
 *
 * @throws InputError `no-score`
 */
export async function permutationImportance({
  matrix,
  target,
  predict,
  metric,
  repeats = 5,
  seed = 0,
}: {
  matrix: FeatureMatrix;
  target: Target;
  predict: Predict;
  metric: MetricName;
  repeats?: number;
  seed?: number;
}): Promise<FeatureImportance[]> {
  const whole = goodness(metric, target, await predict(matrix));
  const importances: FeatureImportance[] = [];
  for (const [feature, name] of matrix.names.entries()) {
    // A seed of its own, so that a feature's figure doesn't depend on those before it.
    const random = createRandom(seed + 7_919 * (feature + 1));
    const drops: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const order = random.shuffle(Int32Array.from({ length: matrix.rows }, (_, row) => row));
      const columns = [...matrix.columns];
      columns[feature] = Float64Array.from(order, (row) => matrix.columns[feature]![row]!);
      drops.push(whole - goodness(metric, target, await predict({ ...matrix, columns })));
    }
    const importance = drops.reduce((sum, drop) => sum + drop, 0) / repeats;
    const squares = drops.reduce((sum, drop) => sum + (drop - importance) ** 2, 0);
    importances.push({ name, importance, deviation: Math.sqrt(squares / repeats) });
  }
  return importances;
}
