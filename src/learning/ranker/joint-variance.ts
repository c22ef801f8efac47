/** Rows that were learnt from, as far as they tell how sure the effects are. */
interface LearntRows {
  /** Levels of each row, `groups` a row; negative where a group has none. */
  levels: Int32Array;
  offsets: Float64Array;
  /** Of each row's log likelihood: its weight times p(1 - p). */
  curvatures: Float64Array;
  rows: number;
}

interface JointVarianceOptions {
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
  const root = Float64Array.from({ length: rows }, (_, row) => Math.sqrt(curvatures[row]!));
  const count = asked.length;
  // The lower triangle of I + W^(1/2) K W^(1/2), and of its factor; a group at a time, since most pairs share few levels.
  const factor = new Float64Array(rows * rows);
  const known = asked.map((_, at) =>
    new Float64Array(offsets.subarray(0, rows)).map((own) => own * askedOffsets[at]! * trustVariance),
  );
  for (let row = 0; row < rows; row++)
    for (let other = 0; other <= row; other++)
      factor[row * rows + other] = trustVariance * offsets[row]! * offsets[other]!;
  const column = new Int32Array(rows);
  for (let group = 0; group < groups; group++) {
    const variance = variances[group]!;
    for (let row = 0; row < rows; row++) column[row] = levels[row * groups + group]!;
    for (let row = 0; row < rows; row++) {
      const level = column[row]!;
      if (level === none) continue;
      const begin = row * rows;
      for (let other = 0; other <= row; other++)
        if (column[other] === level) factor[begin + other]! += variance;
    }
    for (let at = 0; at < count; at++) {
      const level = asked[at]![group]!;
      const own = known[at]!;
      if (level < 0) continue;
      for (let row = 0; row < rows; row++) if (column[row] === level) own[row]! += variance;
    }
  }
  for (let row = 0; row < rows; row++) {
    for (let other = 0; other <= row; other++) factor[row * rows + other]! *= root[row]! * root[other]!;
    factor[row * rows + row]! += 1;
  }
  factorise(factor, rows);
  for (const own of known) solveForward(factor, root, own);
  const covariance = new Float64Array(count * count);
  for (let a = 0; a < count; a++)
    for (let b = 0; b <= a; b++) {
      const ofA = known[a]!;
      const ofB = known[b]!;
      let sum = trustVariance * askedOffsets[a]! * askedOffsets[b]!;
      for (let group = 0; group < groups; group++) {
        const level = asked[a]![group]!;
        if (level === asked[b]![group] && level !== none) sum += variances[group]!;
      }
      for (let row = 0; row < rows; row++) sum -= ofA[row]! * ofB[row]!;
      covariance[a * count + b] = sum;
      covariance[b * count + a] = sum;
    }
  return covariance;
}

/** Puts L^-1 W^(1/2) k in place of k. */
function solveForward(factor: Float64Array, root: Float64Array, own: Float64Array): void {
  const rows = own.length;
  for (let row = 0; row < rows; row++) {
    const begin = row * rows;
    let sum = root[row]! * own[row]!;
    for (let before = 0; before < row; before++) sum -= factor[begin + before]! * own[before]!;
    own[row] = sum / factor[begin + row]!;
  }
}

/** Cholesky's factor in place of the lower triangle of a positive definite matrix. */
function factorise(matrix: Float64Array, size: number): void {
  for (let row = 0; row < size; row++)
    for (let column = 0; column <= row; column++) {
      const ofRow = row * size;
      const ofColumn = column * size;
      let sum = matrix[ofRow + column]!;
      for (let at = 0; at < column; at++) sum -= matrix[ofRow + at]! * matrix[ofColumn + at]!;
      matrix[ofRow + column] = row === column ? Math.sqrt(sum) : sum / matrix[ofColumn + column]!;
    }
}
