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
