/** What the graph holds, counted. */
import type { KnowledgeGraph } from './graph/knowledge-graph.ts';
import type { EdgeKind, NodeKind } from './kinds.ts';
import { communitiesOf } from './measures/communities.ts';
import {
  type CentralFile,
  centralFiles,
  fileGraphOf,
  hiddenCouplings,
  hotspots,
  importCycles,
} from './measures/file-measures.ts';

/** A kind of edge between two kinds of nodes that occurs: `function calls function`. */
export interface Relationship {
  source: NodeKind;
  edge: EdgeKind;
  target: NodeKind;
  count: number;
}

export interface GraphSummary {
  nodes: { total: number; byKind: Partial<Record<NodeKind, number>> };
  edges: { total: number; byKind: Partial<Record<EdgeKind, number>> };
  /** Each is counted where at least one edge is of it. */
  relationships: Relationship[];
  /** Groups of three or more functions of alike code. */
  patterns: number;
  files: {
    central: CentralFile[];
    /** Sources that betweenness was estimated from; null where it is exact. */
    betweennessSampled: number | null;
    communities: { count: number; modularity: number; largest: string[][] };
    cycles: { count: number; largest: string[][] };
    hotspots: number;
    hiddenCouplings: number;
  };
}

const centralShown = 10;
const listed = 5;
/** Of each community the most central files. */
const membersListed = 6;

export function summarizeGraph(graph: KnowledgeGraph): GraphSummary {
  const byKind: Partial<Record<NodeKind, number>> = {};
  for (let node = 0; node < graph.nodeCount; node += 1) {
    const kind = graph.kindOf(node);
    byKind[kind] = (byKind[kind] ?? 0) + 1;
  }
  const byEdge: Partial<Record<EdgeKind, number>> = {};
  const relationships = new Map<string, Relationship>();
  for (const { source, target, kind } of graph.edges()) {
    byEdge[kind] = (byEdge[kind] ?? 0) + 1;
    const [from, to] = [graph.kindOf(source), graph.kindOf(target)];
    const key = `${from} ${kind} ${to}`;
    const known = relationships.get(key);
    if (known === undefined) relationships.set(key, { source: from, edge: kind, target: to, count: 1 });
    else known.count += 1;
  }
  const files = fileGraphOf(graph);
  const central = centralFiles(graph, files);
  const { of, count, modularity } = communitiesOf(files.dependencies);
  const places = new Map(files.nodes.map((node, place) => [graph.labelOf(node), place]));
  const members = new Map<number, string[]>();
  for (const { path } of central.files) {
    const community = of[places.get(path)!]!;
    const known = members.get(community);
    if (known === undefined) members.set(community, [path]);
    else known.push(path);
  }
  const largest = [...members.values()].sort((one, other) => other.length - one.length);
  const cycles = importCycles(graph, files);
  return {
    nodes: { total: graph.nodeCount, byKind },
    edges: { total: graph.edgeCount, byKind: byEdge },
    relationships: [...relationships.values()].sort((one, other) => other.count - one.count),
    patterns: byKind.pattern ?? 0,
    files: {
      central: central.files.slice(0, centralShown),
      betweennessSampled: central.betweennessSampled,
      communities: {
        count,
        modularity,
        largest: largest.slice(0, listed).map((paths) => paths.slice(0, membersListed)),
      },
      cycles: { count: cycles.length, largest: cycles.slice(0, listed) },
      hotspots: hotspots(graph).length,
      hiddenCouplings: hiddenCouplings(graph, files).length,
    },
  };
}
