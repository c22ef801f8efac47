/** What the graph says of files: who leans on whom, what is central, what changes often and is tangled. */
import type { KnowledgeGraph, NodeIndex } from '../graph/knowledge-graph.ts';
import { betweenness } from './betweenness.ts';
import { cyclesOf } from './cycles.ts';
import { type DirectedGraph, directedGraph } from './directed-graph.ts';
import { pageRank } from './page-rank.ts';

/** Files and which of them lean on which: by an import, or by a call of what the other defines. */
export interface FileGraph {
  /** Node of the knowledge graph, by place. */
  nodes: NodeIndex[];
  /** All dependencies, and imports that run what they import: not those of types alone, and not those that come later. */
  dependencies: DirectedGraph;
  imports: DirectedGraph;
}

export function fileGraphOf(graph: KnowledgeGraph): FileGraph {
  const nodes = graph.nodesOf('file');
  const places = new Map(nodes.map((node, place) => [node, place]));
  const dependencies: [number, number][] = [];
  const imports: [number, number][] = [];
  for (const { source, target, kind, weight } of graph.edges()) {
    if (kind !== 'imports' && kind !== 'calls' && kind !== 'derived-from') continue;
    const from = places.get(fileOf(graph, source));
    const to = places.get(fileOf(graph, target));
    if (from === undefined || to === undefined) continue;
    dependencies.push([from, to]);
    if (kind === 'imports' && weight > 0) imports.push([from, to]);
  }
  return {
    nodes,
    dependencies: directedGraph(nodes.length, dependencies),
    imports: directedGraph(nodes.length, imports),
  };
}

/** The file of a function or class; the node itself for a file. */
export function fileOf(graph: KnowledgeGraph, node: NodeIndex): NodeIndex {
  const kind = graph.kindOf(node);
  if (kind !== 'function' && kind !== 'class') return node;
  return graph.find(`file:${String(graph.factsOf(node).file)}`) ?? node;
}

export interface CentralFile {
  path: string;
  pageRank: number;
  betweenness: number;
  /** Files that lean on it, and that it leans on. */
  usedBy: number;
  uses: number;
}

/** Files by PageRank, the most central first. */
export function centralFiles(
  graph: KnowledgeGraph,
  files: FileGraph,
): { files: CentralFile[]; betweennessSampled: number | null } {
  const { nodes, dependencies } = files;
  const ranks = pageRank(dependencies);
  const { values, sampled } = betweenness(dependencies);
  const usedBy = new Uint32Array(nodes.length);
  for (const target of dependencies.targets) usedBy[target]! += 1;
  const found = nodes.map((node, place) => ({
    path: graph.labelOf(node),
    pageRank: ranks[place]!,
    betweenness: values[place]!,
    usedBy: usedBy[place]!,
    uses: dependencies.offsets[place + 1]! - dependencies.offsets[place]!,
  }));
  found.sort((one, other) => other.pageRank - one.pageRank || (one.path < other.path ? -1 : 1));
  return { files: found, betweennessSampled: sampled };
}

/** Import cycles, the largest first: paths of the files that are in one with each other. */
export function importCycles(graph: KnowledgeGraph, { nodes, imports }: FileGraph): string[][] {
  return cyclesOf(imports).map((places) => places.map((place) => graph.labelOf(nodes[place]!)));
}

export interface Hotspot {
  path: string;
  commits: number;
  linesChanged: number;
  cognitive: number;
  /** Commits times cognitive complexity, as a share of the highest one. */
  score: number;
}

/** Files that change often and are tangled, the worst first; empty where there is no history. */
export function hotspots(graph: KnowledgeGraph): Hotspot[] {
  const found = graph.nodesOf('file').flatMap((node) => {
    const { commits, linesAdded, linesRemoved, cognitive } = graph.factsOf(node);
    if (typeof commits !== 'number' || typeof cognitive !== 'number' || cognitive === 0) return [];
    const linesChanged = Number(linesAdded ?? 0) + Number(linesRemoved ?? 0);
    return [{ path: graph.labelOf(node), commits, linesChanged, cognitive, score: commits * cognitive }];
  });
  found.sort((one, other) => other.score - one.score || (one.path < other.path ? -1 : 1));
  const highest = found[0]?.score ?? 1;
  return found.map((each) => ({ ...each, score: each.score / highest }));
}

export interface Coupling {
  files: [string, string];
  /** Commits that changed both. */
  commits: number;
  /** Of the commits of the one that changes less often. */
  share: number;
}

/** Files that change together though neither imports nor calls the other, the strongest first. */
export function hiddenCouplings(graph: KnowledgeGraph, { nodes, dependencies }: FileGraph): Coupling[] {
  const places = new Map(nodes.map((node, place) => [node, place]));
  const leansOn = (from: number, to: number): boolean => {
    for (let at = dependencies.offsets[from]!; at < dependencies.offsets[from + 1]!; at += 1)
      if (dependencies.targets[at] === to) return true;
    return false;
  };
  const found: Coupling[] = [];
  for (const { source, target, kind, weight } of graph.edges()) {
    if (kind !== 'changes-with') continue;
    const [from, to] = [places.get(source), places.get(target)];
    if (from === undefined || to === undefined || leansOn(from, to) || leansOn(to, from)) continue;
    found.push({
      files: [graph.labelOf(source), graph.labelOf(target)],
      commits: weight,
      share: couplingShare(graph, source, target, weight),
    });
  }
  return found.sort((one, other) => other.share * other.commits - one.share * one.commits);
}

/** Commits in common, of those of the file that changes less often. */
export function couplingShare(
  graph: KnowledgeGraph,
  one: NodeIndex,
  other: NodeIndex,
  commits: number,
): number {
  const least = Math.min(Number(graph.factsOf(one).commits ?? 0), Number(graph.factsOf(other).commits ?? 0));
  return least === 0 ? 0 : Math.min(1, commits / least);
}
