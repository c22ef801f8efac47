import { setImmediate } from 'node:timers/promises';
import { InputError } from '../errors/index.ts';

/** The event loop gets its turn at least that often while columns are copied. */
const longestTurnMs = 10;

/** What estimators learn from: columns of numbers, missing ones as NaN, categories as their numbers from 0. */
export interface FeatureMatrix {
  /** Number of rows; every column has that length. */
  readonly rows: number;
  readonly names: readonly string[];
  /** One array a feature. NaN is missing; ±Infinity is a value like any other. */
  readonly columns: readonly Float64Array[];
  /**
   * How many categories a feature has, 0 for a numeric one. The column then holds whole numbers from 0 to one less; a number that training
   * has not seen counts as missing.
   */
  readonly categories: readonly number[];
}

/** A matrix of numeric features. @throws RangeError when the columns differ in length. */
export function numericMatrix(
  columns: readonly Float64Array[],
  names = columns.map((_, index) => `f${index}`),
): FeatureMatrix {
  const rows = columns[0]?.length ?? 0;
  const odd = columns.findIndex((column) => column.length !== rows);
  if (odd >= 0)
    throw new RangeError(`Column ${names[odd]} has ${columns[odd]!.length} rows, and the first has ${rows}.`);
  return { rows, names, columns, categories: columns.map(() => 0) };
}

/** The rows of a matrix that are named, in that order; copies, in memory that threads share. */
export function takeRows(matrix: FeatureMatrix, rows: Int32Array): FeatureMatrix {
  const columns = sharedColumns(matrix.columns.length, rows.length);
  columns.forEach((taken, at) => {
    const column = matrix.columns[at]!;
    for (let place = 0; place < rows.length; place++) taken[place] = column[rows[place]!]!;
  });
  return { ...matrix, rows: rows.length, columns };
}

/**
 * A matrix whose columns lie in memory that threads share: handing it to them then copies nothing. The event loop gets its turn in between.
 */
export async function shareMatrix(matrix: FeatureMatrix): Promise<FeatureMatrix> {
  const isShared = ({ buffer }: Float64Array): boolean => buffer instanceof SharedArrayBuffer;
  const places = sharedColumns(matrix.columns.filter((column) => !isShared(column)).length, matrix.rows);
  const columns: Float64Array[] = [];
  let copied = 0;
  let began = performance.now();
  for (const column of matrix.columns) {
    if (isShared(column)) columns.push(column);
    else {
      const copy = places[copied++]!;
      copy.set(column);
      columns.push(copy);
    }
    if (performance.now() - began < longestTurnMs) continue;
    await setImmediate();
    began = performance.now();
  }
  return { ...matrix, columns };
}

/** Columns in one piece of memory: sending many pieces to a thread takes time that grows with the square of their number. */
function sharedColumns(count: number, rows: number): Float64Array[] {
  const memory = new SharedArrayBuffer(8 * count * rows);
  return Array.from({ length: count }, (_, at) => new Float64Array(memory, 8 * at * rows, rows));
}

/** The matrix with its columns in the order of those names; itself where they stand so. @throws InputError `missing-column` */
export function alignColumns(matrix: FeatureMatrix, features: readonly string[]): FeatureMatrix {
  const isAligned =
    matrix.names === features ||
    (matrix.names.length === features.length && features.every((name, at) => matrix.names[at] === name));
  if (isAligned) return matrix;
  const placeOf = new Map(matrix.names.map((name, place) => [name, place]));
  const places = features.map((name) => {
    const place = placeOf.get(name);
    if (place !== undefined) return place;
    throw new InputError(
      'missing-column',
      `The model was trained on a column "${name}", which is not there. There are: ${matrix.names.slice(0, 20).join(', ')}.`,
    );
  });
  return {
    rows: matrix.rows,
    names: features,
    columns: places.map((place) => matrix.columns[place]!),
    categories: places.map((place) => matrix.categories[place]!),
  };
}
