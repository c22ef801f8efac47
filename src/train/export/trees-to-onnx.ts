import type { OnnxGraph } from '../../onnx/index.ts';
import type { Tree } from '../trees/tree.ts';

/** Modes of a node in ONNX's TreeEnsemble. */
const lessOrEqual = 0;
const member = 6;

/** The arrays of a `TreeEnsemble`, filled tree by tree. */
interface Ensemble {
  featureIds: number[];
  modes: number[];
  splits: number[];
  missingTrue: number[];
  trueIds: number[];
  trueLeaves: number[];
  falseIds: number[];
  falseLeaves: number[];
  members: number[];
  roots: number[];
  leafTargets: number[];
  leafWeights: number[];
}

/**
 * Adds trees to a graph as one `TreeEnsemble` (ai.onnx.ml 5) on a double matrix; gives the name of the double matrix of sums, `targets` wide.
 * `targetOf` says which target the trees with that number add to.
 */
export function addTrees(
  graph: OnnxGraph,
  matrix: string,
  trees: readonly Tree[],
  options: { targets: number; targetOf: (tree: number) => number; factor?: number },
): string {
  const ensemble: Ensemble = {
    featureIds: [],
    modes: [],
    splits: [],
    missingTrue: [],
    trueIds: [],
    trueLeaves: [],
    falseIds: [],
    falseLeaves: [],
    members: [],
    roots: [],
    leafTargets: [],
    leafWeights: [],
  };
  const { targets, targetOf, factor = 1 } = options;
  trees.forEach((tree, number) => {
    for (let output = 0; output < tree.outputs; output++)
      addTree(ensemble, tree, output, tree.outputs > 1 ? output : targetOf(number), factor);
  });
  const doubles = (values: readonly number[]) => ({
    tensor: { type: 'double', dims: [values.length], values } as const,
  });
  const [sums] = graph.node('TreeEnsemble', [matrix], {
    domain: 'ai.onnx.ml',
    attributes: {
      aggregate_function: { int: 1 },
      post_transform: { int: 0 },
      n_targets: { int: targets },
      nodes_featureids: { ints: ensemble.featureIds },
      nodes_modes: { tensor: { type: 'uint8', dims: [ensemble.modes.length], values: ensemble.modes } },
      nodes_splits: doubles(ensemble.splits),
      nodes_missing_value_tracks_true: { ints: ensemble.missingTrue },
      nodes_truenodeids: { ints: ensemble.trueIds },
      nodes_trueleafs: { ints: ensemble.trueLeaves },
      nodes_falsenodeids: { ints: ensemble.falseIds },
      nodes_falseleafs: { ints: ensemble.falseLeaves },
      ...(ensemble.members.length > 0 ? { membership_values: doubles(ensemble.members) } : {}),
      tree_roots: { ints: ensemble.roots },
      leaf_targetids: { ints: ensemble.leafTargets },
      leaf_weights: doubles(ensemble.leafWeights),
    },
  });
  return sums!;
}

/** Inner nodes in preorder, so that the sets of categories stand in the nodes' order, each ended by NaN. */
function addTree(ensemble: Ensemble, tree: Tree, output: number, target: number, factor: number): void {
  ensemble.roots.push(ensemble.modes.length);
  const addLeaf = (node: number): number => {
    ensemble.leafTargets.push(target);
    ensemble.leafWeights.push(factor * tree.value[node * tree.outputs + output]!);
    return ensemble.leafTargets.length - 1;
  };
  if (tree.left[0]! < 0) {
    // A root that is a leaf: a node both of whose sides are it.
    const leaf = addLeaf(0);
    ensemble.featureIds.push(0);
    ensemble.modes.push(lessOrEqual);
    ensemble.splits.push(0);
    ensemble.missingTrue.push(0);
    ensemble.trueIds.push(leaf);
    ensemble.trueLeaves.push(1);
    ensemble.falseIds.push(leaf);
    ensemble.falseLeaves.push(1);
    return;
  }
  const pending: { node: number; parent: number; isTrue: boolean }[] = [
    { node: 0, parent: -1, isTrue: false },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, parent, isTrue } = next;
    const isLeaf = tree.left[node]! < 0;
    const id = isLeaf ? addLeaf(node) : addInner(ensemble, tree, node);
    if (parent >= 0) {
      (isTrue ? ensemble.trueIds : ensemble.falseIds)[parent] = id;
      (isTrue ? ensemble.trueLeaves : ensemble.falseLeaves)[parent] = isLeaf ? 1 : 0;
    }
    if (isLeaf) continue;
    pending.push(
      { node: tree.right[node]!, parent: id, isTrue: false },
      { node: tree.left[node]!, parent: id, isTrue: true },
    );
  }
}

function addInner(ensemble: Ensemble, tree: Tree, node: number): number {
  const id = ensemble.modes.length;
  const set = tree.categoryStart[node]!;
  ensemble.featureIds.push(tree.feature[node]!);
  ensemble.missingTrue.push(tree.missingLeft[node]!);
  ensemble.trueIds.push(0);
  ensemble.trueLeaves.push(0);
  ensemble.falseIds.push(0);
  ensemble.falseLeaves.push(0);
  if (set < 0) {
    ensemble.modes.push(lessOrEqual);
    ensemble.splits.push(tree.threshold[node]!);
    return id;
  }
  ensemble.modes.push(member);
  ensemble.splits.push(0);
  const words = tree.categories[set]!;
  for (let category = 0; category < words * 32; category++)
    if ((tree.categories[set + 1 + (category >>> 5)]! >>> (category & 31)) & 1)
      ensemble.members.push(category);
  ensemble.members.push(Number.NaN);
  return id;
}
