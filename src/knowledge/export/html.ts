/** One page that shows the graph and needs nothing else: no network, no other file. */
import type { KnowledgeGraph, NodeIndex } from '../graph/knowledge-graph.ts';
import { communitiesOf } from '../measures/communities.ts';
import { directedGraph } from '../measures/directed-graph.ts';
import { fileOf } from '../measures/file-measures.ts';
import { pageRank } from '../measures/page-rank.ts';
import { viewerScript } from './viewer-script.ts';
import { viewerStyle } from './viewer-style.ts';
import { xmlText } from './xml.ts';

/** More can't be told apart on a screen, nor laid out while somebody watches. */
export const mostPictured = 1_200;
const mostEdges = 12_000;
/** Kinds that stand in other nodes' place in a picture of everything, or that are too many. */
const folded: ReadonlySet<string> = new Set([
  'repository',
  'folder',
  'function',
  'class',
  'import',
  'finding',
  'recommendation',
  'decision',
  'pattern',
]);

interface PicturedEdge {
  source: number;
  target: number;
  kind: string;
  weight: number;
}

/** A picture of the nodes; where they are too many, functions are shown as their files, and of those the most central. */
export function* toHtml(
  graph: KnowledgeGraph,
  nodes: readonly NodeIndex[],
  title: string,
): Generator<string> {
  const isAll = nodes.length > mostPictured;
  const shown = isAll ? nodes.filter((node) => !folded.has(graph.kindOf(node))) : [...nodes];
  const { places, edges } = project(graph, shown, isAll);
  const bound = edges.filter(({ kind }) => kind !== 'authored-by');
  const plain = directedGraph(
    shown.length,
    bound.map(({ source, target }) => [source, target] as const),
  );
  const ranks = pageRank(plain);
  const { of: communities } = communitiesOf(plain);
  const order = shown.map((_, place) => place).sort((one, other) => ranks[other]! - ranks[one]!);
  const kept = order.slice(0, mostPictured);
  const numbers = new Map(kept.map((place, number) => [place, number]));
  const data = {
    nodes: kept.map((place) => {
      const node = shown[place]!;
      return {
        id: graph.idOf(node),
        label: graph.labelOf(node),
        kind: graph.kindOf(node),
        rank: ranks[place]! * shown.length,
        community: communities[place],
        facts: graph.factsOf(node),
      };
    }),
    edges: edges
      .filter(({ source, target }) => numbers.has(source) && numbers.has(target))
      .sort((one, other) => other.weight - one.weight)
      .slice(0, mostEdges)
      .map(({ source, target, kind, weight }) => [numbers.get(source), numbers.get(target), kind, weight]),
  };
  const left = places - kept.length;
  const note = [
    `${kept.length} nodes, ${data.edges.length} edges`,
    ...(isAll ? ['functions and classes are shown as their files'] : []),
    ...(left > 0 ? [`${left} less central ones are left out`] : []),
  ].join('; ');
  yield `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">\n<title>${xmlText(title)}</title>\n<style>${viewerStyle}</style>\n</head>\n`;
  yield `<body>\n<canvas id="picture" tabindex="0" aria-label="The graph as a picture; the search and the lists beside it tell the same in words"></canvas>\n<aside>\n<h1>${xmlText(title)}</h1>\n<p id="note">${xmlText(note)}</p>\n<input id="search" type="search" placeholder="Find a node" aria-label="Find a node" autocomplete="off">\n<ul id="found"></ul>\n<details open><summary>Edges</summary><div id="edge-kinds"></div></details>\n<details><summary>Nodes</summary><div id="node-kinds"></div></details>\n<section id="about" aria-live="polite"></section>\n</aside>\n`;
  // A closing tag within the data would end the element.
  yield `<script id="data" type="application/json">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>\n`;
  yield `<script>${viewerScript}</script>\n</body>\n</html>\n`;
}

/** Edges between the shown nodes; with `isAll`, those of functions and classes are their files'. */
function project(
  graph: KnowledgeGraph,
  shown: readonly NodeIndex[],
  isAll: boolean,
): { places: number; edges: PicturedEdge[] } {
  const places = new Map(shown.map((node, place) => [node, place]));
  const edges = new Map<string, PicturedEdge>();
  for (const { source, target, kind, weight } of graph.edges()) {
    const from = places.get(isAll ? fileOf(graph, source) : source);
    const to = places.get(isAll ? fileOf(graph, target) : target);
    if (from === undefined || to === undefined || from === to) continue;
    const key = `${from} ${to} ${kind}`;
    const known = edges.get(key);
    if (known === undefined) edges.set(key, { source: from, target: to, kind, weight });
    else known.weight += weight;
  }
  return { places: shown.length, edges: [...edges.values()] };
}
