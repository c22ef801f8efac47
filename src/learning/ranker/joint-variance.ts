/** Rows that were learnt from, as far as they tell how sure the effects are. */
export interface LearntRows {
  /** Levels of each row, `groups` a row; negative where a group has none. */
  levels: Int32Array;
  offsets: Float64Array;
  /** Of each row's log likelihood: its weight times p(1 - p). */
  curvatures: Float64Array;
  rows: number;
}

export interface JointVarianceOptions {
  /** What is asked for, as the rows' levels are; a level that no row has is any number that no other level is. */
  asked: readonly Int32Array[];
  askedOffsets: Float64Array;
  /** The number that says that a group has no level. */
  none: number;
  variances: Float64Array;
  /** Of the trust in the offsets; 0 where it is held. */
  trustVariance: number;
}

/**
 * Covariance of the log-odds of what is asked for, given the rows: that of a Gaussian process whose kernel is the sum of the variances of the groups in
 * which two share a level (Rasmussen and Williams 2006, algorithm 3.2). Row by row, as many as are asked for; the time grows with the cube of the rows.
 */
export function jointVariance(learnt: LearntRows, options: JointVarianceOptions): Float64Array {
  const { levels, offsets, curvatures, rows } = learnt;
  const { asked, askedOffsets, none, variances, trustVariance } = options;
  const groups = variances.length;
  const kernel = (a: Int32Array, fromA: number, b: Int32Array, fromB: number, offsets: number): number => {
    let sum = trustVariance * offsets;
    for (let group = 0; group < groups; group++) {
      const level = a[fromA + group]!;
      if (level === b[fromB + group]! && level !== none) sum += variances[group]!;
    }
    return sum;
  };
  const root = Float64Array.from({ length: rows }, (_, row) => Math.sqrt(curvatures[row]!));
  // The lower triangle of I + W^(1/2) K W^(1/2), and of its factor.
  const factor = new Float64Array(rows * rows);
  for (let row = 0; row < rows; row++)
    for (let other = 0; other <= row; other++)
      factor[row * rows + other] =
        root[row]! *
          root[other]! *
          kernel(levels, row * groups, levels, other * groups, offsets[row]! * offsets[other]!) +
        Number(row === other);
  factorise(factor, rows);
  const count = asked.length;
  const known = asked.map((one, at) => {
    const solved = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      let sum = root[row]! * kernel(levels, row * groups, one, 0, offsets[row]! * askedOffsets[at]!);
      for (let before = 0; before < row; before++) sum -= factor[row * rows + before]! * solved[before]!;
      solved[row] = sum / factor[row * rows + row]!;
    }
    return solved;
  });
  const covariance = new Float64Array(count * count);
  for (let a = 0; a < count; a++)
    for (let b = 0; b <= a; b++) {
      let sum = kernel(asked[a]!, 0, asked[b]!, 0, askedOffsets[a]! * askedOffsets[b]!);
      const [ofA, ofB] = [known[a]!, known[b]!];
      for (let row = 0; row < rows; row++) sum -= ofA[row]! * ofB[row]!;
      covariance[a * count + b] = sum;
      covariance[b * count + a] = sum;
    }
  return covariance;
}

/** Cholesky's factor in place of the lower triangle of a positive definite matrix. */
function factorise(matrix: Float64Array, size: number): void {
  for (let row = 0; row < size; row++)
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column]!;
      for (let at = 0; at < column; at++) sum -= matrix[row * size + at]! * matrix[column * size + at]!;
      matrix[row * size + column] = row === column ? Math.sqrt(sum) : sum / matrix[column * size + column]!;
    }
}
