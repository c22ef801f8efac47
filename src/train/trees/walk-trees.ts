import type { FeatureMatrix } from '../matrix.ts';
import {
  type BlockColumn,
  blockBytes,
  type FlatTrees,
  flatTrees,
  lanes,
  nodesAt,
  rowsAt,
} from './flat-trees.ts';
import { addPredictions, leafOf, type Tree } from './tree.ts';
import { type WalkKernel, walkKernel } from './walk-kernel.ts';

/** Fewer rows are not worth laying out. */
const leastRows = 16;
/** A block that stays in the processor's second cache. */
const blockToUse = 256 * 2 ** 10;

interface Walker {
  memory: WebAssembly.Memory;
  kernel: WalkKernel;
  /** What lies in the memory. */
  resident: FlatTrees | null;
}

/** One a thread. */
let walker: Walker | null = null;

/**
 * Adds `factor` times what each tree says to the sums of the rows: a tree with one output to the sums that `sumsOf` names, one with several to each of them. Tree
 * after tree, as if one walked after the other.
 */
export function addTreePredictions(
  trees: readonly Tree[],
  matrix: FeatureMatrix,
  options: { sums: readonly Float64Array[]; sumsOf?: (tree: number) => number; factor?: number },
): void {
  const { sums, sumsOf = () => 0, factor = 1 } = options;
  if (matrix.rows < leastRows) {
    trees.forEach((tree, number) => {
      addPlainly(tree, matrix, sums, tree.outputs === 1 ? sumsOf(number) : -1, factor);
    });
    return;
  }
  for (const flat of flatTrees(trees, factor)) walkBlocks(flat, trees, matrix, { sums, sumsOf, factor });
}

function addPlainly(
  tree: Tree,
  matrix: FeatureMatrix,
  sums: readonly Float64Array[],
  output: number,
  factor: number,
): void {
  if (output >= 0) addPredictions(tree, matrix, sums[output]!, factor);
  else
    for (let row = 0; row < matrix.rows; row++) addLeaf(tree, leafOf(tree, matrix, row), sums, row, factor);
}

function addLeaf(tree: Tree, leaf: number, sums: readonly Float64Array[], row: number, factor: number): void {
  const at = leaf * tree.outputs;
  for (let output = 0; output < tree.outputs; output++)
    sums[output]![row]! += factor * tree.value[at + output]!;
}

function walkBlocks(
  flat: FlatTrees,
  trees: readonly Tree[],
  matrix: FeatureMatrix,
  {
    sums,
    sumsOf,
    factor,
  }: { sums: readonly Float64Array[]; sumsOf: (tree: number) => number; factor: number },
): void {
  const stride = flat.columns.length * lanes * 8;
  const groupsAtOnce = Math.max(1, Math.floor(blockToUse / stride));
  // Beside the rows there is one number a row for each of the sums, and one more for leaves.
  const outBytes = (sums.length + 1) * groupsAtOnce * lanes * 8;
  if (stride * groupsAtOnce + outBytes > blockBytes) {
    for (let number = flat.first; number < flat.end; number++) {
      const tree = trees[number]!;
      addPlainly(tree, matrix, sums, tree.outputs === 1 ? sumsOf(number) : -1, factor);
    }
    return;
  }
  const { kernel, numbers } = loaded(flat);
  const outAt = rowsAt + stride * groupsAtOnce;
  const outOf = (output: number): number => outAt + output * groupsAtOnce * lanes * 8;
  for (let first = 0; first < matrix.rows; first += groupsAtOnce * lanes) {
    const count = Math.min(groupsAtOnce * lanes, matrix.rows - first);
    const groups = Math.ceil(count / lanes);
    layOut(numbers, flat.columns, matrix, first, count);
    sums.forEach((own, output) => {
      numbers.set(own.subarray(first, first + count), outOf(output) / 8);
    });
    const outs = sums.map((_, output) => numbers.subarray(outOf(output) / 8, outOf(output) / 8 + count));
    for (let place = 0; place < flat.roots.length; place++) {
      const tree = trees[flat.first + place]!;
      const out = outOf(tree.outputs === 1 ? sumsOf(flat.first + place) : sums.length);
      const walk = tree.categories.length === 0 ? kernel.walk : kernel.walkMixed;
      walk(flat.roots[place]!, rowsAt, stride, groups, out, tree.outputs === 1 ? 1 : 0);
      if (tree.outputs > 1)
        for (let row = 0; row < count; row++) addLeaf(tree, numbers[out / 8 + row]!, outs, row, factor);
    }
    sums.forEach((own, output) => {
      own.set(outs[output]!, first);
    });
  }
}

/** Puts rows into the block, eight of a column together; those that fill up the last group are whatever was there. */
function layOut(
  numbers: Float64Array,
  columns: readonly BlockColumn[],
  matrix: FeatureMatrix,
  first: number,
  count: number,
): void {
  const width = columns.length * lanes;
  columns.forEach((column, place) => {
    const start = rowsAt / 8 + place * lanes;
    if (column.kind === 'leaves')
      for (let row = 0; row < count; row += lanes) {
        const at = start + (row / lanes) * width;
        numbers.fill(-Infinity, at, at + lanes);
      }
    else if (column.kind === 'numbers') {
      const values = matrix.columns[column.feature]!;
      for (let row = 0; row < count; row++) {
        const value = values[first + row]!;
        numbers[start + (row >>> 3) * width + (row & 7)] =
          column.missingLeft && Number.isNaN(value) ? -Infinity : value;
      }
    } else
      layOutCategories(
        numbers,
        column,
        matrix.columns[column.feature]!.subarray(first, first + count),
        start,
        width,
      );
  });
}

function layOutCategories(
  numbers: Float64Array,
  { word, end }: Extract<BlockColumn, { kind: 'categories' }>,
  values: Float64Array,
  start: number,
  width: number,
): void {
  const halves = new Int32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    const category = value >= 0 && value < end ? Math.floor(value) : end;
    const at = 2 * (start + (row >>> 3) * width + (row & 7));
    const half = (category >>> 5) - 2 * word;
    halves[at] = half === 0 ? 1 << (category & 31) : 0;
    halves[at + 1] = half === 1 ? 1 << (category & 31) : 0;
  }
}

function loaded(flat: FlatTrees): { kernel: WalkKernel; numbers: Float64Array } {
  if (walker === null) {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(nodesAt / 65_536) });
    walker = { memory, kernel: walkKernel(memory), resident: null };
  }
  const missing = nodesAt + flat.nodes.length - walker.memory.buffer.byteLength;
  if (missing > 0) walker.memory.grow(Math.ceil(missing / 65_536));
  if (walker.resident !== flat) new Uint8Array(walker.memory.buffer).set(flat.nodes, nodesAt);
  walker.resident = flat;
  return { kernel: walker.kernel, numbers: new Float64Array(walker.memory.buffer, 0, nodesAt / 8) };
}
