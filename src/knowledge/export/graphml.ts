import type { KnowledgeGraph, NodeIndex } from '../graph/knowledge-graph.ts';
import { momentOf, xmlText } from './xml.ts';

type FactType = 'string' | 'double' | 'boolean';

/** GraphML (Brandes and others 2002): kinds, labels and facts as typed data. */
export function* toGraphml(graph: KnowledgeGraph, nodes: readonly NodeIndex[]): Generator<string> {
  const facts = factTypes(graph, nodes);
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n';
  for (const name of ['label', 'kind'])
    yield `<key id="${name}" for="node" attr.name="${name}" attr.type="string"/>\n`;
  for (const [name, type] of facts)
    yield `<key id="fact.${name}" for="node" attr.name="${name}" attr.type="${type}"/>\n`;
  yield '<key id="relation" for="edge" attr.name="kind" attr.type="string"/>\n';
  yield '<key id="weight" for="edge" attr.name="weight" attr.type="double"/>\n';
  yield '<key id="at" for="edge" attr.name="at" attr.type="string"/>\n<graph id="knowledge" edgedefault="directed">\n';
  for (const node of nodes) {
    yield `<node id="${xmlText(graph.idOf(node))}"><data key="label">${xmlText(graph.labelOf(node))}</data><data key="kind">${graph.kindOf(node)}</data>`;
    for (const [name, value] of Object.entries(graph.factsOf(node)))
      yield `<data key="fact.${name}">${xmlText(String(value))}</data>`;
    yield '</node>\n';
  }
  const kept = new Set(nodes);
  for (const { source, target, kind, weight, atMs } of graph.edges()) {
    if (!kept.has(source) || !kept.has(target)) continue;
    const at = momentOf(atMs);
    yield `<edge source="${xmlText(graph.idOf(source))}" target="${xmlText(graph.idOf(target))}"><data key="relation">${kind}</data><data key="weight">${weight}</data>${at === null ? '' : `<data key="at">${at}</data>`}</edge>\n`;
  }
  yield '</graph>\n</graphml>\n';
}

/** The type of each fact; one with values of two types is text. */
export function factTypes(graph: KnowledgeGraph, nodes: readonly NodeIndex[]): Map<string, FactType> {
  const types = new Map<string, FactType>();
  for (const node of nodes)
    for (const [name, value] of Object.entries(graph.factsOf(node))) {
      const type = typeof value === 'number' ? 'double' : typeof value === 'boolean' ? 'boolean' : 'string';
      const known = types.get(name);
      types.set(name, known === undefined || known === type ? type : 'string');
    }
  return types;
}
