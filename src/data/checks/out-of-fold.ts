import {
  createRandom,
  estimatorOf,
  type FeatureMatrix,
  type Fold,
  foldRows,
  type Predictions,
  predictModel,
  type Random,
  scoreOf,
  type Target,
  takePredictions,
  takeTarget,
} from '../../train/index.ts';
import { aTurn } from '../../turns/index.ts';
import type { Column } from '../table.ts';

/** What every check is judged by: how well two classes are told apart, or how much of the variance of numbers is explained. */
export type CheckMetric = 'rocAuc' | 'r2';

export function checkMetric(target: Target): CheckMetric {
  return target.task === 'regression' ? 'r2' : 'rocAuc';
}

/** Small models that checks ask; extra trees where there are many classes, of which boosting grows a tree each. */
export type CheckFamily = 'gradient-boosting' | 'linear' | 'extra-trees';

const categoriesAtMost = 254;
const boosting = { iterations: 60, learningRate: 0.1, maxLeaves: 15, minRowsInLeaf: 10 } as const;
const settings = {
  'gradient-boosting': boosting,
  linear: { penalty: 1e-4, iterations: 100 },
  'extra-trees': { trees: 60, minRowsInLeaf: 2 },
} as const;

/** Columns of some rows as features as they are: numbers, and texts as categories, of which the commonest 254 are told apart; others count as missing. */
export function featuresOf(columns: readonly Column[], rows: Int32Array): FeatureMatrix {
  const values: Float64Array[] = [];
  const categories: number[] = [];
  for (const column of columns) {
    if (column.type === 'numbers') {
      const own = new Float64Array(rows.length);
      for (let place = 0; place < own.length; place++) {
        const value = column.values[rows[place]!]!;
        own[place] = Number.isFinite(value) ? value : Number.NaN;
      }
      values.push(own);
      categories.push(0);
      continue;
    }
    const places = commonPlaces(column.codes, column.dictionary.length, rows);
    const own = new Float64Array(rows.length);
    for (let place = 0; place < own.length; place++) {
      const code = column.codes[rows[place]!]!;
      own[place] = code < 0 ? Number.NaN : places[code]!;
    }
    values.push(own);
    categories.push(Math.min(categoriesAtMost, column.dictionary.length));
  }
  return { rows: rows.length, names: columns.map(({ name }) => name), columns: values, categories };
}

/** The rank of each code by how often it comes, NaN beyond the commonest. */
function commonPlaces(codes: Int32Array, size: number, rows: Int32Array): Float64Array {
  const counts = new Int32Array(size);
  for (const row of rows) if (codes[row]! >= 0) counts[codes[row]!]!++;
  const order = Int32Array.from(counts.keys()).sort(
    (one, other) => counts[other]! - counts[one]! || one - other,
  );
  const places = new Float64Array(size).fill(Number.NaN);
  for (let rank = 0; rank < Math.min(size, categoriesAtMost); rank++) places[order[rank]!] = rank;
  return places;
}

/** Rows whose target is known, at most so many, drawn by the seed and rising. */
export function knownRows(target: Target, most: number, random: Random): Int32Array {
  const total = target.task === 'regression' ? target.values.length : target.codes.length;
  const known: number[] = [];
  for (let row = 0; row < total; row++)
    if (target.task === 'regression' ? Number.isFinite(target.values[row]!) : target.codes[row]! >= 0)
      known.push(row);
  if (known.length <= most) return Int32Array.from(known);
  return random.sample(most, known.length).map((place) => known[place]!);
}

/** What models that have not seen a row say of it, by cross-validation; NaN where no fold judges. */
export interface OutOfFold {
  /** Of the rows that were given, in their order. */
  target: Target;
  predictions: Predictions;
  metric: CheckMetric;
  /** Null where it can't be said. */
  score: number | null;
}

export interface OutOfFoldInput {
  columns: readonly Column[];
  target: Target;
  rows: Int32Array;
  folds?: number | readonly Fold[];
  family?: CheckFamily;
  /** Of boosting, in place of its own. */
  options?: Readonly<Record<string, unknown>> | undefined;
  seed?: number;
  signal?: AbortSignal | undefined;
}

/** Rows that are predicted before others get their turn. */
const rowsATurn = 4_096;

/** Cross-validates a small model of these columns on these rows; folds are over the places of the rows. */
export async function outOfFold({
  columns,
  target,
  rows,
  folds = 4,
  family = 'gradient-boosting',
  options = settings[family],
  seed = 0,
  signal,
}: OutOfFoldInput): Promise<OutOfFold> {
  const own = takeTarget(target, rows);
  const matrix = featuresOf(columns, rows);
  await aTurn(signal);
  const parts = typeof folds === 'number' ? foldsFor(own, folds, seed) : folds;
  const outputs = own.task === 'regression' ? 1 : own.classes.length;
  const said = Array.from({ length: outputs }, () => new Float64Array(rows.length).fill(Number.NaN));
  const estimator = estimatorOf(family);
  for (const { train, test } of parts) {
    await aTurn(signal);
    const known = rowsOfMatrix(matrix, train);
    await aTurn(signal);
    const model = await estimator.fit({
      matrix: known,
      target: takeTarget(own, train),
      options,
      seed,
      threads: 1,
      signal,
    });
    await aTurn(signal);
    for (let from = 0; from < test.length; from += rowsATurn) {
      const some = test.subarray(from, from + rowsATurn);
      const predicted = predictModel(model, rowsOfMatrix(matrix, some));
      (predicted.task === 'regression' ? [predicted.values] : predicted.probabilities).forEach(
        (values, at) => {
          for (let place = 0; place < some.length; place++) said[at]![some[place]!] = values[place]!;
        },
      );
      await aTurn(signal);
    }
  }
  const predictions: Predictions =
    own.task === 'regression'
      ? { task: 'regression', values: said[0]! }
      : { task: 'classification', classes: own.classes, probabilities: said };
  const metric = checkMetric(own);
  const judged = Int32Array.from(rows.keys()).filter((place) => !Number.isNaN(said[0]![place]!));
  return {
    target: own,
    predictions,
    metric,
    score: scoreOf(metric, takeTarget(own, judged), takePredictions(predictions, judged)),
  };
}

/** A model of three quarters of the rows, the features of the last quarter, and what judges features of its rows. */
export async function shareOf({
  columns,
  target,
  rows,
  family = 'gradient-boosting',
  seed = 0,
}: OutOfFoldInput): Promise<{ fitted: FeatureMatrix; judge: (matrix: FeatureMatrix) => number | null }> {
  const own = takeTarget(target, rows);
  const matrix = featuresOf(columns, rows);
  const { train, test } = foldsFor(own, 4, seed)[0]!;
  const model = await estimatorOf(family).fit({
    matrix: rowsOfMatrix(matrix, train),
    target: takeTarget(own, train),
    options: settings[family],
    seed,
    threads: 1,
  });
  const judged = takeTarget(own, test);
  return {
    fitted: rowsOfMatrix(matrix, test),
    judge: (given) => scoreOf(checkMetric(own), judged, predictModel(model, given)),
  };
}

/** Folds with each class alike; drawn by the seed. */
export function foldsFor(target: Target, folds: number, seed: number): Fold[] {
  const rows = target.task === 'regression' ? target.values.length : target.codes.length;
  const strategy =
    target.task === 'regression'
      ? ({ by: 'random' } as const)
      : ({ by: 'class', codes: target.codes } as const);
  return foldRows({ rows, folds, strategy, seed });
}

function rowsOfMatrix(matrix: FeatureMatrix, rows: Int32Array): FeatureMatrix {
  return {
    ...matrix,
    rows: rows.length,
    columns: matrix.columns.map((column) => valuesAt(column, rows)),
  };
}

function valuesAt(column: Float64Array, rows: Int32Array): Float64Array {
  const values = new Float64Array(rows.length);
  for (let place = 0; place < values.length; place++) values[place] = column[rows[place]!]!;
  return values;
}

/** A random generator of a check's own, so that checks do not depend on each other. */
export function randomFor(seed: number, check: string): Random {
  let hash = 2_166_136_261;
  for (let place = 0; place < check.length; place++)
    hash = Math.imul(hash ^ check.charCodeAt(place), 16_777_619);
  return createRandom(seed + (hash >>> 8));
}
