import type { FeatureMatrix } from '../matrix.ts';

/** How the columns of a linear model come from features; plain data. */
export interface DesignColumn {
  feature: number;
  /** The category that the column stands for; null for a number. */
  category: number | null;
  /** Numbers: what stands for a missing value; the mean of training. */
  fill: number;
  /** What is taken from the value, and what it is then divided by. */
  mean: number;
  scale: number;
}

/** Chooses the columns: one a number, one a category that training has seen. Columns that never change are left out. */
export function designOf(
  { columns, categories, rows }: FeatureMatrix,
  weights: Float64Array | null,
): DesignColumn[] {
  let total = 0;
  for (let row = 0; row < rows; row++) total += weights === null ? 1 : weights[row]!;
  return columns.flatMap((column, feature) => {
    const count = categories[feature]!;
    const kinds = count > 0 ? Array.from({ length: count }, (_, category) => category) : [null];
    return kinds
      .map((category) => columnOf(column, feature, category, weights, total))
      .filter(({ scale }) => scale > 0);
  });
}

function columnOf(
  column: Float64Array,
  feature: number,
  category: number | null,
  weights: Float64Array | null,
  total: number,
): DesignColumn {
  const weightAt = (row: number): number => (weights === null ? 1 : weights[row]!);
  let present = 0;
  let sum = 0;
  for (let row = 0; row < column.length; row++) {
    const value = numberOf(column[row]!, category);
    if (Number.isNaN(value)) continue;
    present += weightAt(row);
    sum += weightAt(row) * value;
  }
  const mean = present > 0 ? sum / present : 0;
  let squares = 0;
  for (let row = 0; row < column.length; row++) {
    const value = numberOf(column[row]!, category);
    if (!Number.isNaN(value)) squares += weightAt(row) * (value - mean) ** 2;
  }
  const scale = Math.sqrt(squares / total);
  // A spread that is only the rounding of the mean is none.
  return { feature, category, fill: mean, mean, scale: scale > 1e-12 * Math.abs(mean) ? scale : 0 };
}

function numberOf(value: number, category: number | null): number {
  return category === null ? value : value === category ? 1 : 0;
}

/** The columns of the design for a matrix, standardised. */
export function designColumns(matrix: FeatureMatrix, design: readonly DesignColumn[]): Float64Array[] {
  return design.map(({ feature, category, fill, mean, scale }) => {
    const column = matrix.columns[feature]!;
    const values = new Float64Array(column.length);
    for (let row = 0; row < values.length; row++) {
      const value = numberOf(column[row]!, category);
      values[row] = ((Number.isNaN(value) ? fill : value) - mean) / scale;
    }
    return values;
  });
}

/**
 * Columns for models that go by distances: numbers standardised as for linear ones, a category's column 0 and 1 as it is, since a rare one would else lie far
 * from all others.
 */
export function distanceDesign(matrix: FeatureMatrix, weights: Float64Array | null): DesignColumn[] {
  return designOf(matrix, weights).map((column) =>
    column.category === null ? column : { ...column, mean: 0, scale: 1 },
  );
}
