import type { Tree } from './tree.ts';

/** Addresses in the memory of walks: the rows of a block, then the nodes. */
export const rowsAt = 64;
export const blockBytes = 2 ** 20;
export const nodesAt = rowsAt + blockBytes;
const nodeBytes = 16;
/** Rows that are walked together. */
export const lanes = 8;
/** Nodes of so many bytes are in memory at once; more come in turn. */
const mostBytes = 16 * 2 ** 20;

/** Where a column of a block comes from; `feature` is its place. */
export type BlockColumn =
  /** That of leaves: -Infinity in every row. */
  | { kind: 'leaves' }
  /** `missingLeft`: missing values are -Infinity, and so go left. */
  | { kind: 'numbers'; feature: number; missingLeft: boolean }
  /** A bit for the row's category, if it is one of the 64 from `64 * word` on; what is no category below `end` counts as category `end`. */
  | { kind: 'categories'; feature: number; word: number; end: number };

/** Some trees as one array of nodes, as `walk-trees.wat` wants them. */
export interface FlatTrees {
  /** The first of these trees, and the one behind the last. */
  first: number;
  end: number;
  nodes: Uint8Array;
  /** Address of each tree's root. */
  roots: Int32Array;
  columns: readonly BlockColumn[];
}

const known = new WeakMap<readonly Tree[], { factor: number; trees: number; flat: FlatTrees[] }>();

/** Trees in a form for walking; made once. Leaves hold `factor` times the value, or their own number where there are several outputs. */
export function flatTrees(trees: readonly Tree[], factor: number): readonly FlatTrees[] {
  const before = known.get(trees);
  if (before?.factor === factor && before.trees === trees.length) return before.flat;
  const flat: FlatTrees[] = [];
  const ends = categoryEnds(trees);
  for (let first = 0; first < trees.length; ) {
    let bytes = 0;
    let end = first;
    while (end < trees.length && (end === first || bytes < mostBytes))
      bytes += trees[end++]!.left.length * nodeBytes;
    flat.push(new Flattening(trees.slice(first, end), factor, ends).finish(first));
    first = end;
  }
  known.set(trees, { factor, trees: trees.length, flat });
  return flat;
}

/** By feature: one more than the largest category that any of its sets has room for. */
function categoryEnds(trees: readonly Tree[]): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  for (const { categories, categoryStart, feature, left } of trees) {
    if (categories.length === 0) continue;
    for (let node = 0; node < left.length; node++) {
      const set = categoryStart[node]!;
      if (left[node]! < 0 || set < 0) continue;
      const end = 32 * categories[set]!;
      ends.set(feature[node]!, Math.max(end, ends.get(feature[node]!) ?? 0));
    }
  }
  return ends;
}

/** 64 categories of a node's set that go left. */
interface Word {
  word: number;
  low: number;
  high: number;
}

class Flattening {
  readonly #trees: readonly Tree[];
  readonly #factor: number;
  readonly #ends: ReadonlyMap<number, number>;
  readonly #columns: BlockColumn[] = [{ kind: 'leaves' }];
  readonly #placeOf = new Map<string, number>();
  #doubles: Float64Array;
  #ints: Int32Array;
  #used = 0;

  constructor(trees: readonly Tree[], factor: number, ends: ReadonlyMap<number, number>) {
    this.#trees = trees;
    this.#factor = factor;
    this.#ends = ends;
    const buffer = new ArrayBuffer(nodeBytes * trees.reduce((sum, { left }) => sum + left.length, 0));
    this.#doubles = new Float64Array(buffer);
    this.#ints = new Int32Array(buffer);
  }

  finish(first: number): FlatTrees {
    const roots = Int32Array.from(this.#trees, (tree) => this.#addTree(tree));
    const nodes = new Uint8Array(this.#doubles.buffer, 0, this.#used * nodeBytes);
    return { first, end: first + this.#trees.length, nodes, roots, columns: this.#columns };
  }

  #addTree(tree: Tree): number {
    const root = this.#take(1);
    const pending: [node: number, at: number][] = [[0, root]];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [node, at] = next;
      const [left, right] = [tree.left[node]!, tree.right[node]!];
      if (left < 0) {
        this.#put(at, tree.outputs === 1 ? this.#factor * tree.value[node]! : node, 0, at);
        continue;
      }
      const pair =
        tree.categoryStart[node]! < 0
          ? this.#addNumeric(tree, node, at)
          : this.#addCategories(tree, node, at);
      pending.push([right, pair + 1], [left, pair]);
    }
    return nodesAt + root * nodeBytes;
  }

  /** Gives the place of the children. */
  #addNumeric(tree: Tree, node: number, at: number): number {
    const feature = tree.feature[node]!;
    const missingLeft = tree.missingLeft[node] !== 0;
    const offset = this.#offsetOf({ kind: 'numbers', feature, missingLeft });
    const pair = this.#take(2);
    this.#put(at, tree.threshold[node]!, offset, pair);
    return pair;
  }

  /** A node for each word of the set, one after the other: the first that has the category sends the row left. */
  #addCategories(tree: Tree, node: number, at: number): number {
    const feature = tree.feature[node]!;
    const end = this.#ends.get(feature)!;
    const words = wordsOf(tree, node, end);
    const pairs = words.map(() => this.#take(2));
    const last = pairs.at(-1)!;
    words.forEach(({ word, low, high }, place) => {
      const test = place === 0 ? at : pairs[place - 1]! + 1;
      const pair = pairs[place]!;
      const offset = this.#offsetOf({ kind: 'categories', feature, word, end }) + 1;
      this.#put(test, 0, offset, pair);
      this.#ints[4 * test] = low;
      this.#ints[4 * test + 1] = high;
      // Not the left child itself, but a node from which all go there.
      if (pair !== last) this.#put(pair, 0, 0, last);
    });
    return last;
  }

  #put(at: number, threshold: number, column: number, child: number): void {
    this.#doubles[2 * at] = threshold;
    this.#ints[4 * at + 2] = column;
    this.#ints[4 * at + 3] = nodesAt + child * nodeBytes;
  }

  #take(nodes: number): number {
    const at = this.#used;
    this.#used += nodes;
    if (this.#used * 2 > this.#doubles.length) {
      const bigger = new Float64Array(Math.max(this.#used * 2, Math.ceil(this.#doubles.length * 1.5)));
      bigger.set(this.#doubles);
      this.#doubles = bigger;
      this.#ints = new Int32Array(bigger.buffer);
    }
    return at;
  }

  #offsetOf(column: BlockColumn): number {
    const key = JSON.stringify(column);
    let place = this.#placeOf.get(key);
    if (place === undefined) {
      place = this.#columns.push(column) - 1;
      this.#placeOf.set(key, place);
    }
    return place * lanes * 8;
  }
}

/** The words of a node's set that are not empty, at least one; category `end` stands for missing and unseen ones. */
function wordsOf({ categories, categoryStart, missingLeft }: Tree, node: number, end: number): Word[] {
  const set = categoryStart[node]!;
  const own = categories[set]!;
  const isLeft = missingLeft[node] !== 0;
  const halves = new Int32Array(2 * (Math.floor(end / 64) + 1));
  for (let half = 0; half < end / 32; half++) {
    if (half < own) halves[half] = categories[set + 1 + half]!;
    // This set has no room for those: they count as missing.
    else halves[half] = isLeft ? -1 : 0;
  }
  if (isLeft) halves[end >>> 5]! |= 1 << (end & 31);
  const words: Word[] = [];
  for (let word = 0; word < halves.length / 2; word++) {
    const [low, high] = [halves[2 * word]!, halves[2 * word + 1]!];
    if (low !== 0 || high !== 0) words.push({ word, low, high });
  }
  return words.length > 0 ? words : [{ word: 0, low: 0, high: 0 }];
}
