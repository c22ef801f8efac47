import type { DirectedGraph } from './directed-graph.ts';

/** Up to so many nodes all shortest paths are counted; beyond, those from as many sampled nodes. */
export const exactUpTo = 2_000;
const sampledNodes = 400;

/**
 * Betweenness centrality (Brandes 2001): the share of shortest paths between others that go through a node, of the (n-1)(n-2) pairs of a directed graph.
 * Beyond `exactUpTo` nodes it is estimated from evenly spread sources (Brandes and Pich 2007), and `sampled` says from how many.
 */
export function betweenness(graph: DirectedGraph): { values: Float64Array; sampled: number | null } {
  const { size, offsets, targets } = graph;
  const values = new Float64Array(size);
  const isExact = size <= exactUpTo;
  const sources = isExact ? size : sampledNodes;
  const distances = new Int32Array(size);
  const paths = new Float64Array(size);
  const dependencies = new Float64Array(size);
  const order = new Uint32Array(size);
  for (let place = 0; place < sources; place += 1) {
    const source = isExact ? place : Math.floor(((place + 0.5) * size) / sources);
    distances.fill(-1);
    paths.fill(0);
    dependencies.fill(0);
    distances[source] = 0;
    paths[source] = 1;
    order[0] = source;
    let found = 1;
    for (let head = 0; head < found; head += 1) {
      const node = order[head]!;
      for (let at = offsets[node]!; at < offsets[node + 1]!; at += 1) {
        const target = targets[at]!;
        if (distances[target]! < 0) {
          distances[target] = distances[node]! + 1;
          order[found] = target;
          found += 1;
        }
        if (distances[target] === distances[node]! + 1) paths[target]! += paths[node]!;
      }
    }
    for (let tail = found - 1; tail > 0; tail -= 1) {
      const node = order[tail]!;
      for (let at = offsets[node]!; at < offsets[node + 1]!; at += 1) {
        const target = targets[at]!;
        if (distances[target] === distances[node]! + 1)
          dependencies[node]! += (paths[node]! / paths[target]!) * (1 + dependencies[target]!);
      }
      values[node]! += dependencies[node]!;
    }
  }
  const pairs = (size - 1) * (size - 2);
  const scale = pairs > 0 ? size / sources / pairs : 0;
  for (let node = 0; node < size; node += 1) values[node]! *= scale;
  return { values, sampled: isExact ? null : sources };
}
