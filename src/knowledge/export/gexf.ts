import type { KnowledgeGraph, NodeIndex } from '../graph/knowledge-graph.ts';
import { factTypes } from './graphml.ts';
import { momentOf, xmlText } from './xml.ts';

/** GEXF 1.3, as Gephi reads it. */
export function* toGexf(graph: KnowledgeGraph, nodes: readonly NodeIndex[]): Generator<string> {
  const facts = factTypes(graph, nodes);
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n<graph defaultedgetype="directed">\n<attributes class="node">\n<attribute id="kind" title="kind" type="string"/>\n';
  for (const [name, type] of facts) yield `<attribute id="fact.${name}" title="${name}" type="${type}"/>\n`;
  yield '</attributes>\n<attributes class="edge">\n<attribute id="at" title="at" type="string"/>\n</attributes>\n<nodes>\n';
  for (const node of nodes) {
    yield `<node id="${xmlText(graph.idOf(node))}" label="${xmlText(graph.labelOf(node))}"><attvalues><attvalue for="kind" value="${graph.kindOf(node)}"/>`;
    for (const [name, value] of Object.entries(graph.factsOf(node)))
      yield `<attvalue for="fact.${name}" value="${xmlText(String(value))}"/>`;
    yield '</attvalues></node>\n';
  }
  yield '</nodes>\n<edges>\n';
  const kept = new Set(nodes);
  let place = 0;
  for (const { source, target, kind, weight, atMs } of graph.edges()) {
    if (!kept.has(source) || !kept.has(target)) continue;
    const at = momentOf(atMs);
    const moment = at === null ? '' : `<attvalues><attvalue for="at" value="${at}"/></attvalues>`;
    yield `<edge id="${place}" source="${xmlText(graph.idOf(source))}" target="${xmlText(graph.idOf(target))}" kind="${kind}" label="${kind}" weight="${weight}">${moment}</edge>\n`;
    place += 1;
  }
  yield '</edges>\n</graph>\n</gexf>\n';
}
