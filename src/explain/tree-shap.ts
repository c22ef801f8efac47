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
  parent: Int32Array;
  /** Feature of the edge to the node. */
  feature: Int32Array;
  /** The nearest edge above of the same feature, by its lower node; -1 where there is none. */
  before: Int32Array;
  /** By node, way and point: what the product is multiplied by, and what a leaf's part of it counts for the feature. */
  product: Float64Array;
  share: Float64Array;
}

/**
 * Adds the Shapley values of the rows `first` to `end` - 1 to the sinks, at place (row - first) * features + feature.
 */
export function addTreeShap(
  tree: Tree,
  matrix: FeatureMatrix,
  first: number,
  end: number,
  sinks: readonly ShapSink[],
): void {
  if (tree.left[0]! < 0) return;
  const prepared = prepare(tree);
  const { points, weights, parent, before, product } = prepared;
  const nodes = parent.length;
  const features = matrix.columns.length;
  const { left, right, outputs } = tree;
  const isOn = new Uint8Array(nodes);
  const wayOf = new Int32Array(nodes);
  const products = new Float64Array(nodes * points);
  const sums = new Float64Array(nodes * points);
  products.set(weights);
  isOn[0] = 1;
  for (let row = first; row < end; row++) {
    // Children have higher numbers than their parents: down in rising order, up in falling one.
    for (let node = 0; node < nodes; node++) {
      const one = left[node]!;
      if (one < 0) continue;
      const isLeft = goesLeft(tree, node, matrix, row);
      enter(one, node, isLeft);
      enter(right[node]!, node, !isLeft);
    }
    const at = (row - first) * features;
    for (const { output, factor, values } of sinks)
      gather(prepared, tree, outputs, output, factor, values, at, products, sums, wayOf);
  }

  function enter(node: number, above: number, isTaken: boolean): void {
    const earlier = before[node]!;
    let way = isTaken ? 0 : 1;
    if (earlier >= 0 && isOn[earlier] === 0) way = 2;
    isOn[node] = way === 0 ? 1 : 0;
    const table = (node * ways + way) * points;
    wayOf[node] = table;
    const from = above * points;
    const to = node * points;
    for (let point = 0; point < points; point++)
      products[to + point] = products[from + point]! * product[table + point]!;
  }
}

/** Sums the leaves' parts up to the root, and gives each edge's feature its share. */
function gather(
  { points, parent, feature, share }: Prepared,
  { left, value }: Tree,
  outputs: number,
  output: number,
  factor: number,
  values: Float64Array,
  at: number,
  products: Float64Array,
  sums: Float64Array,
  wayOf: Int32Array,
): void {
  for (let node = parent.length - 1; node > 0; node--) {
    const own = node * points;
    const table = wayOf[node]!;
    const above = parent[node]! * points;
    let total = 0;
    if (left[node]! < 0) {
      const leaf = factor * value[node * outputs + output]!;
      for (let point = 0; point < points; point++) {
        const sum = leaf * products[own + point]!;
        total += sum * share[table + point]!;
        sums[above + point]! += sum;
      }
    } else {
      for (let point = 0; point < points; point++) {
        const sum = sums[own + point]!;
        sums[own + point] = 0;
        total += sum * share[table + point]!;
        sums[above + point]! += sum;
      }
    }
    values[at + feature[node]!]! += total;
  }
  sums.fill(0, 0, points);
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
  return { points, weights, parent, feature, before, product, share };
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
