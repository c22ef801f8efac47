import type { GrowKernel } from './grow-kernel.ts';

/** The best way to split a node; `feature` is -1 where there is none. */
export interface Split {
  gain: number;
  feature: number;
  /** Numeric: the last bin that goes left. */
  bin: number;
  missingLeft: boolean;
  leftGradient: number;
  leftHessian: number;
  /** Categorical: bins that go left, 256 bits; null for a numeric split. */
  bits: Uint32Array | null;
}

export interface SplitOptions {
  /** Penalty on the square of a leaf's value. */
  l2: number;
  minRowsInLeaf: number;
  /** Least sum of hessians in a leaf. */
  minHessian: number;
  /** By feature: 1 where predictions may not fall as it rises, -1 where they may not rise, 0 else. */
  monotone: Int8Array | null;
}

/** What a histogram's whole numbers count in: powers of two, so that no sum is rounded. */
export interface SumUnits {
  gradient: number;
  hessian: number;
}

/** What is known of the node to be split. */
export interface NodeSums {
  gradient: number;
  hessian: number;
  rows: number;
  /** Bounds of its value that monotone constraints above it have set. */
  lower: number;
  upper: number;
  /** Of its histogram. */
  units: SumUnits;
}

/** Categories with fewer rows are not told apart from others: Ke et al., LightGBM, 2017, has 10 and these two penalties. */
const leastRowsOfCategory = 10;
const categorySmoothing = 10;
const categoryL2 = 10;

/** Value of a leaf: the Newton step, within bounds. */
export function leafValue(
  gradient: number,
  hessian: number,
  l2: number,
  lower: number,
  upper: number,
): number {
  const step = -gradient / (hessian + l2);
  return Math.min(Math.max(step, lower), upper);
}

/** What a leaf takes from the loss with that value, twice: -(2 G v + (H + l2) v^2). */
function scoreOf(gradient: number, hessian: number, l2: number, node: NodeSums): number {
  if (node.lower === -Infinity && node.upper === Infinity) return (gradient * gradient) / (hessian + l2);
  const value = leafValue(gradient, hessian, l2, node.lower, node.upper);
  return -(2 * gradient * value + (hessian + l2) * value * value);
}

/** Rows are not counted by bin: a leaf's rows are estimated by its hessians, as in LightGBM. One row is always enough. */
function leastHessianOf(minHessian: number, minRowsInLeaf: number, rowsPerHessian: number): number {
  return minRowsInLeaf <= 1 ? minHessian : Math.max(minHessian, (minRowsInLeaf - 0.5) / rowsPerHessian);
}

/** Where a search looks: a histogram's bins of one feature, that of missing values first, then `count` of them. */
export interface FeatureSums {
  feature: number;
  /** All histograms: for each bin the sum of hessians, then that of gradients. */
  values: Int32Array;
  /** Where this feature's begin among the values. */
  offset: number;
  count: number;
  /** Runs over them in WebAssembly. */
  scan: GrowKernel['scan'];
}

/** Looks for the best split of a node by one feature; replaces `best` where it finds a better one. */
export function searchFeature(
  sums: FeatureSums,
  isCategory: boolean,
  node: NodeSums,
  options: SplitOptions,
  best: Split,
): void {
  const direction = options.monotone === null ? 0 : options.monotone[sums.feature]!;
  if (isCategory) searchCategories(sums, node, options, best);
  else if (direction === 0 && node.lower === -Infinity && node.upper === Infinity)
    searchNumbers(sums, node, options, best);
  else searchBounded(sums, direction, node, options, best);
}

function searchNumbers(sums: FeatureSums, node: NodeSums, options: SplitOptions, best: Split): void {
  const { values, offset, count, scan } = sums;
  const { l2, minRowsInLeaf, minHessian } = options;
  const { gradient, hessian, rows, units } = node;
  const parentScore = scoreOf(gradient, hessian, l2, node);
  const least = leastHessianOf(minHessian, minRowsInLeaf, rows / hessian);
  const scoreUnit = units.gradient * (units.gradient / units.hessian);
  const hasMissing = values[offset]! > 0;
  // With missing values each bin is tried twice, and the last one is the split into missing and not.
  for (let way = 0; way < (hasMissing ? 2 : 1); way++) {
    const last = hasMissing && way === 0 ? count : count - 1;
    const found = scan(
      4 * offset + 8,
      4 * offset + 8 * last,
      way === 1 ? 4 * offset : 0,
      gradient / units.gradient,
      hessian / units.hessian,
      l2 / units.hessian,
      least / units.hessian,
      (best.gain + parentScore) / scoreUnit,
    );
    if (found === 0) continue;
    const bin = ((found >>> 0) / 4 - offset) / 2;
    let leftGradient = 0;
    let leftHessian = 0;
    for (let at = offset + (way === 1 ? 0 : 2); at <= offset + 2 * bin; at += 2) {
      leftHessian += values[at]!;
      leftGradient += values[at + 1]!;
    }
    leftGradient *= units.gradient;
    leftHessian *= units.hessian;
    const score =
      scoreOf(leftGradient, leftHessian, l2, node) +
      scoreOf(gradient - leftGradient, hessian - leftHessian, l2, node);
    best.gain = score - parentScore;
    best.feature = sums.feature;
    best.bin = bin;
    best.leftGradient = leftGradient;
    best.leftHessian = leftHessian;
    best.bits = null;
    best.missingLeft = hasMissing ? way === 1 : leftHessian * 2 > hessian;
  }
}

/** The same where constraints bind what leaves may say. */
function searchBounded(
  { feature, values, offset, count }: FeatureSums,
  direction: number,
  node: NodeSums,
  options: SplitOptions,
  best: Split,
): void {
  const { l2, minRowsInLeaf, minHessian } = options;
  const { gradient, hessian, rows, lower, upper, units } = node;
  const parentScore = scoreOf(gradient, hessian, l2, node);
  const leastHessian = leastHessianOf(minHessian, minRowsInLeaf, rows / hessian);
  const hasMissing = values[offset]! > 0;
  for (let way = 0; way < (hasMissing ? 2 : 1); way++) {
    let leftGradient = way === 1 ? values[offset + 1]! * units.gradient : 0;
    let leftHessian = way === 1 ? values[offset]! * units.hessian : 0;
    const last = hasMissing && way === 0 ? count : count - 1;
    for (let bin = 1, at = offset + 2; bin <= last; bin++, at += 2) {
      // Nothing falls in there: the split would be the one before.
      if (values[at] === 0) continue;
      leftHessian += values[at]! * units.hessian;
      leftGradient += values[at + 1]! * units.gradient;
      if (leftHessian < leastHessian) continue;
      const rightHessian = hessian - leftHessian;
      if (rightHessian < leastHessian) break;
      const rightGradient = gradient - leftGradient;
      if (direction !== 0) {
        const leftValue = leafValue(leftGradient, leftHessian, l2, lower, upper);
        const rightValue = leafValue(rightGradient, rightHessian, l2, lower, upper);
        if (direction > 0 ? leftValue > rightValue : leftValue < rightValue) continue;
      }
      const gain =
        scoreOf(leftGradient, leftHessian, l2, node) +
        scoreOf(rightGradient, rightHessian, l2, node) -
        parentScore;
      if (gain <= best.gain) continue;
      best.gain = gain;
      best.feature = feature;
      best.bin = bin;
      best.leftGradient = leftGradient;
      best.leftHessian = leftHessian;
      best.bits = null;
      // Where training saw nothing missing, what is missing later goes with the majority.
      best.missingLeft = hasMissing ? way === 1 : leftHessian * 2 > hessian;
    }
  }
}

/** Categories in the order of their mean gradient: the best of all partitions is a prefix of that (Fisher, 1958). */
function searchCategories(
  { feature, values, offset, count }: FeatureSums,
  node: NodeSums,
  options: SplitOptions,
  best: Split,
): void {
  const { minRowsInLeaf, minHessian } = options;
  const { gradient, hessian, rows, units } = node;
  const rowsPerHessian = rows / hessian;
  const leastHessian = leastHessianOf(minHessian, minRowsInLeaf, rowsPerHessian);
  const leastOfCategory = (leastRowsOfCategory - 0.5) / rowsPerHessian;
  const hessianOf = (bin: number): number => values[offset + 2 * bin]! * units.hessian;
  const gradientOf = (bin: number): number => values[offset + 2 * bin + 1]! * units.gradient;
  const used: number[] = [];
  for (let bin = 1; bin <= count; bin++) if (hessianOf(bin) >= leastOfCategory) used.push(bin);
  if (used.length === 0) return;
  const smoothing = categorySmoothing / rowsPerHessian;
  const mean = (bin: number): number => gradientOf(bin) / (hessianOf(bin) + smoothing);
  used.sort((one, other) => mean(one) - mean(other) || one - other);
  const l2 = options.l2 + categoryL2 / rowsPerHessian;
  const parentScore = scoreOf(gradient, hessian, options.l2, node);
  // From both ends: what is not among the used categories always goes right, with the missing values.
  for (const order of [used, used.toReversed()]) {
    let leftGradient = 0;
    let leftHessian = 0;
    for (let place = 0; place < order.length; place++) {
      leftGradient += gradientOf(order[place]!);
      leftHessian += hessianOf(order[place]!);
      if (leftHessian < leastHessian) continue;
      if (hessian - leftHessian < leastHessian) break;
      const gain =
        scoreOf(leftGradient, leftHessian, l2, node) +
        scoreOf(gradient - leftGradient, hessian - leftHessian, l2, node) -
        parentScore;
      if (gain <= best.gain) continue;
      best.gain = gain;
      best.feature = feature;
      best.bin = 0;
      best.missingLeft = false;
      best.leftGradient = leftGradient;
      best.leftHessian = leftHessian;
      best.bits = new Uint32Array(8);
      for (const bin of order.slice(0, place + 1)) best.bits[bin >>> 5]! |= 1 << (bin & 31);
    }
  }
}

/** No split yet; what is to be found must gain more than `leastGain`. */
export function noSplit(leastGain: number): Split {
  return {
    gain: leastGain,
    feature: -1,
    bin: 0,
    missingLeft: false,
    leftGradient: 0,
    leftHessian: 0,
    bits: null,
  };
}
