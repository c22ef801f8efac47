import { missingBin } from '../trees/bins.ts';

/** Sums that a split is judged by: weights, and weighted targets by output. */
export interface NodeStatistics {
  weight: number;
  sums: Float64Array;
}

/** The best split of a node so far; `bin` -1 where there is none. */
export interface ForestSplit {
  gain: number;
  feature: number;
  bin: number;
  missingLeft: boolean;
  bits: Uint32Array | null;
}

/**
 * Searches splits of a node by one feature over histograms of the node's rows. What is maximised is the sum over both sides and all outputs of the
 * squared sum over the weight: the fall of the variance for numbers and, with an output a class, of Gini's impurity.
 */
export class SplitSearch {
  readonly #outputs: number;
  readonly #weights = new Float64Array(256);
  readonly #rows = new Int32Array(256);
  readonly #sums: Float64Array;
  readonly #left: Float64Array;

  constructor(outputs: number) {
    this.#outputs = outputs;
    this.#sums = new Float64Array(256 * outputs);
    this.#left = new Float64Array(outputs);
  }

  /**
   * Sums up a feature's bins: `bins` of the node's rows, with their weights and targets in the same order. Returns the lowest and the
   * highest bin of values; low > high where all are missing.
   */
  fill(
    bins: Uint8Array,
    count: number,
    weights: Float64Array,
    targets: Float64Array,
  ): { low: number; high: number } {
    const outputs = this.#outputs;
    let low = 256;
    let high = 0;
    for (let place = 0; place < count; place++) {
      const bin = bins[place]!;
      if (bin === missingBin) continue;
      if (bin < low) low = bin;
      if (bin > high) high = bin;
    }
    const binWeights = this.#weights;
    const binRows = this.#rows;
    const sums = this.#sums;
    binWeights[missingBin] = 0;
    binRows[missingBin] = 0;
    sums.fill(0, 0, outputs);
    if (low <= high) {
      binWeights.fill(0, low, high + 1);
      binRows.fill(0, low, high + 1);
      sums.fill(0, low * outputs, (high + 1) * outputs);
    }
    if (outputs === 1) {
      for (let place = 0; place < count; place++) {
        const bin = bins[place]!;
        binWeights[bin]! += weights[place]!;
        binRows[bin]! += 1;
        sums[bin]! += targets[place]!;
      }
    } else {
      // With an output a class, the target is the class and its weight is what is summed.
      for (let place = 0; place < count; place++) {
        const bin = bins[place]!;
        binWeights[bin]! += weights[place]!;
        binRows[bin]! += 1;
        sums[bin * outputs + targets[place]!]! += weights[place]!;
      }
    }
    return { low, high };
  }

  /** Tries all bins of a numeric feature after `fill`. */
  numbers(
    feature: number,
    range: { low: number; high: number },
    node: NodeStatistics & { rows: number },
    leastRows: number,
    best: ForestSplit,
  ): void {
    const missingRows = this.#rows[missingBin]!;
    for (let way = 0; way < (missingRows > 0 ? 2 : 1); way++)
      this.#sweep(feature, range, node, leastRows, best, way === 1);
  }

  #sweep(
    feature: number,
    { low, high }: { low: number; high: number },
    node: NodeStatistics & { rows: number },
    leastRows: number,
    best: ForestSplit,
    missingLeft: boolean,
  ): void {
    const outputs = this.#outputs;
    const binWeights = this.#weights;
    const binRows = this.#rows;
    const sums = this.#sums;
    const left = this.#left;
    const hasMissing = binRows[missingBin]! > 0;
    let weight = missingLeft ? binWeights[missingBin]! : 0;
    let rows = missingLeft ? binRows[missingBin]! : 0;
    for (let output = 0; output < outputs; output++) left[output] = missingLeft ? sums[output]! : 0;
    // With missing values on the right, all values on the left is a split too.
    const last = hasMissing && !missingLeft ? high : high - 1;
    for (let bin = low; bin <= last; bin++) {
      const inBin = binRows[bin]!;
      if (inBin === 0) continue;
      weight += binWeights[bin]!;
      rows += inBin;
      if (outputs === 1) left[0]! += sums[bin]!;
      else for (let output = 0; output < outputs; output++) left[output]! += sums[bin * outputs + output]!;
      if (rows < leastRows) continue;
      if (node.rows - rows < leastRows) break;
      const gain = this.#gain(weight, node);
      if (gain > best.gain) {
        best.gain = gain;
        best.feature = feature;
        best.bin = bin;
        best.missingLeft = hasMissing ? missingLeft : weight * 2 > node.weight;
        best.bits = null;
      }
    }
  }

  /** Tries the one split after `bin` of a numeric feature, missing values on the heavier side. */
  atBin(
    feature: number,
    bin: number,
    low: number,
    node: NodeStatistics & { rows: number },
    leastRows: number,
    best: ForestSplit,
  ): void {
    const outputs = this.#outputs;
    const left = this.#left.fill(0);
    let weight = 0;
    let rows = 0;
    const take = (from: number): void => {
      weight += this.#weights[from]!;
      rows += this.#rows[from]!;
      for (let output = 0; output < outputs; output++) left[output]! += this.#sums[from * outputs + output]!;
    };
    for (let each = low; each <= bin; each++) take(each);
    const missingLeft = weight * 2 > node.weight;
    if (missingLeft && this.#rows[missingBin]! > 0) take(missingBin);
    if (rows < leastRows || node.rows - rows < leastRows) return;
    const gain = this.#gain(weight, node);
    if (gain > best.gain) {
      best.gain = gain;
      best.feature = feature;
      best.bin = bin;
      best.missingLeft = missingLeft;
      best.bits = null;
    }
  }

  /** Tries the categories of a feature in the order of their mean target (of the node's most frequent class, where there are several). */
  categories(
    feature: number,
    { low, high }: { low: number; high: number },
    node: NodeStatistics & { rows: number },
    leastRows: number,
    best: ForestSplit,
  ): void {
    const outputs = this.#outputs;
    const main = node.sums.indexOf(Math.max(...node.sums));
    const used: number[] = [];
    for (let bin = low; bin <= high; bin++) if (this.#rows[bin]! > 0) used.push(bin);
    const mean = (bin: number): number => this.#sums[bin * outputs + main]! / this.#weights[bin]!;
    used.sort((one, other) => mean(one) - mean(other) || one - other);
    const left = this.#left.fill(0);
    let weight = 0;
    let rows = 0;
    for (let place = 0; place < used.length; place++) {
      const bin = used[place]!;
      weight += this.#weights[bin]!;
      rows += this.#rows[bin]!;
      for (let output = 0; output < outputs; output++) left[output]! += this.#sums[bin * outputs + output]!;
      // What is missing goes right, always: without it the last category leaves nothing there.
      if (rows < leastRows || node.rows - rows < leastRows) continue;
      const gain = this.#gain(weight, node);
      if (gain <= best.gain) continue;
      best.gain = gain;
      best.feature = feature;
      best.bin = 0;
      best.missingLeft = false;
      best.bits = new Uint32Array(8);
      for (const each of used.slice(0, place + 1)) best.bits[each >>> 5]! |= 1 << (each & 31);
    }
  }

  #gain(weight: number, node: NodeStatistics): number {
    const { sums } = node;
    const left = this.#left;
    const right = node.weight - weight;
    let gain = 0;
    for (let output = 0; output < this.#outputs; output++) {
      const inLeft = left[output]!;
      const inRight = sums[output]! - inLeft;
      gain +=
        (inLeft * inLeft) / weight +
        (inRight * inRight) / right -
        (sums[output]! * sums[output]!) / node.weight;
    }
    return gain;
  }
}
