import type { BinnedData } from '../trees/binned-data.ts';
import { missingBin } from '../trees/bins.ts';
import type { Tree } from '../trees/tree.ts';

/** Finds the leaf of a row of binned data: the tree's values are looked up as bins, once. */
export function leafOfBins(tree: Tree, { columns, rows, bins }: BinnedData): (row: number) => number {
  const { feature, threshold, categoryStart, missingLeft, left, right, categories } = tree;
  const nodes = left.length;
  /** By node and bin: 1 goes left. */
  const goesLeft = new Uint8Array(nodes * 256);
  for (let node = 0; node < nodes; node++) {
    if (left[node]! < 0) continue;
    const { upper, byCategory } = bins[feature[node]!]!;
    const base = node * 256;
    goesLeft[base + missingBin] = missingLeft[node]!;
    if (byCategory === null) {
      for (let bin = 1; bin <= upper!.length; bin++)
        goesLeft[base + bin] = upper![bin - 1]! <= threshold[node]! ? 1 : 0;
    } else {
      byCategory.forEach((bin, category) => {
        const word = categories[categoryStart[node]! + 1 + (category >>> 5)]!;
        if (bin !== missingBin) goesLeft[base + bin] = (word >>> (category & 31)) & 1;
      });
    }
  }
  return (row) => {
    let node = 0;
    while (left[node]! >= 0)
      node = goesLeft[node * 256 + columns[feature[node]! * rows + row]!]! ? left[node]! : right[node]!;
    return node;
  };
}
