import { closestName, InputError } from '../errors/index.ts';
import type { KnowledgeGraph, NodeIndex } from './graph/knowledge-graph.ts';
import { NodeKind } from './kinds.ts';

const shown = 8;

/**
 * The node that a person means: an id (`file:src/a.ts`), a path, or a name (`parseFile`, `Cart.total`, `churn@1.0.0`).
 *
 * @throws InputError `unknown-node`, naming near ones, and `ambiguous-node`, naming those that it may be
 */
export function findNode(graph: KnowledgeGraph, text: string, kinds?: readonly NodeKind[]): NodeIndex {
  const wanted = text
    .trim()
    .replace(/^\.\//, '')
    .replace(/\(\)$/, '')
    .replace(/(?<=.)\/$/, '');
  const isWanted = (node: NodeIndex): boolean => kinds === undefined || kinds.includes(graph.kindOf(node));
  for (const id of [wanted, ...NodeKind.options.map((kind) => `${kind}:${wanted}`)]) {
    const node = graph.find(id);
    if (node !== undefined && isWanted(node)) return node;
  }
  const named = candidates(graph, wanted, isWanted);
  if (named.length === 1) return named[0]!;
  if (named.length > 1) throw ambiguous(graph, text, named);
  throw unknown(graph, text, isWanted);
}

/** Nodes of that name, or else of a name or path that ends so; those of code before others. */
function candidates(
  graph: KnowledgeGraph,
  wanted: string,
  isWanted: (node: NodeIndex) => boolean,
): NodeIndex[] {
  const folded = wanted.toLowerCase();
  let best: NodeIndex[] = [];
  let bestRank = Number.POSITIVE_INFINITY;
  for (let node = 0; node < graph.nodeCount; node += 1) {
    if (!isWanted(node)) continue;
    const rank = rankOf(graph.labelOf(node), wanted, folded) + (isFromRuns(graph, node) ? 0.5 : 0);
    if (rank < bestRank) {
      best = [node];
      bestRank = rank;
    } else if (rank === bestRank && rank < 4) best.push(node);
  }
  return bestRank < 4 ? best : [];
}

function rankOf(label: string, wanted: string, folded: string): number {
  if (label === wanted) return 0;
  if (label.endsWith(`/${wanted}`) || label.endsWith(`.${wanted}`)) return 1;
  const lower = label.toLowerCase();
  if (lower === folded) return 2;
  return lower.endsWith(`/${folded}`) || lower.endsWith(`.${folded}`) ? 3 : 4;
}

function isFromRuns(graph: KnowledgeGraph, node: NodeIndex): boolean {
  return /^(?:finding|recommendation|run|decision|pattern)$/.test(graph.kindOf(node));
}

function ambiguous(graph: KnowledgeGraph, text: string, nodes: readonly NodeIndex[]): InputError {
  const ids = nodes.map((node) => graph.idOf(node));
  const more = ids.length > shown ? ` and ${ids.length - shown} more` : '';
  return new InputError(
    'ambiguous-node',
    `${JSON.stringify(text)} may be any of ${ids.slice(0, shown).join(', ')}${more}. Say which.`,
    { details: { candidates: ids.slice(0, 20).join(', ') } },
  );
}

function unknown(graph: KnowledgeGraph, text: string, isWanted: (node: NodeIndex) => boolean): InputError {
  const names = new Set<string>();
  for (let node = 0; node < graph.nodeCount; node += 1) {
    if (!isWanted(node)) continue;
    const label = graph.labelOf(node);
    names.add(label);
    names.add(label.slice(Math.max(label.lastIndexOf('/'), label.lastIndexOf('.')) + 1));
  }
  const near = closestName(text, [...names]);
  const hint =
    near === null || near === undefined
      ? 'Give an id such as file:src/app.ts, a path, or the name of a function, class, model or column.'
      : `Did you mean ${near}?`;
  return new InputError('unknown-node', `There is no ${JSON.stringify(text)} in the graph. ${hint}`, {
    details: { wanted: text },
  });
}
