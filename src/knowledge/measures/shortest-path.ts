import type { GraphEdge, KnowledgeGraph, NodeIndex } from '../graph/knowledge-graph.ts';
import type { EdgeKind } from '../kinds.ts';

export interface PathOptions {
  /** Edges that may be taken; all but `contains` of folders when left out. */
  kinds?: readonly EdgeKind[] | undefined;
  /** Whether edges may be taken against their direction; yes when left out. */
  bothWays?: boolean;
}

/** A step of a path: the edge, and whether it was taken against its direction. */
export interface PathStep {
  edge: GraphEdge;
  isAgainst: boolean;
}

/** A shortest path (by its number of edges) from one node to another; null where there is none, empty where both are the same. */
export function shortestPath(
  graph: KnowledgeGraph,
  from: NodeIndex,
  to: NodeIndex,
  { kinds, bothWays = true }: PathOptions = {},
): PathStep[] | null {
  if (from === to) return [];
  const allowed = kinds === undefined ? null : new Set(kinds);
  const cameBy = new Map<NodeIndex, PathStep | null>([[from, null]]);
  const isAllowed = (edge: GraphEdge): boolean => {
    if (allowed !== null) return allowed.has(edge.kind);
    // By folders and by a developer everything is near everything.
    if (edge.kind === 'authored-by') return false;
    const kind = graph.kindOf(edge.source);
    return !(edge.kind === 'contains' && (kind === 'folder' || kind === 'repository'));
  };
  for (let border = [from]; border.length > 0; ) {
    const next: NodeIndex[] = [];
    for (const node of border) {
      const steps: PathStep[] = graph.edgesFrom(node).map((edge) => ({ edge, isAgainst: false }));
      if (bothWays) steps.push(...graph.edgesTo(node).map((edge) => ({ edge, isAgainst: true })));
      for (const step of steps) {
        const reached = step.isAgainst ? step.edge.source : step.edge.target;
        if (cameBy.has(reached) || !isAllowed(step.edge)) continue;
        cameBy.set(reached, step);
        if (reached === to) return backFrom(to, cameBy);
        next.push(reached);
      }
    }
    border = next;
  }
  return null;
}

function backFrom(to: NodeIndex, cameBy: ReadonlyMap<NodeIndex, PathStep | null>): PathStep[] {
  const path: PathStep[] = [];
  for (let node = to; ; ) {
    const step = cameBy.get(node);
    if (step == null) return path.reverse();
    path.push(step);
    node = step.isAgainst ? step.edge.target : step.edge.source;
  }
}
