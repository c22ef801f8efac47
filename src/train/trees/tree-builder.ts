import type { BinnedData } from './binned-data.ts';
import type { Split } from './split.ts';
import type { Tree } from './tree.ts';

export interface NodeValue {
  value: number | Float64Array;
  cover: number;
}

/** Puts a tree together node by node, in terms of values rather than bins. */
export class TreeBuilder {
  readonly #data: BinnedData;
  readonly #outputs: number;
  readonly #feature: number[] = [];
  readonly #threshold: number[] = [];
  readonly #categoryStart: number[] = [];
  readonly #missingLeft: number[] = [];
  readonly #left: number[] = [];
  readonly #right: number[] = [];
  readonly #value: number[] = [];
  readonly #gain: number[] = [];
  readonly #cover: number[] = [];
  readonly #categories: number[] = [];

  /** `outputs`: numbers that a node predicts. */
  constructor(data: BinnedData, outputs = 1) {
    this.#data = data;
    this.#outputs = outputs;
  }

  addLeaf(value: number | Float64Array, cover: number): number {
    const node = this.#left.length;
    this.#feature.push(-1);
    this.#threshold.push(0);
    this.#categoryStart.push(-1);
    this.#missingLeft.push(0);
    this.#left.push(-1);
    this.#right.push(-1);
    if (typeof value === 'number') this.#value.push(value);
    else for (const each of value) this.#value.push(each);
    this.#gain.push(0);
    this.#cover.push(cover);
    return node;
  }

  /** Makes a leaf a node with two leaves; gives their numbers. */
  split(
    node: number,
    split: Pick<Split, 'feature' | 'bin' | 'missingLeft' | 'gain' | 'bits'>,
    children: readonly [left: NodeValue, right: NodeValue],
  ): [left: number, right: number] {
    const bins = this.#data.bins[split.feature]!;
    this.#feature[node] = split.feature;
    this.#gain[node] = split.gain;
    this.#missingLeft[node] = split.missingLeft ? 1 : 0;
    if (split.bits === null) this.#threshold[node] = bins.upper![split.bin - 1]!;
    else this.#categoryStart[node] = this.#addCategories(bins.byCategory!, split.bits);
    const left = this.addLeaf(children[0].value, children[0].cover);
    const right = this.addLeaf(children[1].value, children[1].cover);
    this.#left[node] = left;
    this.#right[node] = right;
    return [left, right];
  }

  #addCategories(byCategory: Uint8Array, bits: Uint32Array): number {
    const start = this.#categories.length;
    const words = Math.ceil(byCategory.length / 32);
    this.#categories.push(words, ...new Array<number>(words).fill(0));
    byCategory.forEach((bin, category) => {
      if ((bits[bin >>> 5]! >>> (bin & 31)) & 1)
        this.#categories[start + 1 + (category >>> 5)]! |= 1 << (category & 31);
    });
    return start;
  }

  finish(): Tree {
    return {
      feature: Int32Array.from(this.#feature),
      threshold: Float64Array.from(this.#threshold),
      categoryStart: Int32Array.from(this.#categoryStart),
      missingLeft: Uint8Array.from(this.#missingLeft),
      left: Int32Array.from(this.#left),
      right: Int32Array.from(this.#right),
      value: Float64Array.from(this.#value),
      outputs: this.#outputs,
      gain: Float64Array.from(this.#gain),
      cover: Float64Array.from(this.#cover),
      categories: Uint32Array.from(this.#categories),
    };
  }
}
