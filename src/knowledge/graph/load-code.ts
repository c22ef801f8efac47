/** The code's part of the graph, from the store: what was read of files, what their names mean, and what the history says. */
import { dirname } from 'node:path/posix';
import type { Store } from '../../store/index.ts';
import { decodeLinks, decodeOutline } from '../code/encoded-outline.ts';
import type { KnowledgeGraph, NodeFacts, NodeIndex } from './knowledge-graph.ts';
import { definitionId, developerOf, fileId, folderId, labelOfPath } from './node-ids.ts';
import { addPatterns, type SketchedFunction } from './patterns.ts';

/** Pairs of files that changed together in fewer commits are chance. */
export const leastSupport = 3;
const rowsAtOnce = 500;

export interface LoadCodeOptions {
  root: string;
  /** Whether functions and classes are wanted, or files alone. */
  isDetailed: boolean;
}

export async function loadCode(
  store: Store,
  graph: KnowledgeGraph,
  { root, isDetailed }: LoadCodeOptions,
): Promise<void> {
  const loader = new CodeLoader(graph, root, isDetailed);
  // Files first, so that every link finds its target; a page at a time and of each what is wanted of it, so that no more than a page of texts is held.
  for await (const rows of pages((after) => filesAfter(store, { root, isDetailed, after })))
    for (const row of rows) loader.addFile(row);
  for await (const rows of pages((after) => linksAfter(store, root, after)))
    for (const row of rows) loader.addLinks(row);
  await loadHistory(store, loader);
  if (isDetailed) addPatterns(graph, loader.sketched);
}

type FileRow = Awaited<ReturnType<typeof filesAfter>>[number];
type LinksRow = Awaited<ReturnType<typeof linksAfter>>[number];

async function* pages<Row extends { id: number }>(
  read: (after: number) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  for (let after = 0; ; ) {
    const rows = await read(after);
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)!.id;
  }
}

/** Outlines are most of what is on record of a code base: only for who wants functions and classes. */
function filesAfter(store: Store, { root, isDetailed, after }: LoadCodeOptions & { after: number }) {
  return store.database
    .selectFrom('knowledge_files')
    .select(['id', 'path', 'language', 'sloc', 'cyclomatic', 'cognitive', 'first_seen_at', 'changed_at'])
    .$if(isDetailed, (query) => query.select('outline'))
    .where('root', '=', root)
    .where('id', '>', after)
    .orderBy('id')
    .limit(rowsAtOnce)
    .execute();
}

function linksAfter(store: Store, root: string, after: number) {
  return store.database
    .selectFrom('knowledge_files')
    .select(['id', 'links'])
    .where('root', '=', root)
    .where('id', '>', after)
    .orderBy('id')
    .limit(rowsAtOnce)
    .execute();
}

class CodeLoader {
  readonly sketched: SketchedFunction[] = [];
  readonly files = new Map<number, { node: NodeIndex; path: string }>();
  readonly #graph: KnowledgeGraph;
  readonly #isDetailed: boolean;
  readonly #repository: NodeIndex;
  /** Functions of one name in one file, where there are several: their nodes by the number of their parameters. */
  readonly #overloads = new Map<string, Map<number, NodeIndex>>();
  /** Nodes of the definitions of each file, by their place. */
  readonly #definitions = new Map<number, NodeIndex[]>();

  constructor(graph: KnowledgeGraph, root: string, isDetailed: boolean) {
    this.#graph = graph;
    this.#isDetailed = isDetailed;
    this.#repository = graph.addNode('repository', 'repository:.', labelOfPath(root));
  }

  get graph(): KnowledgeGraph {
    return this.#graph;
  }

  addFile({
    id,
    path,
    language,
    sloc,
    cyclomatic,
    cognitive,
    first_seen_at,
    changed_at,
    outline,
  }: FileRow): void {
    const graph = this.#graph;
    const atMs = Date.parse(first_seen_at);
    const own = graph.addNode('file', fileId(path), path, { language, sloc, cyclomatic, cognitive });
    this.files.set(id, { node: own, path });
    graph.addEdge(this.#folder(dirname(path), atMs), own, 'contains', { atMs });
    if (!this.#isDetailed || outline === undefined) return;
    const places: NodeIndex[] = [];
    const single = new Map<string, { node: NodeIndex; parameters: number }>();
    const { definitions } = decodeOutline(outline);
    for (const each of definitions) {
      const { kind, name, line, endLine, owner, sketch } = each;
      const first = definitionId(kind, path, name);
      let key = first;
      // A second one of the same name (an overload, two of a test's helpers) is told apart by its line.
      if (graph.find(key) !== undefined) key += `:${line}`;
      const { sloc, cyclomatic, cognitive } = each;
      const place = { file: path, line, endLine };
      const facts: NodeFacts = kind === 'class' ? place : { ...place, sloc, cyclomatic, cognitive };
      const node = graph.addNode(kind, key, name, facts);
      places.push(node);
      if (each.parameters !== undefined) {
        const alone = single.get(first);
        if (alone === undefined) single.set(first, { node, parameters: each.parameters });
        else {
          const alike = this.#overloads.get(first) ?? new Map([[alone.parameters, alone.node]]);
          if (!alike.has(each.parameters)) alike.set(each.parameters, node);
          this.#overloads.set(first, alike);
        }
      }
      graph.addEdge(owner < 0 ? own : places[owner]!, node, 'contains', { atMs });
      if (sketch !== undefined) this.sketched.push({ node, sketch, atMs: Date.parse(changed_at) });
    }
    this.#definitions.set(id, places);
  }

  addLinks({ id, links }: LinksRow): void {
    const graph = this.#graph;
    const own = this.files.get(id)?.node;
    if (own === undefined) return;
    const places = this.#definitions.get(id) ?? [];
    const { imports, external, calls, bases } = decodeLinks(links);
    for (const { file, count, since } of imports) {
      const target = this.files.get(file)?.node;
      if (target !== undefined) graph.addEdge(own, target, 'imports', { weight: count, atMs: since });
    }
    for (const { module, since } of external) {
      const target = graph.addNode('import', `import:${module}`, module);
      graph.addEdge(own, target, 'imports', { atMs: since });
    }
    if (!this.#isDetailed) return;
    for (const { from, file, name, count, since, args } of calls) {
      const target = this.#definition(file, name, args);
      // Links may be older than the outline, where another process has just written that.
      if (target !== undefined && from < places.length)
        graph.addEdge(places[from] ?? own, target, 'calls', { weight: count, atMs: since });
    }
    for (const { from, file, name, since } of bases) {
      const target = this.#definition(file, name);
      if (target !== undefined && from < places.length)
        graph.addEdge(places[from] ?? own, target, 'derived-from', { atMs: since });
    }
  }

  #definition(file: number, name: string, args?: number): NodeIndex | undefined {
    const path = this.files.get(file)?.path;
    if (path === undefined) return undefined;
    const first = definitionId('function', path, name);
    const overload = args === undefined ? undefined : this.#overloads.get(first)?.get(args);
    return overload ?? this.#graph.find(first) ?? this.#graph.find(definitionId('class', path, name));
  }

  #folder(path: string, atMs: number): NodeIndex {
    if (path === '.' || path === '/') return this.#repository;
    const graph = this.#graph;
    const known = graph.find(folderId(path));
    if (known !== undefined) return known;
    const parent = this.#folder(dirname(path), atMs);
    const node = graph.addNode('folder', folderId(path), path);
    graph.addEdge(parent, node, 'contains', { atMs });
    return node;
  }
}

async function loadHistory(store: Store, { graph, files }: CodeLoader): Promise<void> {
  const ids = [...files.keys()];
  for (let at = 0; at < ids.length; at += rowsAtOnce) {
    const part = ids.slice(at, at + rowsAtOnce);
    const histories = await store.database
      .selectFrom('knowledge_history')
      .selectAll()
      .where('file', 'in', part)
      .execute();
    for (const { file, commits, added, removed, last_at, authors } of histories) {
      const { node } = files.get(file)!;
      graph.addFacts(node, { commits, linesAdded: added, linesRemoved: removed, lastChange: last_at });
      for (const [author, [times, lastMs]] of Object.entries(
        JSON.parse(authors) as Record<string, [number, number]>,
      )) {
        const { id, name } = developerOf(author);
        const developer = graph.addNode('developer', id, name);
        graph.addEdge(node, developer, 'authored-by', { weight: times, atMs: lastMs });
      }
    }
    const pairs = await store.database
      .selectFrom('knowledge_cochanges')
      .selectAll()
      .where('first', 'in', part)
      .where('commits', '>=', leastSupport)
      .execute();
    for (const { first, second, commits, last_at } of pairs) {
      const [one, other] = [files.get(first), files.get(second)];
      if (one !== undefined && other !== undefined)
        graph.addEdge(one.node, other.node, 'changes-with', { weight: commits, atMs: Date.parse(last_at) });
    }
  }
}
