import type { DesignColumn } from './design.ts';
import type { LinearProblem } from './objectives.ts';
import { productsWith, type Terms } from './terms.ts';

/** More columns are left to the steps of L-BFGS: the equations take their square in memory, and their cube in time. */
export const columnsAtMost = 500;
/** A pivot that is less of its column's square than that is rounding. */
const leastPivot = 1e-11;

/**
 * Ridge regression by its normal equations (Cholesky): coefficients and intercept into `point`. False, with nothing written, where the columns depend on each other so
 * far that the equations say nothing.
 */
export function solveLeastSquares(
  { terms, target, weights, squarePenalty }: LinearProblem,
  design: readonly DesignColumn[],
  point: Float64Array,
): boolean {
  const { rows, width } = terms;
  const total = weights === null ? rows : weights.reduce((sum, weight) => sum + weight, 0);
  const shareOf = (row: number): number => (weights === null ? 1 : weights[row]!) / total;
  let mean = 0;
  for (let row = 0; row < rows; row++) mean += shareOf(row) * target[row]!;
  // Standardised columns have the mean 0, so that the intercept is the target's mean.
  const right = new Float64Array(width);
  const weighted = new Float64Array(rows);
  for (let row = 0; row < rows; row++) weighted[row] = shareOf(row) * (target[row]! - mean);
  productsWith(terms, weighted, 0, right);
  const products: Float64Array[] = [];
  for (let at = 0; at < width; at++) {
    const values = valuesOf(terms, design, at);
    for (let row = 0; row < rows; row++) weighted[row] = shareOf(row) * values[row]!;
    const own = new Float64Array(width);
    productsWith(terms, weighted, 0, own);
    own[at]! += squarePenalty;
    products.push(own);
  }
  if (!decompose(products)) return false;
  for (let at = 0; at < width; at++) {
    let sum = right[at]!;
    for (let before = 0; before < at; before++) sum -= products[at]![before]! * right[before]!;
    right[at] = sum / products[at]![at]!;
  }
  for (let at = width - 1; at >= 0; at--) {
    let sum = right[at]!;
    for (let after = at + 1; after < width; after++) sum -= products[after]![at]! * right[after]!;
    right[at] = sum / products[at]![at]!;
  }
  point.set(right);
  point[width] = mean;
  return true;
}

function valuesOf(terms: Terms, design: readonly DesignColumn[], at: number): Float64Array {
  const number = terms.numbers.find((each) => each.at === at);
  if (number !== undefined) return number.values;
  const { codes, at: places } = terms.categories.find((each) => each.at.includes(at))!;
  const { mean, scale } = design[at]!;
  const own = places.indexOf(at);
  return Float64Array.from(codes, (code) => ((code === own ? 1 : 0) - mean) / scale);
}

/** Cholesky's lower triangle in place; false where a pivot is none. */
function decompose(rows: readonly Float64Array[]): boolean {
  for (const [at, own] of rows.entries()) {
    const square = own[at]!;
    for (let column = 0; column <= at; column++) {
      const other = rows[column]!;
      let sum = own[column]!;
      for (let before = 0; before < column; before++) sum -= own[before]! * other[before]!;
      if (column < at) own[column] = sum / other[column]!;
      else if (!(sum > leastPivot * square)) return false;
      else own[column] = Math.sqrt(sum);
    }
  }
  return true;
}
