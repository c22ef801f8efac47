/** Measures of how two columns go together. Numbers are NaN and codes below zero where missing; rows in which either is missing are left out. */

/** Pearson's correlation; NaN where a column is constant or fewer than two rows are left. */
export function pearson(one: Float64Array, other: Float64Array): number {
  let [count, meanOne, meanOther, squaresOne, squaresOther, products] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < one.length; row++) {
    const x = one[row]!;
    const y = other[row]!;
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    count++;
    // Welford's updates: sums of squares would lose digits far from zero.
    const dx = x - meanOne;
    const dy = y - meanOther;
    meanOne += dx / count;
    meanOther += dy / count;
    squaresOne += dx * (x - meanOne);
    squaresOther += dy * (y - meanOther);
    products += dx * (y - meanOther);
  }
  if (squaresOne <= 0 || squaresOther <= 0) return Number.NaN;
  return Math.max(-1, Math.min(1, products / Math.sqrt(squaresOne * squaresOther)));
}

/** The rows in rising order of their values, missing ones left out. */
function orderOf(values: Float64Array): Int32Array {
  const rows = new Int32Array(values.length);
  let count = 0;
  for (let row = 0; row < values.length; row++) if (!Number.isNaN(values[row]!)) rows[count++] = row;
  return rows.subarray(0, count).sort((one, other) => values[one]! - values[other]!);
}

/** A column with its order and its ranks, to be held against others. */
export interface Ranked {
  values: Float64Array;
  order: Int32Array;
  ranks: Float64Array;
  /** Of values and ranks where no row is missing: pairs of such columns need their products alone. */
  spread: Spread | null;
  rankSpread: Spread | null;
}

/** A mean, and the root of the summed squares around it. */
interface Spread {
  mean: number;
  norm: number;
}

export function ranked(values: Float64Array): Ranked {
  const order = orderOf(values);
  const ranks = ranksOf(order, values);
  const isWhole = order.length === values.length;
  return {
    values,
    order,
    ranks,
    spread: isWhole ? spreadOf(values) : null,
    rankSpread: isWhole ? spreadOf(ranks) : null,
  };
}

/** By Welford's updates, so that a constant column has a spread of exactly zero. */
function spreadOf(values: Float64Array): Spread {
  let [mean, squares] = [0, 0];
  for (let row = 0; row < values.length; row++) {
    const from = values[row]! - mean;
    mean += from / (row + 1);
    squares += from * (values[row]! - mean);
  }
  return { mean, norm: Math.sqrt(squares) };
}

/** Pearson's correlation of two columns whose spreads are known, where no row is missing. */
export function correlation(one: Ranked, other: Ranked): number {
  return one.spread === null || other.spread === null
    ? pearson(one.values, other.values)
    : correlationOf(one.values, one.spread, other.values, other.spread);
}

function correlationOf(one: Float64Array, ofOne: Spread, other: Float64Array, ofOther: Spread): number {
  const norms = ofOne.norm * ofOther.norm;
  if (norms === 0) return Number.NaN;
  let products = 0;
  for (let row = 0; row < one.length; row++)
    products += (one[row]! - ofOne.mean) * (other[row]! - ofOther.mean);
  return Math.max(-1, Math.min(1, products / norms));
}

/** Spearman's correlation: Pearson's of the ranks, ties sharing their mean; ranks count only the rows where both are there. */
export function spearman(one: Ranked, other: Ranked): number {
  if (one.rankSpread !== null && other.rankSpread !== null)
    return correlationOf(one.ranks, one.rankSpread, other.ranks, other.rankSpread);
  return pearson(ranksAmong(one, other), ranksAmong(other, one));
}

/** The ranks of a column among the rows where the other is there too. */
function ranksAmong(column: Ranked, other: Ranked): Float64Array {
  if (other.rankSpread !== null) return column.ranks;
  const { values } = other;
  const rows = new Int32Array(column.order.length);
  let count = 0;
  for (const row of column.order) if (!Number.isNaN(values[row]!)) rows[count++] = row;
  return ranksOf(rows.subarray(0, count), column.values);
}

/** The ranks of the rows in that order, NaN for others. */
function ranksOf(rows: Int32Array, values: Float64Array): Float64Array {
  const ranks = new Float64Array(values.length).fill(Number.NaN);
  for (let from = 0; from < rows.length; ) {
    let to = from + 1;
    while (to < rows.length && values[rows[to]!]! === values[rows[from]!]!) to++;
    const rank = (from + to + 1) / 2;
    for (let place = from; place < to; place++) ranks[rows[place]!] = rank;
    from = to;
  }
  return ranks;
}

/** Codes of a column, from 0 to `size` - 1. */
export interface Codes {
  codes: Int32Array;
  size: number;
}

/** Cramér's V (1946), without correction for bias: 0 where columns are independent, 1 where one tells the other. NaN where one is constant. */
export function cramersV(one: Codes, other: Codes): number {
  const { counts, ofOne, ofOther, total } = contingency(one, other);
  const smaller = Math.min(ofOne.filter(Boolean).length, ofOther.filter(Boolean).length);
  if (smaller < 2) return Number.NaN;
  let chiSquare = 0;
  for (let a = 0; a < one.size; a++)
    for (let b = 0; b < other.size; b++) {
      const expected = (ofOne[a]! * ofOther[b]!) / total;
      if (expected > 0) chiSquare += (counts[a * other.size + b]! - expected) ** 2 / expected;
    }
  return Math.sqrt(chiSquare / total / (smaller - 1));
}

/** Mutual information in nats, from the counts as they are (no correction for small samples). */
export function mutualInformation(one: Codes, other: Codes): number {
  const { counts, ofOne, ofOther, total } = contingency(one, other);
  let sum = 0;
  for (let a = 0; a < one.size; a++)
    for (let b = 0; b < other.size; b++) {
      const count = counts[a * other.size + b]!;
      if (count > 0) sum += (count / total) * Math.log((count * total) / (ofOne[a]! * ofOther[b]!));
    }
  return Math.max(0, sum);
}

function contingency(one: Codes, other: Codes) {
  const counts = new Float64Array(one.size * other.size);
  const ofOne = new Float64Array(one.size);
  const ofOther = new Float64Array(other.size);
  let total = 0;
  for (let row = 0; row < one.codes.length; row++) {
    const a = one.codes[row]!;
    const b = other.codes[row]!;
    if (a < 0 || b < 0) continue;
    counts[a * other.size + b]!++;
    ofOne[a]!++;
    ofOther[b]!++;
    total++;
  }
  return { counts, ofOne, ofOther, total };
}

/** A column of numbers as codes of bins that hold equally many rows, as far as ties allow; missing ones are a bin of their own. */
export function binsOf(values: Float64Array, bins: number): Codes {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const edges: number[] = [];
  for (let bin = 1; bin < bins && sorted.length > 0; bin++) {
    const edge = sorted[Math.floor((bin * sorted.length) / bins)]!;
    if (edge !== edges.at(-1)) edges.push(edge);
  }
  const missing = edges.length + 1;
  const codes = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    let bin = 0;
    while (bin < edges.length && value >= edges[bin]!) bin++;
    codes[row] = Number.isNaN(value) ? missing : bin;
  }
  return { codes, size: missing + 1 };
}
