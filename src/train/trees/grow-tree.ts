import { type BinnedData, binCount } from './binned-data.ts';
import { missingBin } from './bins.ts';
import type { HistogramLayout, Histograms } from './histograms.ts';
import { leafValue, noSplit, type Split, type SplitOptions, type SumUnits, searchFeature } from './split.ts';
import type { SplitExchange } from './split-exchange.ts';
import type { Tree } from './tree.ts';
import { TreeBuilder } from './tree-builder.ts';

export interface GrowOptions extends SplitOptions {
  maxLeaves: number;
  /** Longest way from the root to a leaf; the root alone has 0. */
  maxDepth: number;
  /** What a split must gain. */
  leastGain: number;
}

/** A grown tree, and which rows fell into which of its leaves. */
export interface GrownTree {
  tree: Tree;
  leaves: Leaf[];
}

/** The grower's rows at the places `from` to `to` - 1 are in this leaf. */
export interface Leaf {
  node: number;
  from: number;
  to: number;
}

interface Candidate extends Leaf {
  depth: number;
  gradient: number;
  hessian: number;
  lower: number;
  upper: number;
  /** Address, or 0 where there is none. */
  histogram: number;
  split: Split;
}

/** Histograms that are needed besides those that leaves keep: one for each child of the node that is divided. */
export const spareHistograms = 2;

/**
 * Grows trees on binned data: always the leaf next whose split gains most, histograms of the smaller child only, the other one's by subtraction
 * (Ke et al., LightGBM, 2017). Several threads grow the same tree together, each looking at its own features.
 */
export class TreeGrower {
  readonly #data: BinnedData;
  readonly #layout: HistogramLayout;
  readonly #histograms: Histograms;
  readonly #exchange: SplitExchange;
  readonly #free: number[];
  #units: SumUnits = { gradient: 1, hessian: 1 };

  constructor(data: BinnedData, layout: HistogramLayout, histograms: Histograms, exchange: SplitExchange) {
    this.#data = data;
    this.#layout = layout;
    this.#histograms = histograms;
    this.#exchange = exchange;
    this.#free = [...layout.histograms];
  }

  /** The rows to grow on go here, from place 0. */
  get rows(): Int32Array {
    return this.#histograms.rows;
  }

  /**
   * Grows a tree on the first `count` of `rows`, and puts them in the order of its leaves. `allowed` has a 1 for each feature that may be
   * used, null for all; `units` are those of the rows' gradients and hessians.
   */
  grow(count: number, units: SumUnits, allowed: Uint8Array | null, options: GrowOptions): GrownTree {
    const builder = new TreeBuilder(this.#data);
    const histogram = this.#filled(0, count);
    const { gradient, hessian } = this.#sumsOf(histogram, units);
    this.#units = units;
    const root: Candidate = {
      node: builder.addLeaf(leafValue(gradient, hessian, options.l2, -Infinity, Infinity), hessian),
      from: 0,
      to: count,
      depth: 0,
      gradient,
      hessian,
      lower: -Infinity,
      upper: Infinity,
      histogram,
      split: noSplit(options.leastGain),
    };
    const leaves: Candidate[] = [root];
    if (maySplit(root, options))
      root.split = this.#exchange.best([this.#search(root, allowed, options)], options.leastGain)[0]!;
    while (leaves.length < options.maxLeaves) {
      const next = bestOf(leaves);
      if (next === null) break;
      const [left, right] = this.#divide(next, builder, options);
      leaves[leaves.indexOf(next)] = left;
      leaves.push(right);
      if (leaves.length < options.maxLeaves) this.#searchBoth(next, left, right, allowed, options);
      this.#release(next);
    }
    for (const leaf of leaves) this.#release(leaf);
    return { tree: builder.finish(), leaves };
  }

  /** The children's histograms and best splits; the parent's histogram becomes the bigger child's. */
  #searchBoth(
    parent: Candidate,
    left: Candidate,
    right: Candidate,
    allowed: Uint8Array | null,
    options: GrowOptions,
  ): void {
    const [small, large] = left.to - left.from <= right.to - right.from ? [left, right] : [right, left];
    if (!maySplit(large, options)) return;
    small.histogram = this.#filled(small.from, small.to);
    if (parent.histogram === 0) large.histogram = this.#filled(large.from, large.to);
    else {
      large.histogram = parent.histogram;
      parent.histogram = 0;
      this.#histograms.subtract(large.histogram, small.histogram);
    }
    const own = [left, right].map((child) =>
      maySplit(child, options) ? this.#search(child, allowed, options) : noSplit(options.leastGain),
    );
    [left.split, right.split] = this.#exchange.best(own, options.leastGain) as [Split, Split];
    // Where memory is short, a leaf goes without: its children's histograms are then both made from their rows.
    for (const child of [small, large])
      if (child.split.feature < 0 || this.#free.length < spareHistograms) this.#release(child);
  }

  #search(leaf: Candidate, allowed: Uint8Array | null, options: GrowOptions): Split {
    const best = noSplit(options.leastGain);
    const { offsets, first } = this.#layout;
    const { gradient, hessian, lower, upper } = leaf;
    const node = { gradient, hessian, lower, upper, rows: leaf.to - leaf.from, units: this.#units };
    const { values, scan } = this.#histograms;
    for (let place = 0; place < offsets.length; place++) {
      const feature = first + place;
      if (allowed !== null && allowed[feature] === 0) continue;
      const { count, byCategory } = this.#data.bins[feature]!;
      const offset = leaf.histogram / 4 + offsets[place]!;
      searchFeature({ feature, values, offset, count, scan }, byCategory !== null, node, options, best);
    }
    return best;
  }

  /** Makes the leaf a node with two leaves, and sorts its rows to them. */
  #divide(leaf: Candidate, builder: TreeBuilder, options: GrowOptions): [Candidate, Candidate] {
    const { split, gradient, hessian, lower, upper } = leaf;
    const middle = this.#histograms.partition(leaf.from, leaf.to, split.feature, goesLeftBy(split));
    const sums = [
      { gradient: split.leftGradient, hessian: split.leftHessian },
      { gradient: gradient - split.leftGradient, hessian: hessian - split.leftHessian },
    ] as const;
    const values = sums.map((side) => leafValue(side.gradient, side.hessian, options.l2, lower, upper));
    const direction = options.monotone === null ? 0 : options.monotone[split.feature]!;
    // What is below a constrained split stays on its side of the middle.
    const between = (values[0]! + values[1]!) / 2;
    const nodes = builder.split(leaf.node, split, [
      { value: values[0]!, cover: sums[0].hessian },
      { value: values[1]!, cover: sums[1].hessian },
    ]);
    const child = (side: 0 | 1): Candidate => {
      const way = side === 0 ? -direction : direction;
      return {
        node: nodes[side],
        from: side === 0 ? leaf.from : middle,
        to: side === 0 ? middle : leaf.to,
        depth: leaf.depth + 1,
        ...sums[side],
        lower: way > 0 ? Math.max(lower, between) : lower,
        upper: way < 0 ? Math.min(upper, between) : upper,
        histogram: 0,
        split: noSplit(options.leastGain),
      };
    };
    return [child(0), child(1)];
  }

  /** A histogram of the rows at these places. */
  #filled(from: number, to: number): number {
    const histogram = this.#free.pop()!;
    this.#histograms.fill(histogram, from, to);
    return histogram;
  }

  /** The sums over all rows of a histogram: those over the bins of any one feature. */
  #sumsOf(histogram: number, units: SumUnits): { gradient: number; hessian: number } {
    const { values } = this.#histograms;
    const bins = binCount(this.#data.bins[this.#layout.first]!);
    let gradient = 0;
    let hessian = 0;
    for (let at = histogram / 4, bin = 0; bin < bins; bin++, at += 2) {
      hessian += values[at]!;
      gradient += values[at + 1]!;
    }
    return { gradient: gradient * units.gradient, hessian: hessian * units.hessian };
  }

  #release(leaf: Candidate): void {
    if (leaf.histogram !== 0) this.#free.push(leaf.histogram);
    leaf.histogram = 0;
  }
}

function maySplit(
  leaf: Leaf & { depth: number },
  { maxDepth, minRowsInLeaf, maxLeaves }: GrowOptions,
): boolean {
  return maxLeaves > 1 && leaf.depth < maxDepth && leaf.to - leaf.from >= 2 * minRowsInLeaf;
}

/** Whether a bin goes left. */
function goesLeftBy({ bits, bin: last, missingLeft }: Split): (bin: number) => boolean {
  if (bits !== null)
    return (bin) => (bin === missingBin ? missingLeft : ((bits[bin >>> 5]! >>> (bin & 31)) & 1) === 1);
  return (bin) => (bin === missingBin ? missingLeft : bin <= last);
}

function bestOf(leaves: readonly Candidate[]): Candidate | null {
  let best: Candidate | null = null;
  for (const leaf of leaves)
    if (leaf.split.feature >= 0 && (best === null || leaf.split.gain > best.split.gain)) best = leaf;
  return best;
}
