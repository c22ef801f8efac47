import { basename } from 'node:path';
import type { ExitStatus } from '../../../src/errors/index.ts';
import {
  type ExportFormat,
  exportGraph,
  findNode,
  type KnowledgeGraph,
  type NodeIndex,
} from '../../../src/knowledge/index.ts';
import { checkReport, writeReport } from '../code/write-report.ts';
import type { CliContext, CommandResult } from '../context.ts';
import { type GraphOptions, loadGraph, withKnowledge } from './with-graph.ts';

/** Writes the graph, or what is around a node, to a file or to standard output. */
export function exportKnowledge(
  context: CliContext,
  options: GraphOptions & { format: ExportFormat; out?: string; focus?: string; depth: number },
): CommandResult {
  const { format, out, focus, depth } = options;
  if (out !== undefined) checkReport(context, out);
  return withKnowledge<ExitStatus>(context, async (knowledge) => {
    const { graph } = await loadGraph(context, knowledge, options);
    const nodes = focus === undefined ? undefined : around(graph, findNode(graph, focus), depth);
    const title = `${basename(knowledge.root)}: knowledge graph`;
    const pieces = exportGraph(graph, { format, nodes, title });
    if (out === undefined) for (const piece of pieces) context.out.write(piece);
    else {
      writeReport(context, out, pieces);
      context.err.line(`Wrote ${out}.`);
    }
    return 0;
  });
}

/** The nodes within some edges of one. */
function around(graph: KnowledgeGraph, start: NodeIndex, depth: number): NodeIndex[] {
  const found = new Set([start]);
  let border = [start];
  for (let level = 0; level < depth; level += 1) {
    const next: NodeIndex[] = [];
    for (const node of border)
      for (const other of [
        ...graph.edgesFrom(node).map(({ target }) => target),
        ...graph.edgesTo(node).map(({ source }) => source),
      ])
        if (!found.has(other)) {
          found.add(other);
          next.push(other);
        }
    border = next;
  }
  return [...found];
}
