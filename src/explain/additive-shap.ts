import { type FeatureMatrix, leafOf } from '../train/index.ts';
import type { AdditiveModel, AdditiveTerm } from './additive.ts';
import { addTreeShap, expectedValue, valuesByRow } from './tree-shap.ts';

/** Exact Shapley values of rows, by output. */
export interface AdditiveShap {
  /** What is said of nobody in particular. */
  base: Float64Array;
  /** By output: a number a row and feature, row after row. */
  values: Float64Array[];
  /** By output: what the model says of each row, before its link where it has one. */
  margins: Float64Array[];
}

/**
 * Explains the rows of a matrix whose columns are those of training, in their order: trees by what they saw in training, linear terms by the
 * means of their columns there (with independent columns: Štrumbelj and Kononenko, 2014).
 */
export function additiveShap({ constants, terms }: AdditiveModel, matrix: FeatureMatrix): AdditiveShap {
  const { rows } = matrix;
  const width = matrix.columns.length;
  const base = Float64Array.from(constants);
  const values = constants.map(() => new Float64Array(rows * width));
  const margins = constants.map((constant) => new Float64Array(rows).fill(constant));
  const byRow = valuesByRow(matrix);
  for (const term of terms) {
    if (term.kind === 'tree') addTree(term, matrix, byRow, base, values, margins);
    else addLinear(term, matrix, values, margins);
  }
  return { base, values, margins };
}

function addTree(
  { tree, into }: Extract<AdditiveTerm, { kind: 'tree' }>,
  matrix: FeatureMatrix,
  byRow: Float64Array,
  base: Float64Array,
  values: readonly Float64Array[],
  margins: readonly Float64Array[],
): void {
  addTreeShap(
    tree,
    matrix,
    byRow,
    into.map(({ from, to, factor }) => ({ output: from, factor, values: values[to]! })),
  );
  for (const { from, to, factor } of into) base[to]! += factor * expectedValue(tree, from);
  for (let row = 0; row < matrix.rows; row++) {
    const leaf = leafOf(tree, matrix, row) * tree.outputs;
    for (const { from, to, factor } of into) margins[to]![row]! += factor * tree.value[leaf + from]!;
  }
}

/** Columns are standardised by their means: at these each is 0, and the base is the constant. */
function addLinear(
  { model, into }: Extract<AdditiveTerm, { kind: 'linear' }>,
  matrix: FeatureMatrix,
  values: readonly Float64Array[],
  margins: readonly Float64Array[],
): void {
  const width = matrix.columns.length;
  model.design.forEach(({ feature, category, fill, mean, scale }, place) => {
    const column = matrix.columns[feature]!;
    for (let row = 0; row < matrix.rows; row++) {
      const raw = column[row]!;
      const value = category === null ? (Number.isNaN(raw) ? fill : raw) : raw === category ? 1 : 0;
      const standard = (value - mean) / scale;
      for (const { from, to, factor } of into) {
        const part = factor * model.coefficients[from]![place]! * standard;
        values[to]![row * width + feature]! += part;
        margins[to]![row]! += part;
      }
    }
  });
}
