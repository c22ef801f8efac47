import type { FeatureMatrix } from '../matrix.ts';
import { type DesignColumn, designColumns } from './design.ts';

/** The standardised columns of a design on some rows. Of a feature of categories the rows' codes are kept: each row has one of them, so that the others cost nothing. */
export interface Terms {
  rows: number;
  /** Columns of the design. */
  width: number;
  numbers: readonly NumberTerm[];
  categories: readonly CategoryTerm[];
}

interface NumberTerm {
  /** Its place in the design. */
  at: number;
  values: Float64Array;
}

interface CategoryTerm {
  /** The places of its columns in the design. */
  at: Int32Array;
  /** Of each row the place among those; their number where it has none of them. */
  codes: Int32Array;
  means: Float64Array;
  scales: Float64Array;
}

export function termsOf(matrix: FeatureMatrix, design: readonly DesignColumn[]): Terms {
  const places = design.map((_, at) => at);
  const numeric = places.filter((at) => design[at]!.category === null);
  const values = designColumns(
    matrix,
    numeric.map((at) => design[at]!),
  );
  const features = new Map<number, number[]>();
  for (const at of places) {
    const { feature, category } = design[at]!;
    if (category === null) continue;
    const own = features.get(feature);
    if (own === undefined) features.set(feature, [at]);
    else own.push(at);
  }
  return {
    rows: matrix.rows,
    width: design.length,
    numbers: numeric.map((at, place) => ({ at, values: values[place]! })),
    categories: [...features].map(([feature, own]) => categoryTerm(matrix.columns[feature]!, own, design)),
  };
}

function categoryTerm(
  column: Float64Array,
  at: readonly number[],
  design: readonly DesignColumn[],
): CategoryTerm {
  const placeOf = new Map(at.map((each, place) => [design[each]!.category, place]));
  return {
    at: Int32Array.from(at),
    codes: Int32Array.from(column, (value) => placeOf.get(value) ?? at.length),
    means: Float64Array.from(at, (each) => design[each]!.mean),
    scales: Float64Array.from(at, (each) => design[each]!.scale),
  };
}

/** Intercept (the last coefficient) and columns times their coefficients, into `predictor`. */
export function linearPredictor(
  { width, numbers, categories }: Terms,
  coefficients: Float64Array,
  predictor: Float64Array,
): void {
  let constant = coefficients[width]!;
  const steps = categories.map(({ at, means, scales }) => {
    const own = new Float64Array(at.length + 1);
    for (let place = 0; place < at.length; place++) {
      own[place] = coefficients[at[place]!]! / scales[place]!;
      constant -= own[place]! * means[place]!;
    }
    return own;
  });
  predictor.fill(constant);
  for (const { at, values } of numbers) {
    const coefficient = coefficients[at]!;
    if (coefficient === 0) continue;
    for (let row = 0; row < predictor.length; row++) predictor[row]! += coefficient * values[row]!;
  }
  for (const [which, { codes }] of categories.entries()) {
    const own = steps[which]!;
    for (let row = 0; row < predictor.length; row++) predictor[row]! += own[codes[row]!]!;
  }
}

/** Each column times a derivative by row, summed over the rows, into `gradient`; `total` is the sum of the derivatives. */
export function productsWith(
  { numbers, categories }: Terms,
  derivative: Float64Array,
  total: number,
  gradient: Float64Array,
): void {
  for (const { at, values } of numbers) {
    let sum = 0;
    for (let row = 0; row < derivative.length; row++) sum += values[row]! * derivative[row]!;
    gradient[at] = sum;
  }
  for (const { at, codes, means, scales } of categories) {
    const sums = new Float64Array(at.length + 1);
    for (let row = 0; row < derivative.length; row++) sums[codes[row]!]! += derivative[row]!;
    for (let place = 0; place < at.length; place++)
      gradient[at[place]!] = (sums[place]! - means[place]! * total) / scales[place]!;
  }
}
