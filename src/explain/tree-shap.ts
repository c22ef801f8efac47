import { type FeatureMatrix, goesLeft, type Tree } from '../train/index.ts';

/**
 * Exact Shapley values of trees in polynomial time, by what each tree saw in training: TreeSHAP with path-dependent weights (Lundberg, Erion and Lee, 2018,
 * algorithm 2).
 */

/** Numbers that one place of a path holds: feature, share of the paths without it, whether it is followed, and the weight of subsets of its size. */
const fields = 4;

/** Adds the Shapley values of a row by a tree's `output` to `values`, one a feature. `paths` is work space of `pathSpace(tree)` numbers. */
export function addTreeShap(
  tree: Tree,
  matrix: FeatureMatrix,
  row: number,
  values: Float64Array,
  paths: Float64Array,
  output = 0,
  factor = 1,
): void {
  walk(0, 0, 0, 1, 1, -1);

  function walk(
    node: number,
    start: number,
    depth: number,
    zeroShare: number,
    oneShare: number,
    feature: number,
  ): void {
    // The path of the parent is copied, since its other side needs it as it was.
    let length = depth;
    const path = start + length * fields;
    paths.copyWithin(path, start, start + length * fields);
    extend(path, length, zeroShare, oneShare, feature);
    const left = tree.left[node]!;
    if (left < 0) {
      const value = factor * tree.value[node * tree.outputs + output]!;
      for (let place = 1; place <= length; place++) {
        const weight = unwoundSum(path, length, place);
        const at = path + place * fields;
        values[paths[at]!]! += weight * (paths[at + 2]! - paths[at + 1]!) * value;
      }
      return;
    }
    const right = tree.right[node]!;
    const isLeft = goesLeft(tree, node, matrix, row);
    const hot = isLeft ? left : right;
    const cold = isLeft ? right : left;
    const cover = tree.cover[node]!;
    let zeroBefore = 1;
    let oneBefore = 1;
    const own = tree.feature[node]!;
    for (let place = 1; place <= length; place++) {
      const at = path + place * fields;
      if (paths[at] !== own) continue;
      zeroBefore = paths[at + 1]!;
      oneBefore = paths[at + 2]!;
      unwind(path, length, place);
      length -= 1;
      break;
    }
    const hotShare = cover > 0 ? tree.cover[hot]! / cover : 0.5;
    const coldShare = cover > 0 ? tree.cover[cold]! / cover : 0.5;
    walk(hot, path, length + 1, hotShare * zeroBefore, oneBefore, own);
    walk(cold, path, length + 1, coldShare * zeroBefore, 0, own);
  }

  function extend(path: number, depth: number, zeroShare: number, oneShare: number, feature: number): void {
    const end = path + depth * fields;
    paths[end] = feature;
    paths[end + 1] = zeroShare;
    paths[end + 2] = oneShare;
    paths[end + 3] = depth === 0 ? 1 : 0;
    for (let place = depth - 1; place >= 0; place--) {
      const weight = path + place * fields + 3;
      paths[weight + fields]! += (oneShare * paths[weight]! * (place + 1)) / (depth + 1);
      paths[weight] = (zeroShare * paths[weight]! * (depth - place)) / (depth + 1);
    }
  }

  function unwind(path: number, depth: number, from: number): void {
    const at = path + from * fields;
    const zeroShare = paths[at + 1]!;
    const oneShare = paths[at + 2]!;
    let next = paths[path + depth * fields + 3]!;
    for (let place = depth - 1; place >= 0; place--) {
      const weight = path + place * fields + 3;
      const kept = paths[weight]!;
      if (oneShare !== 0) {
        paths[weight] = (next * (depth + 1)) / ((place + 1) * oneShare);
        next = kept - (paths[weight]! * zeroShare * (depth - place)) / (depth + 1);
      } else paths[weight] = (kept * (depth + 1)) / (zeroShare * (depth - place));
    }
    for (let place = from; place < depth; place++) {
      const to = path + place * fields;
      paths[to] = paths[to + fields]!;
      paths[to + 1] = paths[to + fields + 1]!;
      paths[to + 2] = paths[to + fields + 2]!;
    }
  }

  function unwoundSum(path: number, depth: number, from: number): number {
    const zeroShare = paths[path + from * fields + 1]!;
    const oneShare = paths[path + from * fields + 2]!;
    let next = paths[path + depth * fields + 3]!;
    let sum = 0;
    for (let place = depth - 1; place >= 0; place--) {
      const weight = paths[path + place * fields + 3]!;
      if (oneShare !== 0) {
        const part = (next * (depth + 1)) / ((place + 1) * oneShare);
        sum += part;
        next = weight - part * zeroShare * ((depth - place) / (depth + 1));
      } else if (zeroShare !== 0) sum += weight / zeroShare / ((depth - place) / (depth + 1));
    }
    return sum;
  }
}

/** Numbers of work space that a tree needs: a path for each level. */
export function pathSpace(tree: Tree): number {
  const levels = depthOf(tree) + 2;
  return fields * (levels + 1) * (levels + 2);
}

function depthOf(tree: Tree): number {
  let deepest = 0;
  const depths = new Int32Array(tree.left.length);
  // Children have higher numbers than their parents.
  for (let node = 0; node < tree.left.length; node++) {
    deepest = Math.max(deepest, depths[node]!);
    if (tree.left[node]! < 0) continue;
    depths[tree.left[node]!] = depths[node]! + 1;
    depths[tree.right[node]!] = depths[node]! + 1;
  }
  return deepest;
}

/** What a tree predicts for nobody in particular: the mean of its leaves, weighted by what training saw in them. */
export function expectedValue(tree: Tree, output = 0): number {
  let sum = 0;
  let cover = 0;
  for (let node = 0; node < tree.left.length; node++) {
    if (tree.left[node]! >= 0) continue;
    sum += tree.cover[node]! * tree.value[node * tree.outputs + output]!;
    cover += tree.cover[node]!;
  }
  return cover === 0 ? 0 : sum / cover;
}
