/** The graph as others read it. */
import { InputError } from '../../errors/index.ts';
import type { KnowledgeGraph, NodeIndex } from '../graph/knowledge-graph.ts';
import { toGexf } from './gexf.ts';
import { toGraphml } from './graphml.ts';
import { toHtml } from './html.ts';
import { toJson } from './json.ts';

export type ExportFormat = 'graphml' | 'gexf' | 'json' | 'html';

export interface ExportOptions {
  format: ExportFormat;
  /** Nodes to leave in; all when left out. */
  nodes?: readonly NodeIndex[] | undefined;
  title: string;
}

/** A text that can't be longer than what a string holds (some 500 million characters) comes in pieces. */
export function exportGraph(
  graph: KnowledgeGraph,
  { format, nodes, title }: ExportOptions,
): Iterable<string> {
  const kept = nodes ?? Array.from({ length: graph.nodeCount }, (_, node) => node);
  if (kept.length === 0)
    throw new InputError('empty-graph', 'There is nothing to export: run `opsmith graph build` first.');
  switch (format) {
    case 'graphml':
      return toGraphml(graph, kept);
    case 'gexf':
      return toGexf(graph, kept);
    case 'json':
      return toJson(graph, kept);
    case 'html':
      return toHtml(graph, kept, title);
  }
}
