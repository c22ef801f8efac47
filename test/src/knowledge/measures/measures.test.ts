import { readFileSync } from 'node:fs';
import { DirectedGraph } from 'graphology';
import pagerankModule from 'graphology-metrics/centrality/pagerank.js';
import { describe, expect, test } from 'vitest';
import { betweenness, exactUpTo } from '../../../../src/knowledge/measures/betweenness.ts';
import { communitiesOf } from '../../../../src/knowledge/measures/communities.ts';
import { cyclesOf } from '../../../../src/knowledge/measures/cycles.ts';
import { directedGraph } from '../../../../src/knowledge/measures/directed-graph.ts';
import { pageRank } from '../../../../src/knowledge/measures/page-rank.ts';

/** By networkx; the script that wrote it lies beside it. */
const known = JSON.parse(
  readFileSync(new URL('../../../fixtures/knowledge/measures.json', import.meta.url), 'utf8'),
) as {
  size: number;
  edges: [number, number][];
  pageRank: number[];
  betweenness: number[];
  components: number[][];
  louvainModularity: number;
};
const graph = directedGraph(known.size, known.edges);

describe('measures, held against networkx', () => {
  test('PageRank agrees, with nodes that lead nowhere among them', () => {
    const ranks = pageRank(graph, { tolerance: 1e-14, mostIterations: 1000 });
    for (const [node, rank] of ranks.entries()) expect(rank).toBeCloseTo(known.pageRank[node]!, 10);
    expect(ranks.reduce((sum, rank) => sum + rank, 0)).toBeCloseTo(1, 12);
  });

  test('PageRank agrees with graphology', () => {
    const peer = new DirectedGraph();
    for (let node = 0; node < known.size; node += 1) peer.addNode(node);
    for (const [source, target] of known.edges) peer.addDirectedEdge(source, target);
    const pagerank = pagerankModule as unknown as typeof pagerankModule.default;
    const theirs = pagerank(peer, { tolerance: 1e-12, maxIterations: 1000, getEdgeWeight: null });
    const ours = pageRank(graph, { tolerance: 1e-14, mostIterations: 1000 });
    for (const [node, rank] of ours.entries()) expect(rank).toBeCloseTo(theirs[String(node)]!, 8);
  });

  test('betweenness agrees where it is exact', () => {
    const { values, sampled } = betweenness(graph);
    expect(sampled).toBeNull();
    for (const [node, value] of values.entries()) expect(value).toBeCloseTo(known.betweenness[node]!, 12);
  });

  test('cycles are the strongly connected components of more than one node', () => {
    const sorted = (sets: number[][]) => sets.map((set) => set.join(' ')).sort();
    expect(sorted(cyclesOf(graph))).toEqual(sorted(known.components));
  });

  test('communities are as good as those of another implementation, and the same each time', () => {
    const found = communitiesOf(graph);
    expect(found.modularity).toBeGreaterThan(known.louvainModularity - 0.02);
    expect([...communitiesOf(graph).of]).toEqual([...found.of]);
  });
});

describe('large, small and odd graphs', () => {
  test('betweenness beyond the limit is estimated, says so, and finds the bridge', () => {
    // Two stars with a bridge between their centres.
    const half = exactUpTo;
    const edges: [number, number][] = [];
    for (let leaf = 2; leaf < half; leaf += 1) edges.push([leaf, 0], [1, leaf + half]);
    edges.push([0, 1]);
    const { values, sampled } = betweenness(directedGraph(half * 2, edges));
    expect(sampled).toBeGreaterThan(0);
    const [best] = [...values.keys()].sort((one, other) => values[other]! - values[one]!);
    expect([0, 1]).toContain(best);
  });

  test('an empty graph has no ranks, cycles or communities', () => {
    const empty = directedGraph(0, []);
    expect(pageRank(empty)).toHaveLength(0);
    expect(betweenness(empty).values).toHaveLength(0);
    expect(cyclesOf(empty)).toEqual([]);
    expect(communitiesOf(empty).count).toBe(0);
  });

  test('a chain of a hundred thousand imports that closes is one cycle', () => {
    const size = 100_000;
    const edges = Array.from({ length: size }, (_, node): [number, number] => [node, (node + 1) % size]);
    expect(cyclesOf(directedGraph(size, edges))).toHaveLength(1);
  });

  test('a file that imports itself, or another twice, counts once and is no cycle', () => {
    const odd = directedGraph(2, [
      [0, 0],
      [0, 1],
      [0, 1],
    ]);
    expect(odd.targets).toHaveLength(1);
    expect(cyclesOf(odd)).toEqual([]);
  });
});
