import { type FeatureMatrix, goesLeft, type Tree } from '../../../src/train/index.ts';

interface Trees {
  trees: Tree[];
  features: readonly string[];
}

/** Shapley values of a forest's first output by their definition: over all subsets of features, a tree's mean over what it saw where a feature is not known. */
export function bruteForceShap({ trees }: Trees, matrix: FeatureMatrix, row: number): number[] {
  const count = matrix.columns.length;
  const worth = Float64Array.from({ length: 2 ** count }, (_, known) =>
    trees.reduce((sum, tree) => sum + expected(tree, matrix, row, known, 0) / trees.length, 0),
  );
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  return Array.from({ length: count }, (_, feature) => {
    let value = 0;
    for (let known = 0; known < worth.length; known++) {
      if ((known >> feature) & 1) continue;
      const size = known.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(count - size - 1)) / factorial(count);
      value += weight * (worth[known | (1 << feature)]! - worth[known]!);
    }
    return value;
  });
}

function expected(tree: Tree, matrix: FeatureMatrix, row: number, known: number, node: number): number {
  const [left, right] = [tree.left[node]!, tree.right[node]!];
  if (left < 0) return tree.value[node * tree.outputs]!;
  const on = (child: number): number => expected(tree, matrix, row, known, child);
  if ((known >> tree.feature[node]!) & 1) return on(goesLeft(tree, node, matrix, row) ? left : right);
  const [one, other] = [tree.cover[left]!, tree.cover[right]!];
  return (one * on(left) + other * on(right)) / (one + other);
}
