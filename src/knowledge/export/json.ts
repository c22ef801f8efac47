import type { KnowledgeGraph, NodeIndex } from '../graph/knowledge-graph.ts';
import { momentOf } from './xml.ts';

/** `{ "nodes": [{ id, kind, label, facts }], "edges": [{ source, target, kind, weight, at }] }`, a node or an edge a line. */
export function* toJson(graph: KnowledgeGraph, nodes: readonly NodeIndex[]): Generator<string> {
  yield '{"nodes":[\n';
  for (const [place, node] of nodes.entries()) {
    const [id, kind, label] = [graph.idOf(node), graph.kindOf(node), graph.labelOf(node)];
    yield `${place === 0 ? '' : ',\n'}${JSON.stringify({ id, kind, label, facts: graph.factsOf(node) })}`;
  }
  yield '\n],"edges":[\n';
  const kept = new Set(nodes);
  let isFirst = true;
  for (const { source, target, kind, weight, atMs } of graph.edges()) {
    if (!kept.has(source) || !kept.has(target)) continue;
    const edge = { source: graph.idOf(source), target: graph.idOf(target), kind, weight, at: momentOf(atMs) };
    yield `${isFirst ? '' : ',\n'}${JSON.stringify(edge)}`;
    isFirst = false;
  }
  yield '\n]}\n';
}
