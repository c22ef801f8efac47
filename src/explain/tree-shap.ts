import { type FeatureMatrix, goesLeft, type Tree } from '../train/index.ts';
import { gaussLegendre } from './quadrature.ts';

/**
 * Exact Shapley values of trees by what each saw in training: the values of TreeSHAP with path-dependent weights (Lundberg, Erion and Lee, 2018), in time that
 * grows with nodes times depth.
 *
 * Along a path a feature is followed (1) or not (0), and without it the path is taken by a share of the rows, z. A leaf's game is a product over
 * the path's features, and its Shapley values are integrals over t of products of 1 t + z (1 - t) where a feature is followed and z (1 - t)
 * where not (Owen, 1972): polynomials of a degree below the number of features, which a quadrature of half as many places integrates
 * exactly. Products are shared by all leaves below a node (as in Yu et al., Linear TreeSHAP, 2022), and all but the row's own way is tabulated.
 */

/** Where a tree's values go: `values` has a number a feature for each row. */
export interface ShapSink {
  /** Of the tree's outputs. */
  output: number;
  factor: number;
  values: Float64Array;
}

/** Ways that an edge can be gone: on the path so far and here, on it until here, left earlier already by a node of the same feature. */
const ways = 3;

/** A tree made ready to be explained row after row. */
interface Prepared {
  points: number;
  weights: Float64Array;
  /** Nodes that are no leaves, parents before their children. */
  inner: Int32Array;
  /** By inner node: the nearest node above that one of its ways looks at the same feature, by its child on the way; -1 where there is none. */
  before: Int32Array;
  /** By node, way and point: what the product is multiplied by, and what a leaf's part of it counts for the feature. */
  product: Float64Array;
  share: Float64Array;
}

/** What changes from row to row while a tree is explained, by node. */
interface Walk {
  isOn: Uint8Array;
  /** Where the way of the edge to the node stands in the tables. */
  wayOf: Int32Array;
  products: Float64Array;
  sums: Float64Array;
}

/**
 * Adds the Shapley values of a matrix's rows to the sinks, at place row * features + feature. `byRow` has the matrix's values row after row.
 */
export function addTreeShap(
  tree: Tree,
  matrix: FeatureMatrix,
  byRow: Float64Array,
  sinks: readonly ShapSink[],
): void {
  if (tree.left[0]! < 0) return;
  const prepared = prepare(tree);
  const nodes = tree.left.length;
  const walk: Walk = {
    isOn: new Uint8Array(nodes),
    wayOf: new Int32Array(nodes),
    products: new Float64Array(nodes * prepared.points),
    sums: new Float64Array(nodes * prepared.points),
  };
  walk.products.set(prepared.weights);
  for (let row = 0; row < matrix.rows; row++) {
    goDown(prepared, tree, matrix, row, byRow, walk);
    for (const sink of sinks) goUp(prepared, tree, sink, row * matrix.columns.length, walk);
  }
}

/** The values of a matrix row after row: a tree then finds those of a row beside each other. */
export function valuesByRow({ rows, columns }: FeatureMatrix): Float64Array {
  const width = columns.length;
  const values = new Float64Array(rows * width);
  columns.forEach((column, at) => {
    for (let row = 0; row < rows; row++) values[row * width + at] = column[row]!;
  });
  return values;
}

/** Which ways a row goes, and the products on the way to each node. */
function goDown(
  { points, inner, before, product }: Prepared,
  tree: Tree,
  matrix: FeatureMatrix,
  row: number,
  byRow: Float64Array,
  { isOn, wayOf, products }: Walk,
): void {
  const { left, right, feature, threshold, categoryStart } = tree;
  const at = row * matrix.columns.length;
  for (let place = 0; place < inner.length; place++) {
    const node = inner[place]!;
    const value = byRow[at + feature[node]!]!;
    const isLeft =
      categoryStart[node]! < 0 && !Number.isNaN(value)
        ? value <= threshold[node]!
        : goesLeft(tree, node, matrix, row);
    const one = left[node]!;
    const other = right[node]!;
    const earlier = before[place]!;
    const isOut = earlier >= 0 && isOn[earlier] === 0;
    const wayOne = isOut ? 2 : isLeft ? 0 : 1;
    const wayOther = isOut ? 2 : isLeft ? 1 : 0;
    isOn[one] = wayOne === 0 ? 1 : 0;
    isOn[other] = wayOther === 0 ? 1 : 0;
    const tableOne = (one * ways + wayOne) * points;
    const tableOther = (other * ways + wayOther) * points;
    wayOf[one] = tableOne;
    wayOf[other] = tableOther;
    const from = node * points;
    const toOne = one * points;
    const toOther = other * points;
    for (let point = 0; point < points; point++) {
      const own = products[from + point]!;
      products[toOne + point] = own * product[tableOne + point]!;
      products[toOther + point] = own * product[tableOther + point]!;
    }
  }
}

/** Sums the leaves' parts up to the root, and gives each node's feature its share. */
function goUp(
  { points, inner, share }: Prepared,
  { left, right, value, outputs, feature }: Tree,
  { output, factor, values }: ShapSink,
  at: number,
  { wayOf, products, sums }: Walk,
): void {
  for (let place = inner.length - 1; place >= 0; place--) {
    const node = inner[place]!;
    const one = left[node]!;
    const other = right[node]!;
    const tableOne = wayOf[one]!;
    const tableOther = wayOf[other]!;
    const fromOne = one * points;
    const fromOther = other * points;
    if (left[one]! < 0) {
      const leaf = factor * value[one * outputs + output]!;
      for (let point = 0; point < points; point++) sums[fromOne + point] = leaf * products[fromOne + point]!;
    }
    if (left[other]! < 0) {
      const leaf = factor * value[other * outputs + output]!;
      for (let point = 0; point < points; point++)
        sums[fromOther + point] = leaf * products[fromOther + point]!;
    }
    const to = node * points;
    let total = 0;
    for (let point = 0; point < points; point++) {
      const sumOne = sums[fromOne + point]!;
      const sumOther = sums[fromOther + point]!;
      total += sumOne * share[tableOne + point]! + sumOther * share[tableOther + point]!;
      sums[to + point] = sumOne + sumOther;
    }
    values[at + feature[node]!]! += total;
  }
}

function prepare(tree: Tree): Prepared {
  const { left, right, cover } = tree;
  const nodes = left.length;
  const parent = new Int32Array(nodes).fill(-1);
  const feature = new Int32Array(nodes).fill(-1);
  const before = new Int32Array(nodes).fill(-1);
  /** Share of the rows that pass all edges of the feature down to here. */
  const passing = new Float64Array(nodes).fill(1);
  /** Different features on the way to a node. */
  const distinct = new Int32Array(nodes);
  let most = 1;
  for (let node = 0; node < nodes; node++) {
    const own = tree.feature[node]!;
    if (left[node]! < 0) continue;
    let earlier = node;
    while (earlier > 0 && feature[earlier] !== own) earlier = parent[earlier]!;
    if (earlier === 0) earlier = -1;
    const whole = cover[left[node]!]! + cover[right[node]!]!;
    for (const child of [left[node]!, right[node]!]) {
      parent[child] = node;
      feature[child] = own;
      before[child] = earlier;
      passing[child] = (whole > 0 ? cover[child]! / whole : 0.5) * (earlier < 0 ? 1 : passing[earlier]!);
      distinct[child] = distinct[node]! + (earlier < 0 ? 1 : 0);
      most = Math.max(most, distinct[child]!);
    }
  }
  const points = Math.ceil(most / 2);
  const { places, weights } = gaussLegendre(points);
  const product = new Float64Array(nodes * ways * points);
  const share = new Float64Array(nodes * ways * points);
  for (let node = 1; node < nodes; node++) {
    const z = passing[node]!;
    const earlier = before[node]! < 0 ? 1 : passing[before[node]!]!;
    for (let point = 0; point < points; point++) {
      const t = places[point]!;
      const at = node * ways * points + point;
      const on = t + (1 - t) * z;
      const onBefore = t + (1 - t) * earlier;
      // What the edge above gave for these leaves is taken back: there the feature's path was not yet at its end.
      const taken = (1 - earlier) / onBefore;
      product[at] = on / onBefore;
      share[at] = (1 - z) / on - taken;
      product[at + points] = ((1 - t) * z) / onBefore;
      share[at + points] = -1 / (1 - t) - taken;
      product[at + 2 * points] = earlier > 0 ? z / earlier : 0;
    }
  }
  const inner = Int32Array.from(left.keys()).filter((node) => left[node]! >= 0);
  return { points, weights, inner, before: inner.map((node) => before[left[node]!]!), product, share };
}

/** What a tree predicts for nobody in particular: the mean of its leaves, weighted by what training saw in them. */
export function expectedValue(tree: Tree, output = 0): number {
  const { left, right, cover } = tree;
  const reached = new Float64Array(left.length);
  reached[0] = 1;
  let sum = 0;
  for (let node = 0; node < left.length; node++) {
    const [one, other] = [left[node]!, right[node]!];
    if (one < 0) {
      sum += reached[node]! * tree.value[node * tree.outputs + output]!;
      continue;
    }
    const whole = cover[one]! + cover[other]!;
    const share = whole > 0 ? cover[one]! / whole : 0.5;
    reached[one] = reached[node]! * share;
    reached[other] = reached[node]! * (1 - share);
  }
  return sum;
}
