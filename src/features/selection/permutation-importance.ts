import { type Table, takeTableRows } from '../../data/index.ts';
import {
  createRandom,
  type FeatureMatrix,
  type MetricName,
  type Predictions,
  type Target,
} from '../../train/index.ts';
import { goodness } from './metric-gain.ts';

/** Anything that says something of rows. */
export type Predict<Rows = FeatureMatrix> = (rows: Rows) => Predictions | Promise<Predictions>;

export interface FeatureImportance {
  name: string;
  /** By how much the metric is worse when the feature's values are dealt out anew; below 0 where that was better. */
  importance: number;
  /** Of that over the repeats. */
  deviation: number;
}

export interface ImportanceOptions<Rows> {
  /** Rows that the model has not learned from: on others the importance is of what it learned by heart too. */
  rows: Rows;
  target: Target;
  predict: Predict<Rows>;
  metric: MetricName;
  repeats?: number;
  seed?: number;
}

/**
 * How much a model needs each feature of a matrix (Breiman, 2001; Fisher et al., 2019), in the features' order.
 *
 * @throws InputError `no-score`
 */
export function permutationImportance(
  options: ImportanceOptions<FeatureMatrix>,
): Promise<FeatureImportance[]> {
  const { rows: matrix } = options;
  return measure(options, matrix.names, (feature, order) => {
    const columns = [...matrix.columns];
    columns[feature] = Float64Array.from(order, (row) => matrix.columns[feature]![row]!);
    return { ...matrix, columns };
  });
}

/**
 * The same of raw columns, for what predicts from tables: a column's features, indicators say, are dealt out together. Columns that the model does
 * not read have 0.
 *
 * @throws InputError `no-score`
 */
export function columnImportance(options: ImportanceOptions<Table>): Promise<FeatureImportance[]> {
  const { rows: table } = options;
  const names = table.columns.map(({ name }) => name);
  return measure(options, names, (place, order) => {
    const columns = [...table.columns];
    columns[place] = takeTableRows({ rows: table.rows, columns: [columns[place]!] }, order).columns[0]!;
    return { ...table, columns };
  });
}

async function measure<Rows extends { rows: number }>(
  { rows, target, predict, metric, repeats = 5, seed = 0 }: ImportanceOptions<Rows>,
  names: readonly string[],
  permuted: (place: number, order: Int32Array) => Rows,
): Promise<FeatureImportance[]> {
  const whole = goodness(metric, target, await predict(rows));
  const importances: FeatureImportance[] = [];
  for (const [place, name] of names.entries()) {
    // A seed of its own, so that a feature's figure doesn't depend on those before it.
    const random = createRandom(seed + 7_919 * (place + 1));
    const drops: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const order = random.shuffle(Int32Array.from({ length: rows.rows }, (_, row) => row));
      drops.push(whole - goodness(metric, target, await predict(permuted(place, order))));
    }
    const importance = drops.reduce((sum, drop) => sum + drop, 0) / repeats;
    const squares = drops.reduce((sum, drop) => sum + (drop - importance) ** 2, 0);
    importances.push({ name, importance, deviation: Math.sqrt(squares / repeats) });
  }
  return importances;
}
