import { UndirectedGraph } from 'graphology';
import louvainModule from 'graphology-communities-louvain';
import type { DirectedGraph } from './directed-graph.ts';

// A CommonJS module whose types speak of a default export that it does not have.
const louvain = louvainModule as unknown as typeof louvainModule.default;

export interface Communities {
  /** Number of each node's community, from 0. */
  of: Uint32Array;
  count: number;
  /** How much more lies within communities than chance would put there, -0.5..1. */
  modularity: number;
}

/** Communities (Louvain: Blondel and others 2008) of a graph whose edges count in both directions; the same for the same graph. */
export function communitiesOf({ size, offsets, targets }: DirectedGraph): Communities {
  const graph = new UndirectedGraph();
  for (let node = 0; node < size; node += 1) graph.addNode(node);
  for (let node = 0; node < size; node += 1)
    for (let at = offsets[node]!; at < offsets[node + 1]!; at += 1)
      graph.mergeUndirectedEdge(node, targets[at]!);
  const of = new Uint32Array(size);
  if (graph.size === 0) {
    for (let node = 0; node < size; node += 1) of[node] = node;
    return { of, count: size, modularity: 0 };
  }
  const { communities, count, modularity } = louvain.detailed(graph, { rng: seededRandom() });
  for (let node = 0; node < size; node += 1) of[node] = communities[String(node)] ?? 0;
  return { of, count, modularity };
}

/** A small generator of fixed beginning (mulberry32). */
function seededRandom(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}
