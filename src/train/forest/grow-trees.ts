import { createRandom } from '../random.ts';
import type { BinnedData } from '../trees/binned-data.ts';
import { shareTree } from '../trees/share-tree.ts';
import type { Tree } from '../trees/tree.ts';
import { type ForestTarget, ForestTreeGrower, type ForestTreeOptions } from './grow-forest-tree.ts';

/** A forest's job as each of its threads gets it. Arrays lie in shared memory. */
export interface ForestJob {
  data: BinnedData;
  target: ForestTarget;
  /** Of each row; null for 1. */
  weights: Float64Array | null;
  trees: number;
  /** Whether each tree sees rows drawn with replacement (Breiman, 2001), or all of them. */
  bootstrap: boolean;
  options: ForestTreeOptions;
  seed: number;
  /** The number of the next tree that nobody grows yet. */
  next: Int32Array;
  /** No tree is begun after that many milliseconds, beyond a first few. */
  timeLimitMs: number | null;
}

export interface NumberedTree {
  number: number;
  tree: Tree;
}

/** So many there are at least. */
const fewestTrees = 10;

/** Grows trees as long as there are any left. A tree depends on the seed and its number alone, not on the thread. */
export function growTrees(job: ForestJob, onTree?: (number: number) => void): NumberedTree[] {
  const { data, weights, trees, bootstrap, seed, next, timeLimitMs } = job;
  const startedAt = performance.now();
  const grower = new ForestTreeGrower(data, job.target, job.options);
  const grown: NumberedTree[] = [];
  const drawn = new Float64Array(data.rows);
  for (let number = Atomics.add(next, 0, 1); number < trees; number = Atomics.add(next, 0, 1)) {
    if (timeLimitMs !== null && number >= fewestTrees && performance.now() - startedAt > timeLimitMs) break;
    const random = createRandom(seed * 2 ** 20 + number);
    if (bootstrap) {
      drawn.fill(0);
      for (let draw = 0; draw < data.rows; draw++) drawn[random.below(data.rows)]! += 1;
    } else drawn.fill(1);
    if (weights !== null) for (let row = 0; row < data.rows; row++) drawn[row]! *= weights[row]!;
    // Full trees are big: in shared memory they are not copied on their way out.
    grown.push({ number, tree: shareTree(grower.grow(drawn, random)) });
    onTree?.(number);
  }
  return grown;
}
