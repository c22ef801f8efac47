import type { Random } from '../random.ts';
import type { BinnedData } from '../trees/binned-data.ts';
import { missingBin } from '../trees/bins.ts';
import type { Tree } from '../trees/tree.ts';
import { TreeBuilder } from '../trees/tree-builder.ts';
import { type ForestSplit, type NodeStatistics, SplitSearch } from './node-split.ts';

export interface ForestTreeOptions {
  /** Features that each node looks at. */
  featuresPerNode: number;
  minRowsInLeaf: number;
  maxDepth: number;
  /** One random threshold a feature (Geurts et al., 2006) instead of the best one. */
  randomThresholds: boolean;
}

/** What a forest learns: `outputs` 1 for numbers and for two classes (0 and 1), else the number of classes. */
export interface ForestTarget {
  outputs: number;
  /** By row: the number, or the class. */
  values: Float64Array;
}

interface Pending {
  node: number;
  from: number;
  to: number;
  depth: number;
  statistics: NodeStatistics;
}

/** A gain below that share of the node's own sum of squares is rounding. */
const leastRelativeGain = 1e-12;

/** Grows full trees for forests, one after the other: depth first, each node on a few features drawn for it. */
export class ForestTreeGrower {
  readonly #data: BinnedData;
  readonly #target: ForestTarget;
  readonly #options: ForestTreeOptions;
  readonly #search: SplitSearch;
  readonly #rows: Int32Array;
  readonly #scratch: Int32Array;
  readonly #order: Int32Array;
  readonly #bins: Uint8Array;
  readonly #nodeWeights: Float64Array;
  readonly #nodeTargets: Float64Array;

  constructor(data: BinnedData, target: ForestTarget, options: ForestTreeOptions) {
    this.#data = data;
    this.#target = target;
    this.#options = options;
    this.#search = new SplitSearch(target.outputs);
    this.#rows = new Int32Array(data.rows);
    this.#scratch = new Int32Array(data.rows);
    this.#order = new Int32Array(data.features);
    this.#bins = new Uint8Array(data.rows);
    this.#nodeWeights = new Float64Array(data.rows);
    this.#nodeTargets = new Float64Array(data.rows);
  }

  /** Grows a tree on the rows of `weights` that are not 0. */
  grow(weights: Float64Array, random: Random): Tree {
    const rows = this.#rows;
    // A tree must not depend on those that were grown before it.
    for (let feature = 0; feature < this.#order.length; feature++) this.#order[feature] = feature;
    let count = 0;
    for (let row = 0; row < weights.length; row++) if (weights[row]! > 0) rows[count++] = row;
    const { outputs } = this.#target;
    const builder = new TreeBuilder(this.#data, outputs);
    const statistics = this.#statisticsOf(0, count, weights);
    const root = builder.addLeaf(predictionOf(statistics), statistics.weight);
    const pending: Pending[] = [{ node: root, from: 0, to: count, depth: 0, statistics }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const split = this.#bestSplit(next, weights, random);
      if (split === null) continue;
      const middle = this.#partition(next, split);
      const left = this.#statisticsOf(next.from, middle, weights);
      const right = this.#statisticsOf(middle, next.to, weights);
      const [leftNode, rightNode] = builder.split(next.node, split, [
        { value: predictionOf(left), cover: left.weight },
        { value: predictionOf(right), cover: right.weight },
      ]);
      const depth = next.depth + 1;
      pending.push(
        { node: rightNode, from: middle, to: next.to, depth, statistics: right },
        { node: leftNode, from: next.from, to: middle, depth, statistics: left },
      );
    }
    return builder.finish();
  }

  #statisticsOf(from: number, to: number, weights: Float64Array): NodeStatistics {
    const { outputs, values } = this.#target;
    const sums = new Float64Array(outputs);
    let weight = 0;
    for (let place = from; place < to; place++) {
      const row = this.#rows[place]!;
      const own = weights[row]!;
      weight += own;
      if (outputs === 1) sums[0]! += own * values[row]!;
      else sums[values[row]!]! += own;
    }
    return { weight, sums };
  }

  /** The best split among the features that are drawn; constant ones do not count, and are replaced by others while there are any. */
  #bestSplit(
    { from, to, depth, statistics }: Pending,
    weights: Float64Array,
    random: Random,
  ): ForestSplit | null {
    const { featuresPerNode, minRowsInLeaf, maxDepth, randomThresholds } = this.#options;
    const count = to - from;
    if (depth >= maxDepth || count < 2 * minRowsInLeaf || count < 2 || this.#isPure(from, to)) return null;
    this.#gather(from, to, weights);
    const { columns, rows: allRows, features, bins: binsOf } = this.#data;
    const squares = statistics.sums.reduce((sum, each) => sum + (each * each) / statistics.weight, 0);
    const best: ForestSplit = {
      gain: Math.abs(squares) * leastRelativeGain,
      feature: -1,
      bin: -1,
      missingLeft: false,
      bits: null,
    };
    const node = { ...statistics, rows: count };
    const order = this.#order;
    let looked = 0;
    for (let drawn = 0; drawn < features && looked < featuresPerNode; drawn++) {
      const place = drawn + random.below(features - drawn);
      const feature = order[place]!;
      order[place] = order[drawn]!;
      order[drawn] = feature;
      const column = feature * allRows;
      const bins = this.#bins;
      let isConstant = true;
      for (let index = 0; index < count; index++) {
        const bin = columns[column + this.#rows[from + index]!]!;
        bins[index] = bin;
        if (bin !== bins[0]) isConstant = false;
      }
      if (isConstant) continue;
      looked += 1;
      const range = this.#search.fill(bins, count, this.#nodeWeights, this.#nodeTargets);
      if (binsOf[feature]!.byCategory !== null)
        this.#search.categories(feature, range, node, minRowsInLeaf, best);
      else if (!randomThresholds) this.#search.numbers(feature, range, node, minRowsInLeaf, best);
      else if (range.low < range.high) {
        const bin = this.#randomBin(feature, range, random);
        this.#search.atBin(feature, bin, range.low, node, minRowsInLeaf, best);
      } else this.#search.numbers(feature, range, node, minRowsInLeaf, best);
    }
    return best.feature < 0 ? null : best;
  }

  /** The bin of a threshold drawn evenly between the bounds of the lowest and the highest bin. */
  #randomBin(feature: number, { low, high }: { low: number; high: number }, random: Random): number {
    const { upper } = this.#data.bins[feature]!;
    const from = upper![low - 1]!;
    const to = upper![high - 2]!;
    const drawn = from + random.next() * (to - from);
    let bin = low;
    while (bin < high - 1 && upper![bin - 1]! < drawn) bin++;
    return bin;
  }

  #isPure(from: number, to: number): boolean {
    const { values } = this.#target;
    const first = values[this.#rows[from]!]!;
    for (let place = from + 1; place < to; place++) if (values[this.#rows[place]!]! !== first) return false;
    return true;
  }

  /** Weights and targets of the node's rows, in their order. */
  #gather(from: number, to: number, weights: Float64Array): void {
    const { outputs, values } = this.#target;
    for (let place = from; place < to; place++) {
      const row = this.#rows[place]!;
      const weight = weights[row]!;
      this.#nodeWeights[place - from] = weight;
      this.#nodeTargets[place - from] = outputs === 1 ? weight * values[row]! : values[row]!;
    }
  }

  /** Puts the rows that go left before the others; returns where the others begin. */
  #partition({ from, to }: Pending, split: ForestSplit): number {
    const column = split.feature * this.#data.rows;
    const { columns } = this.#data;
    const rows = this.#rows;
    const scratch = this.#scratch;
    let left = from;
    let right = 0;
    for (let place = from; place < to; place++) {
      const row = rows[place]!;
      const side = goesLeft(columns[column + row]!, split) ? 1 : 0;
      rows[left] = row;
      scratch[right] = row;
      left += side;
      right += 1 - side;
    }
    for (let place = 0; place < right; place++) rows[left + place] = scratch[place]!;
    return left;
  }
}

function goesLeft(bin: number, { bits, bin: last, missingLeft }: ForestSplit): boolean {
  if (bin === missingBin) return missingLeft;
  return bits === null ? bin <= last : ((bits[bin >>> 5]! >>> (bin & 31)) & 1) !== 0;
}

/** What a node predicts: means, or shares of the classes. */
function predictionOf({ weight, sums }: NodeStatistics): Float64Array {
  return sums.map((sum) => sum / weight);
}
