import type { FeatureMatrix } from '../matrix.ts';

/**
 * A binary tree as flat arrays, one entry a node, the root first. A leaf has `left` -1. Plain numbers, so
 * that a tree can be sent to other threads and written as JSON.
 */
export interface Tree {
  /** Feature that the node looks at; -1 for a leaf. */
  feature: Int32Array;
  /** Numeric: values <= threshold go left. */
  threshold: Float64Array;
  /** Categorical: where in `categories` the node's set begins; -1 for a numeric split. */
  categoryStart: Int32Array;
  /** 1 where missing values (and unseen categories) go left. */
  missingLeft: Uint8Array;
  left: Int32Array;
  right: Int32Array;
  /** What the node predicts, `outputs` numbers a node. */
  value: Float64Array;
  outputs: number;
  /** What the split gained in the loss's own measure; 0 for a leaf. */
  gain: Float64Array;
  /** Sum of the training rows' weights (for boosting: of their hessians' weights) in the node: TreeSHAP's cover. */
  cover: Float64Array;
  /** Sets of categories that go left, 32 to a word; a set begins with its number of words. */
  categories: Uint32Array;
}

/** Whether a row goes left at a node that is no leaf. */
export function goesLeft(tree: Tree, node: number, matrix: FeatureMatrix, row: number): boolean {
  const value = matrix.columns[tree.feature[node]!]![row]!;
  const set = tree.categoryStart[node]!;
  if (set < 0) return Number.isNaN(value) ? tree.missingLeft[node] !== 0 : value <= tree.threshold[node]!;
  const words = tree.categories[set]!;
  const word = value >= 0 ? Math.floor(value / 32) : words;
  if (word >= words) return tree.missingLeft[node] !== 0;
  return ((tree.categories[set + 1 + word]! >>> (value & 31)) & 1) !== 0;
}

/** The leaf that a row of a matrix falls into. */
export function leafOf(tree: Tree, matrix: FeatureMatrix, row: number): number {
  const { left, right } = tree;
  let node = 0;
  while (left[node]! >= 0) node = goesLeft(tree, node, matrix, row) ? left[node]! : right[node]!;
  return node;
}

/** Adds `factor` times the prediction of a tree with one output to each row's sum. */
export function addPredictions(tree: Tree, matrix: FeatureMatrix, sums: Float64Array, factor = 1): void {
  for (let row = 0; row < matrix.rows; row++) sums[row]! += factor * tree.value[leafOf(tree, matrix, row)]!;
}
