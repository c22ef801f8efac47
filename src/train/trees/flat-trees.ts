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

/** Where a column of a block comes from. */
export interface BlockColumn {
  /** Place of the feature; -1 for the column of leaves, all of it -Infinity. */
  feature: number;
  /** Missing values go left: they are -Infinity. */
  missingLeft: boolean;
}

/** Some trees as one array of nodes, as `walk-trees.wat` wants them. */
export interface FlatTrees {
  /** The first of these trees, and the one behind the last. */
  first: number;
  end: number;
  nodes: Uint8Array;
  /** Address of each tree's root; 0 for one that splits by categories, which is walked in JavaScript. */
  roots: Int32Array;
  columns: readonly BlockColumn[];
}

const known = new WeakMap<readonly Tree[], { factor: number; trees: number; flat: FlatTrees[] }>();

/** Trees in a form for walking; made once. Leaves hold `factor` times the value, or their own number where there are several outputs. */
export function flatTrees(trees: readonly Tree[], factor: number): readonly FlatTrees[] {
  const before = known.get(trees);
  if (before?.factor === factor && before.trees === trees.length) return before.flat;
  const flat: FlatTrees[] = [];
  for (let first = 0; first < trees.length; ) {
    let bytes = 0;
    let end = first;
    while (end < trees.length && (end === first || bytes < mostBytes))
      bytes += trees[end++]!.left.length * nodeBytes;
    flat.push(flatten(trees, first, end, factor));
    first = end;
  }
  known.set(trees, { factor, trees: trees.length, flat });
  return flat;
}

function flatten(trees: readonly Tree[], first: number, end: number, factor: number): FlatTrees {
  const columns: BlockColumn[] = [{ feature: -1, missingLeft: false }];
  const placeOf = new Map<number, number>();
  const offsetOf = (feature: number, missingLeft: number): number => {
    const key = 2 * feature + missingLeft;
    let place = placeOf.get(key);
    if (place === undefined) {
      place = columns.push({ feature, missingLeft: missingLeft !== 0 }) - 1;
      placeOf.set(key, place);
    }
    return place * lanes * 8;
  };
  const chosen = trees.slice(first, end);
  const isNumeric = chosen.map(({ categories }) => categories.length === 0);
  const count = chosen.reduce((sum, { left }, at) => sum + (isNumeric[at] ? left.length : 0), 0);
  const buffer = new ArrayBuffer(count * nodeBytes);
  const [doubles, ints] = [new Float64Array(buffer), new Int32Array(buffer)];
  const roots = new Int32Array(end - first);
  let used = 0;
  chosen.forEach((tree, number) => {
    if (!isNumeric[number]) return;
    roots[number] = nodesAt + used * nodeBytes;
    const pending: [node: number, at: number][] = [[0, used++]];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [node, at] = next;
      const left = tree.left[node]!;
      if (left < 0) {
        doubles[2 * at] = tree.outputs === 1 ? factor * tree.value[node]! : node;
        ints[4 * at + 3] = nodesAt + at * nodeBytes;
        continue;
      }
      doubles[2 * at] = tree.threshold[node]!;
      ints[4 * at + 2] = offsetOf(tree.feature[node]!, tree.missingLeft[node]!);
      ints[4 * at + 3] = nodesAt + used * nodeBytes;
      pending.push([tree.right[node]!, used + 1], [left, used]);
      used += 2;
    }
  });
  return { first, end, nodes: new Uint8Array(buffer), roots, columns };
}
