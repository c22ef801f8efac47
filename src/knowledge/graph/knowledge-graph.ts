/** The graph in memory: nodes and edges as rows of typed arrays, neighbours by offset, so that a million edges are some tens of megabytes. */
import { EdgeKind, NodeKind } from '../kinds.ts';

export type NodeIndex = number;

/** What is known of a node besides its name. */
export type NodeFacts = Readonly<Record<string, string | number | boolean>>;

export interface GraphEdge {
  source: NodeIndex;
  target: NodeIndex;
  kind: EdgeKind;
  /** How often, or how strongly. */
  weight: number;
  /** Milliseconds since 1970; NaN where no moment is known. */
  atMs: number;
}

const edgeKinds = EdgeKind.options;
const nodeKinds = NodeKind.options;

/** Edges of a node: rows `rows[from]` to `rows[to - 1]`. */
interface Adjacency {
  offsets: Uint32Array;
  rows: Uint32Array;
}

export class KnowledgeGraph {
  readonly #ids: string[] = [];
  readonly #labels: string[] = [];
  readonly #byId = new Map<string, NodeIndex>();
  readonly #facts = new Map<NodeIndex, NodeFacts>();
  #nodeKinds = new Uint8Array(1024);
  #sources = new Uint32Array(4096);
  #targets = new Uint32Array(4096);
  #kinds = new Uint8Array(4096);
  #weights = new Float32Array(4096);
  #moments = new Float64Array(4096);
  #edges = 0;
  #out: Adjacency | null = null;
  #in: Adjacency | null = null;

  get nodeCount(): number {
    return this.#ids.length;
  }

  get edgeCount(): number {
    return this.#edges;
  }

  /** Adds a node, or gives the one that has the id. */
  addNode(kind: NodeKind, id: string, label: string, facts?: NodeFacts): NodeIndex {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const node = this.#ids.length;
    if (node === this.#nodeKinds.length) this.#nodeKinds = doubled(this.#nodeKinds);
    this.#nodeKinds[node] = nodeKinds.indexOf(kind);
    this.#ids.push(id);
    this.#labels.push(label);
    this.#byId.set(id, node);
    if (facts !== undefined) this.#facts.set(node, facts);
    return node;
  }

  /** Calls a node by a better name than it was first known by. */
  relabel(node: NodeIndex, label: string): void {
    this.#labels[node] = label;
  }

  /** Adds to what is known of a node. */
  addFacts(node: NodeIndex, facts: NodeFacts): void {
    this.#facts.set(node, { ...this.#facts.get(node), ...facts });
  }

  addEdge(
    source: NodeIndex,
    target: NodeIndex,
    kind: EdgeKind,
    { weight = 1, atMs = Number.NaN } = {},
  ): void {
    const edge = this.#edges;
    if (edge === this.#sources.length) {
      this.#sources = doubled(this.#sources);
      this.#targets = doubled(this.#targets);
      this.#kinds = doubled(this.#kinds);
      this.#weights = doubled(this.#weights);
      this.#moments = doubled(this.#moments);
    }
    this.#sources[edge] = source;
    this.#targets[edge] = target;
    this.#kinds[edge] = edgeKinds.indexOf(kind);
    this.#weights[edge] = weight;
    this.#moments[edge] = atMs;
    this.#edges += 1;
    this.#out = null;
    this.#in = null;
  }

  find(id: string): NodeIndex | undefined {
    return this.#byId.get(id);
  }

  idOf(node: NodeIndex): string {
    return this.#ids[node]!;
  }

  labelOf(node: NodeIndex): string {
    return this.#labels[node]!;
  }

  kindOf(node: NodeIndex): NodeKind {
    return nodeKinds[this.#nodeKinds[node]!]!;
  }

  factsOf(node: NodeIndex): NodeFacts {
    return this.#facts.get(node) ?? {};
  }

  edge(row: number): GraphEdge {
    return {
      source: this.#sources[row]!,
      target: this.#targets[row]!,
      kind: edgeKinds[this.#kinds[row]!]!,
      weight: this.#weights[row]!,
      atMs: this.#moments[row]!,
    };
  }

  *edges(): Generator<GraphEdge> {
    for (let row = 0; row < this.#edges; row += 1) yield this.edge(row);
  }

  /** Edges that begin at a node, in the order in which they were added. */
  edgesFrom(node: NodeIndex): GraphEdge[] {
    this.#out ??= adjacency(this.#sources, this.#edges, this.nodeCount);
    return this.#pick(this.#out, node);
  }

  edgesTo(node: NodeIndex): GraphEdge[] {
    this.#in ??= adjacency(this.#targets, this.#edges, this.nodeCount);
    return this.#pick(this.#in, node);
  }

  /** The nodes of a kind. */
  nodesOf(...kinds: readonly NodeKind[]): NodeIndex[] {
    const wanted = new Set(kinds.map((kind) => nodeKinds.indexOf(kind)));
    const found: NodeIndex[] = [];
    for (let node = 0; node < this.nodeCount; node += 1)
      if (wanted.has(this.#nodeKinds[node]!)) found.push(node);
    return found;
  }

  #pick({ offsets, rows }: Adjacency, node: NodeIndex): GraphEdge[] {
    const found: GraphEdge[] = [];
    for (let at = offsets[node]!; at < offsets[node + 1]!; at += 1) found.push(this.edge(rows[at]!));
    return found;
  }
}

/** Rows by one of their ends, sorted by counting. */
function adjacency(ends: Uint32Array, edges: number, nodes: number): Adjacency {
  const offsets = new Uint32Array(nodes + 1);
  for (let row = 0; row < edges; row += 1) offsets[ends[row]! + 1]! += 1;
  for (let node = 0; node < nodes; node += 1) offsets[node + 1]! += offsets[node]!;
  const next = offsets.slice(0, nodes);
  const rows = new Uint32Array(edges);
  for (let row = 0; row < edges; row += 1) {
    const end = ends[row]!;
    rows[next[end]!] = row;
    next[end]! += 1;
  }
  return { offsets, rows };
}

function doubled<Numbers extends Uint8Array | Uint32Array | Float32Array | Float64Array>(
  numbers: Numbers,
): Numbers {
  const larger = new (numbers.constructor as new (length: number) => Numbers)(numbers.length * 2);
  larger.set(numbers);
  return larger;
}
