import type {
  Coupling,
  EdgeKind,
  GraphEdge,
  GraphSummary,
  Hotspot,
  KnowledgeGraph,
  NodeIndex,
  PathStep,
} from '../../../src/knowledge/index.ts';
import { formatNumber } from '../terminal/format.ts';
import type { Screen } from '../terminal/screen.ts';
import { printable } from '../terminal/style.ts';
import { renderTable } from '../terminal/table.ts';

const neighboursShown = 15;

/** What the graph holds, in tables. */
export function renderSummary(summary: GraphSummary, screen: Screen): string[] {
  const { style, columns } = screen;
  const { nodes, edges, relationships, patterns, files } = summary;
  const counts = (byKind: Partial<Record<string, number>>): string =>
    Object.entries(byKind)
      .sort(([, one = 0], [, other = 0]) => other - one)
      .map(([kind, number = 0]) => `${formatNumber(number)} ${kind}`)
      .join(', ');
  const sampled =
    files.betweennessSampled === null
      ? ''
      : ` (betweenness estimated from ${files.betweennessSampled} files)`;
  return [
    `${style.bold(`${formatNumber(nodes.total)} nodes`)}: ${counts(nodes.byKind)}`,
    `${style.bold(`${formatNumber(edges.total)} edges`)}: ${counts(edges.byKind)}`,
    `${formatNumber(relationships.length)} kinds of relationship, ${formatNumber(patterns)} patterns of alike code`,
    '',
    style.bold(`Most central files${sampled}`),
    ...renderTable(
      [
        { title: 'file', keeps: 'end', shrink: 2 },
        { title: 'rank', align: 'right' },
        { title: 'between', align: 'right' },
        { title: 'used by', align: 'right' },
        { title: 'uses', align: 'right' },
      ],
      files.central.map(({ path, pageRank, betweenness, usedBy, uses }) => [
        printable(path),
        pageRank.toFixed(4),
        betweenness.toFixed(4),
        formatNumber(usedBy),
        formatNumber(uses),
      ]),
      { columns, style },
    ),
    '',
    `${style.bold(`${formatNumber(files.communities.count)} communities`)} of files (modularity ${files.communities.modularity.toFixed(2)}); the largest:`,
    ...files.communities.largest.map((paths) => `  ${printable(paths.slice(0, 3).join(', '))}, …`),
    '',
    files.cycles.count === 0
      ? 'No import cycles.'
      : `${formatNumber(files.cycles.count)} import cycles; \`opsmith graph hotspots\` lists them.`,
    `${formatNumber(files.hiddenCouplings)} pairs of files change together without leaning on each other.`,
  ];
}

/** A node with its facts and neighbours by kind of edge. */
export function renderNode(graph: KnowledgeGraph, node: NodeIndex, screen: Screen): string[] {
  const { style } = screen;
  const facts = Object.entries(graph.factsOf(node)).map(
    ([name, value]) => `${name} ${printable(String(value))}`,
  );
  const lines = [
    `${style.bold(printable(graph.labelOf(node)))}  ${style.dim(printable(graph.idOf(node)))}`,
    ...(facts.length === 0 ? [] : [facts.join(', ')]),
  ];
  for (const [title, others] of neighbours(graph, node)) {
    lines.push('', style.bold(`${title} (${formatNumber(others.length)})`));
    for (const { id, weight, at } of others.slice(0, neighboursShown))
      lines.push(
        `  ${printable(id)}${style.dim(`${weight === 1 ? '' : `  ×${Number(weight.toFixed(2))}`}${at === null ? '' : `  ${at.slice(0, 10)}`}`)}`,
      );
    if (others.length > neighboursShown)
      lines.push(style.dim(`  and ${others.length - neighboursShown} more`));
  }
  return lines;
}

interface Neighbour {
  id: string;
  weight: number;
  at: string | null;
}

/** Neighbours by how they are bound, the strongest first. */
function neighbours(graph: KnowledgeGraph, node: NodeIndex): Map<string, Neighbour[]> {
  const found = new Map<string, Neighbour[]>();
  const add = (title: string, other: NodeIndex, { weight, atMs }: GraphEdge): void => {
    const at = Number.isFinite(atMs) ? new Date(atMs).toISOString() : null;
    const each = { id: graph.idOf(other), weight, at };
    const known = found.get(title);
    if (known === undefined) found.set(title, [each]);
    else known.push(each);
  };
  for (const edge of graph.edgesFrom(node)) add(edge.kind, edge.target, edge);
  for (const edge of graph.edgesTo(node)) {
    const isMutual = edge.kind === 'changes-with' || edge.kind === 'similar-to';
    add(isMutual ? edge.kind : against[edge.kind], edge.source, edge);
  }
  for (const others of found.values()) others.sort((one, other) => other.weight - one.weight);
  return found;
}

const against: Readonly<Record<EdgeKind, string>> = {
  contains: 'contained in',
  imports: 'imported by',
  calls: 'called by',
  'similar-to': 'similar-to',
  'changes-with': 'changes-with',
  'authored-by': 'wrote',
  'found-in': 'findings',
  recommended: 'recommended by',
  'accepted-by': 'accepted',
  'rejected-by': 'rejected',
  'modified-by': 'modified',
  'trained-on': 'used by',
  'derived-from': 'source of',
  replaced: 'replaced by',
  'decided-by': 'decided',
};

/** The same for programs. */
export function toJsonNode(graph: KnowledgeGraph, node: NodeIndex): unknown {
  return {
    id: graph.idOf(node),
    kind: graph.kindOf(node),
    label: graph.labelOf(node),
    facts: graph.factsOf(node),
    neighbours: Object.fromEntries(neighbours(graph, node)),
  };
}

/** A path, an edge a line. */
export function renderPath(
  graph: KnowledgeGraph,
  { start, path }: { start: NodeIndex; path: readonly PathStep[] },
  { style }: Screen,
): string[] {
  const lines = [printable(graph.idOf(start))];
  for (const { edge, isAgainst } of path) {
    const [how, next] = isAgainst ? [against[edge.kind], edge.source] : [edge.kind, edge.target];
    lines.push(`  ${style.dim(how)} ${printable(graph.idOf(next))}`);
  }
  return lines;
}

/** Where change and complexity meet. */
export function renderHotspots(
  found: { hotspots: readonly Hotspot[]; hiddenCouplings: readonly Coupling[]; cycles: readonly string[][] },
  screen: Screen,
): string[] {
  const { style, columns } = screen;
  const lines: string[] = [];
  if (found.hotspots.length === 0) lines.push('No hotspots: nothing is known of changes.');
  else
    lines.push(
      style.bold('Hotspots: changed often, and tangled'),
      ...renderTable(
        [
          { title: 'file', keeps: 'end', shrink: 2 },
          { title: 'commits', align: 'right' },
          { title: 'cognitive', align: 'right' },
          { title: 'lines changed', align: 'right' },
          { title: 'score', align: 'right' },
        ],
        found.hotspots.map((each) => [
          printable(each.path),
          formatNumber(each.commits),
          formatNumber(each.cognitive),
          formatNumber(each.linesChanged),
          each.score.toFixed(2),
        ]),
        { columns, style },
      ),
    );
  if (found.hiddenCouplings.length > 0)
    lines.push(
      '',
      style.bold('Change together, though neither leans on the other'),
      ...renderTable(
        [
          { title: 'commits', align: 'right' },
          { title: 'share', align: 'right' },
          { title: 'files', shrink: 2 },
        ],
        found.hiddenCouplings.map(({ commits, share, files }) => [
          formatNumber(commits),
          `${Math.round(share * 100)} %`,
          printable(files.join(' and ')),
        ]),
        { columns, style },
      ),
    );
  for (const [place, cycle] of found.cycles.entries())
    lines.push(
      ...(place === 0 ? ['', style.bold('Import cycles')] : []),
      `  ${cycle.length} files: ${printable(cycle.slice(0, 6).join(', '))}${cycle.length > 6 ? ', …' : ''}`,
    );
  return lines;
}
