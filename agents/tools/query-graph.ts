import { InputError } from '../../src/errors/index.ts';
import {
  couplingShare,
  fileGraphOf,
  fileOf,
  findNode,
  type GraphEdge,
  hiddenCouplings,
  hotspots,
  importCycles,
  type KnowledgeGraph,
  type NodeIndex,
  NodeKind,
  openKnowledge,
  shortestPath,
  summarizeGraph,
} from '../../src/knowledge/index.ts';
import type { ActionContext, ActionResult, ResultItem } from '../define.ts';
import type { GraphQuestion } from '../planner/index.ts';
import { counted, inlineCode, percent, table } from './figures.ts';
import { readGraphQuestion } from './graph-question.ts';

const shown = 20;
const code: readonly NodeKind[] = ['function', 'class', 'file'];

/** What was found: a sentence, and a line for each thing. */
interface Found {
  text: string;
  data: unknown;
  nodes?: readonly NodeIndex[];
}

/** Answers a question from the knowledge graph, after bringing it up to date. */
export async function queryGraph(
  { question }: { question: string },
  context: ActionContext,
): Promise<ActionResult> {
  const knowledge = openKnowledge({ store: context.store, workspace: context.workspace });
  const update = await knowledge.update({ signal: context.signal });
  const { graph, notes } = await knowledge.load();
  const asked = withPrevious(readGraphQuestion(question), context);
  const { text, data, nodes = [] } = answerTo(asked, graph);
  const items = nodes.slice(0, shown).map((node): ResultItem => itemOf(graph, node));
  const paths = 'subject' in asked ? pathOf(graph, asked.subject) : null;
  return {
    text: [text, ...notes.map((note) => `*${note}*`)].join('\n\n'),
    data: { asked, found: data, files: update.files, commits: update.history.commits },
    items,
    ...(paths === null ? {} : { about: { paths: [paths] } }),
  };
}

/** "this file", "it": what the last turn was about. */
function withPrevious(asked: GraphQuestion, { previous }: ActionContext): GraphQuestion {
  const paths = previous?.about?.paths;
  const path = Array.isArray(paths) && typeof paths[0] === 'string' ? paths[0] : null;
  if (asked.asks === 'hidden-couplings' && path !== null) return { asks: 'changes-with', subject: path };
  if (!('subject' in asked) || asked.subject !== 'it') return asked;
  if (path === null && asked.asks === 'changes-with') return { asks: 'hidden-couplings' };
  if (path === null)
    throw new InputError(
      'graph-question',
      'What is meant by “it” is not known here: name the file or function.',
    );
  return { ...asked, subject: path };
}

/** What a question names: as the graph finds it, else the file whose name it is without an ending ("the logger module"). @throws InputError */
function nodeOf(graph: KnowledgeGraph, subject: string, kinds: readonly NodeKind[]): NodeIndex {
  try {
    return findNode(graph, subject, kinds);
  } catch (thrown) {
    const wanted = subject.toLowerCase();
    const files = graph.nodesOf('file').filter((node) => {
      const name = graph.labelOf(node).split('/').at(-1)!;
      return name.replace(/\.[^.]+$/, '').toLowerCase() === wanted;
    });
    if (files.length === 1) return files[0]!;
    throw thrown;
  }
}

function answerTo(asked: GraphQuestion, graph: KnowledgeGraph): Found {
  switch (asked.asks) {
    case 'callers':
    case 'callees':
      return calls(graph, nodeOf(graph, asked.subject, code), asked.asks);
    case 'importers':
    case 'imports':
      return imports(graph, nodeOf(graph, asked.subject, code), asked.asks);
    case 'changes-with':
      return changes(graph, fileOf(graph, nodeOf(graph, asked.subject, code)));
    case 'authors':
      return authors(graph, nodeOf(graph, asked.subject, [...code, 'folder']));
    case 'definition':
      return definition(graph, nodeOf(graph, asked.subject, code));
    case 'models':
      return models(graph, asked.subject);
    case 'model-inputs':
      return modelInputs(graph, asked.subject);
    case 'unused':
      return unused(graph);
    case 'path':
      return path(graph, asked);
    case 'about':
      return about(graph, findNode(graph, asked.subject));
    case 'hotspots':
      return listHotspots(graph);
    case 'hidden-couplings':
      return couplings(graph);
    case 'cycles':
      return cycles(graph);
    default:
      return summary(graph);
  }
}

function named(graph: KnowledgeGraph, node: NodeIndex): string {
  const { file, line } = graph.factsOf(node);
  const where = file === undefined ? '' : ` (${file}:${line})`;
  return `${inlineCode(graph.labelOf(node))}${where}`;
}

function listed(
  graph: KnowledgeGraph,
  nodes: readonly NodeIndex[],
  more: (place: number) => string = () => '',
): string {
  const lines = nodes.slice(0, shown).map((node, place) => `- ${named(graph, node)}${more(place)}`);
  const left = nodes.length - lines.length;
  return [...lines, ...(left > 0 ? [`- and ${left} more`] : [])].join('\n');
}

/** Where a function or class is defined; others of its name, too. */
function definition(graph: KnowledgeGraph, node: NodeIndex): Found {
  const label = graph.labelOf(node);
  const same =
    graph.kindOf(node) === 'file'
      ? [node]
      : [
          node,
          ...graph
            .nodesOf('function', 'class')
            .filter((each) => each !== node && graph.labelOf(each) === label),
        ];
  const lines = same.map((each) => {
    const { file, line } = graph.factsOf(each);
    return file === undefined
      ? `${inlineCode(label)} is a ${graph.kindOf(each)} of this folder.`
      : `The ${graph.kindOf(each)} ${inlineCode(label)} is defined in ${inlineCode(String(file))}, line ${line}.`;
  });
  return { text: lines.join('\n\n'), data: same.map((each) => graph.idOf(each)), nodes: same };
}

/** Other ends of a node's edges of a kind, each once, those with the most weight first. */
function others(edges: readonly GraphEdge[], kind: GraphEdge['kind'], end: 'source' | 'target') {
  const weights = new Map<NodeIndex, number>();
  for (const edge of edges)
    if (edge.kind === kind) weights.set(edge[end], (weights.get(edge[end]) ?? 0) + edge.weight);
  return [...weights].sort(([, one], [, other]) => other - one).map(([node, weight]) => ({ node, weight }));
}

/** A node with all that is defined in it. */
function within(graph: KnowledgeGraph, node: NodeIndex): NodeIndex[] {
  const found = [node];
  for (let at = 0; at < found.length; at += 1)
    for (const { kind, target } of graph.edgesFrom(found[at]!)) if (kind === 'contains') found.push(target);
  return found;
}

function calls(graph: KnowledgeGraph, node: NodeIndex, asks: 'callers' | 'callees'): Found {
  const [way, end] =
    asks === 'callers' ? (['edgesTo', 'source'] as const) : (['edgesFrom', 'target'] as const);
  const inside = new Set(within(graph, node));
  const edges = [...inside].flatMap((each) => graph[way](each));
  const found = others(edges, 'calls', end).filter(
    ({ node: other }) => !inside.has(other) || inside.size === 1,
  );
  const nodes = found.map(({ node: other }) => other);
  const name = named(graph, node);
  const count = counted(nodes.length, 'place');
  const lead =
    nodes.length === 0
      ? `Nothing in the code ${asks === 'callers' ? `is known to call ${name}` : `is known to be called by ${name}`}. Calls through values and by name at run time are not seen.`
      : asks === 'callers'
        ? `${name} is called from ${count}:`
        : `${name} calls ${counted(nodes.length, 'other')}:`;
  return {
    text: nodes.length === 0 ? lead : `${lead}\n\n${listed(graph, nodes)}`,
    data: nodes.map((other) => graph.idOf(other)),
    nodes,
  };
}

function imports(graph: KnowledgeGraph, subject: NodeIndex, asks: 'importers' | 'imports'): Found {
  const node = fileOf(graph, subject);
  const edges = asks === 'importers' ? graph.edgesTo(node) : graph.edgesFrom(node);
  const nodes = others(edges, 'imports', asks === 'importers' ? 'source' : 'target').map((each) => each.node);
  const name = inlineCode(graph.labelOf(node));
  const lead =
    asks === 'importers'
      ? `${name} is imported by ${counted(nodes.length, 'file')}`
      : `${name} imports ${counted(nodes.length, 'module')}`;
  return {
    text: nodes.length === 0 ? `${lead}.` : `${lead}:\n\n${listed(graph, nodes)}`,
    data: nodes.map((other) => graph.idOf(other)),
    nodes,
  };
}

function changes(graph: KnowledgeGraph, node: NodeIndex): Found {
  const found = [
    ...others(graph.edgesFrom(node), 'changes-with', 'target'),
    ...others(graph.edgesTo(node), 'changes-with', 'source'),
  ].sort((one, other) => other.weight - one.weight);
  const name = inlineCode(graph.labelOf(node));
  const { commits } = graph.factsOf(node);
  if (found.length === 0)
    return {
      text: `No file changed together with ${name} in three commits or more${commits === undefined ? '; nothing is known of its history' : ` (of its ${commits})`}.`,
      data: [],
    };
  const shares = found.map(({ node: other, weight }) => couplingShare(graph, node, other, weight));
  return {
    text: `Together with ${name} these change (commits in common, and their share of the rarer one's):\n\n${listed(
      graph,
      found.map((each) => each.node),
      (place) => `: ${counted(found[place]!.weight, 'commit')}, ${percent(shares[place]!)}`,
    )}`,
    data: found.map(({ node: other, weight }, place) => ({
      file: graph.labelOf(other),
      commits: weight,
      share: shares[place],
    })),
    nodes: found.map((each) => each.node),
  };
}

function authors(graph: KnowledgeGraph, subject: NodeIndex): Found {
  const isFolder = graph.kindOf(subject) === 'folder';
  const node = isFolder ? subject : fileOf(graph, subject);
  // Only files have authors of their own.
  const edges = isFolder
    ? within(graph, node).flatMap((each) => graph.edgesFrom(each))
    : graph.edgesFrom(node);
  const found = others(edges, 'authored-by', 'target');
  const name = inlineCode(graph.labelOf(node));
  if (found.length === 0)
    return { text: `Nothing is known of who wrote ${name}: no history is here.`, data: [] };
  return {
    text: `Commits to ${isFolder ? `files in ${name}` : name} by developer:\n\n${found
      .slice(0, shown)
      .map(({ node: each, weight }) => `- ${graph.labelOf(each)}: ${weight}`)
      .join('\n')}`,
    data: found.map(({ node: each, weight }) => ({ developer: graph.labelOf(each), commits: weight })),
    nodes: found.map((each) => each.node),
  };
}

/** The versions that saw a column, by any table that has one of that name. */
function models(graph: KnowledgeGraph, subject: string): Found {
  const wanted = subject.toLowerCase();
  const sources = graph
    .nodesOf('column', 'feature', 'data-set')
    .filter((node) => graph.labelOf(node).toLowerCase() === wanted);
  const versions = new Set<NodeIndex>();
  for (const source of sources)
    for (const { kind, source: version } of graph.edgesTo(source))
      if (kind === 'trained-on' && graph.kindOf(version) === 'version') versions.add(version);
  const nodes = [...versions];
  const name = inlineCode(subject);
  return {
    text:
      nodes.length === 0
        ? `No registered model is known to have used ${name}.`
        : `${counted(nodes.length, 'version')} used ${name}:\n\n${listed(graph, nodes)}`,
    data: nodes.map((node) => graph.labelOf(node)),
    nodes,
  };
}

/** What the versions of a model were trained on. */
function modelInputs(graph: KnowledgeGraph, subject: string): Found {
  const wanted = subject.toLowerCase();
  const [wantedModel = '', wantedVersion] = wanted.split('@');
  const all = graph.nodesOf('version').map((node) => ({ node, label: graph.labelOf(node).toLowerCase() }));
  const isOf = (model: string) => (wantedVersion === undefined ? model === wanted : false);
  let versions = all.filter(({ label }) => label === wanted || isOf(label.split('@')[0]!));
  // "churn" for a model that is called after its table and target: `churn-churned`.
  if (versions.length === 0) versions = all.filter(({ label }) => label.split(/[@_-]/).includes(wantedModel));
  if (versions.length === 0)
    return { text: `No registered model is called ${inlineCode(subject)}.`, data: [], nodes: [] };
  const inputs = versions.map(({ node }) => {
    const used = graph.edgesFrom(node).filter(({ kind }) => kind === 'trained-on');
    const of = (...kinds: NodeKind[]) =>
      used.map(({ target }) => target).filter((target) => kinds.includes(graph.kindOf(target)));
    return { node, tables: of('data-set'), columns: of('column', 'feature') };
  });
  const names = (nodes: readonly NodeIndex[]) =>
    [...new Set(nodes.map((each) => inlineCode(graph.labelOf(each))))].join(', ');
  return {
    text: inputs
      .map(
        ({ node, tables, columns }) =>
          `${named(graph, node)} was trained on ${tables.length === 0 ? 'a table that is not known' : names(tables)}${columns.length === 0 ? '' : `, with ${names(columns)}`}.`,
      )
      .join('\n\n'),
    data: inputs.map(({ node, tables, columns }) => ({
      version: graph.labelOf(node),
      tables: tables.map((each) => graph.labelOf(each)),
      columns: columns.map((each) => graph.labelOf(each)),
    })),
    nodes: inputs.map(({ node }) => node),
  };
}

/** Functions that nothing in the code is known to call. */
function unused(graph: KnowledgeGraph): Found {
  const nodes = graph
    .nodesOf('function')
    .filter((node) => !graph.edgesTo(node).some(({ kind }) => kind === 'calls'));
  if (nodes.length === 0) return { text: 'Every function is called somewhere in the code.', data: [] };
  return {
    text: `${counted(nodes.length, 'function')} that nothing in the code is known to call; what other programs, frameworks and tests call by name at run time is not seen:\n\n${listed(graph, nodes)}`,
    data: nodes.map((each) => graph.idOf(each)),
    nodes,
  };
}

function path(graph: KnowledgeGraph, { subject, other }: { subject: string; other: string }): Found {
  const [start, end] = [findNode(graph, subject), findNode(graph, other)];
  const steps = shortestPath(graph, start, end);
  if (steps === null)
    return { text: `Nothing leads from ${named(graph, start)} to ${named(graph, end)}.`, data: null };
  const lines = steps.map(
    ({ edge: { source, target, kind } }) => `- ${named(graph, source)} *${kind}* ${named(graph, target)}`,
  );
  return {
    text: `${named(graph, start)} and ${named(graph, end)} are ${counted(steps.length, 'step')} apart:\n\n${lines.join('\n')}`,
    data: steps.map(({ edge: { source, target, kind } }) => [graph.idOf(source), kind, graph.idOf(target)]),
  };
}

function about(graph: KnowledgeGraph, node: NodeIndex): Found {
  const counts = new Map<string, number>();
  for (const { kind } of graph.edgesFrom(node)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  for (const { kind } of graph.edgesTo(node))
    counts.set(`${kind} (from others)`, (counts.get(`${kind} (from others)`) ?? 0) + 1);
  const facts = Object.entries(graph.factsOf(node)).map(([name, value]) => `${name} ${value}`);
  return {
    text: [
      `${named(graph, node)} is a ${graph.kindOf(node)}${facts.length === 0 ? '' : `: ${facts.join(', ')}`}.`,
      table(
        ['edges', 'count'],
        [...counts].map(([kind, count]) => [kind, String(count)]),
        1,
      ),
      `\`opsmith graph show ${graph.idOf(node)}\` lists them.`,
    ].join('\n\n'),
    data: { id: graph.idOf(node), facts: graph.factsOf(node), edges: Object.fromEntries(counts) },
    nodes: [node],
  };
}

function listHotspots(graph: KnowledgeGraph): Found {
  const found = hotspots(graph).slice(0, 10);
  if (found.length === 0)
    return { text: 'There are no hotspots: nothing is known of how often files change.', data: [] };
  const rows = found.map(({ path: file, commits, cognitive, score }) => [
    inlineCode(file),
    String(commits),
    String(cognitive),
    score.toFixed(2),
  ]);
  return {
    text: `Files that change often and are tangled (commits times cognitive complexity, as a share of the highest):\n\n${table(['file', 'commits', 'cognitive', 'score'], rows, 1)}`,
    data: found,
    nodes: found.flatMap(({ path: file }) => graph.find(`file:${file}`) ?? []),
  };
}

function couplings(graph: KnowledgeGraph): Found {
  const found = hiddenCouplings(graph, fileGraphOf(graph)).slice(0, 10);
  if (found.length === 0)
    return { text: 'No files change together without one leaning on the other.', data: [] };
  const rows = found.map(({ files, commits, share }) => [
    files.map(inlineCode).join(' and '),
    String(commits),
    percent(share),
  ]);
  return {
    text: `Files that change together, though neither imports or calls the other:\n\n${table(['files', 'commits', 'share'], rows, 1)}`,
    data: found,
  };
}

function cycles(graph: KnowledgeGraph): Found {
  const found = importCycles(graph, fileGraphOf(graph));
  if (found.length === 0) return { text: 'There are no import cycles.', data: [] };
  const lines = found
    .slice(0, 10)
    .map(
      (files) =>
        `- ${files.slice(0, 6).map(inlineCode).join(', ')}${files.length > 6 ? ` and ${files.length - 6} more` : ''}`,
    );
  return { text: `${counted(found.length, 'import cycle')}:\n\n${lines.join('\n')}`, data: found };
}

function summary(graph: KnowledgeGraph): Found {
  const found = summarizeGraph(graph);
  const { nodes, edges, files } = found;
  const counts = NodeKind.options.flatMap((kind) => {
    const count = nodes.byKind[kind];
    return count === undefined ? [] : [[kind, String(count)]];
  });
  const rows = files.central.map((file) => [
    inlineCode(file.path),
    String(file.usedBy),
    file.pageRank.toFixed(4),
  ]);
  return {
    text: [
      `The graph has ${counted(nodes.total, 'node')} and ${counted(edges.total, 'edge')} in ${counted(found.relationships.length, 'kind')} of relationship.`,
      table(['node', 'count'], counts, 1),
      `The most central files:\n\n${table(['file', 'used by', 'rank'], rows, 1)}`,
    ].join('\n\n'),
    data: found,
  };
}

function itemOf(graph: KnowledgeGraph, node: NodeIndex): ResultItem {
  const facts = Object.entries(graph.factsOf(node)).map(([name, value]) => `- ${name}: ${value}`);
  return {
    id: graph.idOf(node),
    title: graph.labelOf(node),
    detail: [`**${named(graph, node)}**`, ...facts].join('\n'),
  };
}

/** The file that a subject is or lies in, for "review it" afterwards. */
function pathOf(graph: KnowledgeGraph, subject: string): string | null {
  try {
    const node = fileOf(graph, findNode(graph, subject, code));
    return graph.labelOf(node);
  } catch {
    return null;
  }
}
