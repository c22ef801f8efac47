import { type DirectedGraph, reversed } from './directed-graph.ts';

export interface PageRankOptions {
  damping?: number;
  /** It ends when the sum of the changes is under this times the number of nodes. */
  tolerance?: number;
  mostIterations?: number;
}

/** PageRank (Brin and Page 1998) by power iteration; nodes without outgoing edges give to all alike. The ranks sum to 1; an empty graph has none. */
export function pageRank(
  graph: DirectedGraph,
  { damping = 0.85, tolerance = 1e-6, mostIterations = 100 }: PageRankOptions = {},
): Float64Array {
  const { size, offsets } = graph;
  let ranks = new Float64Array(size).fill(1 / size);
  if (size === 0) return ranks;
  const incoming = reversed(graph);
  const shares = new Float64Array(size);
  let next = new Float64Array(size);
  for (let iteration = 0; iteration < mostIterations; iteration += 1) {
    let dangling = 0;
    for (let node = 0; node < size; node += 1) {
      const degree = offsets[node + 1]! - offsets[node]!;
      if (degree === 0) dangling += ranks[node]!;
      shares[node] = degree === 0 ? 0 : ranks[node]! / degree;
    }
    const base = (1 - damping + damping * dangling) / size;
    let change = 0;
    for (let node = 0; node < size; node += 1) {
      let sum = 0;
      for (let at = incoming.offsets[node]!; at < incoming.offsets[node + 1]!; at += 1)
        sum += shares[incoming.targets[at]!]!;
      const rank = base + damping * sum;
      change += Math.abs(rank - ranks[node]!);
      next[node] = rank;
    }
    [ranks, next] = [next, ranks];
    if (change < size * tolerance) break;
  }
  return ranks;
}
