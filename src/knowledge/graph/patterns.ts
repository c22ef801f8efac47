/** Alike code: functions whose shapes have most in common, and the groups that they form. */
import type { KnowledgeGraph, NodeIndex } from './knowledge-graph.ts';

export interface SketchedFunction {
  node: NodeIndex;
  /** 16 numbers in base64. */
  sketch: string;
  /** When its file was last read as changed. */
  atMs: number;
}

const numbers = 16;
/** Four bands of four numbers: two functions that share three quarters of their shape meet in one of them with a probability of 0.8. */
const bands = 4;
/** Numbers of sixteen that must agree. */
export const leastAgreement = 13;
/** A group begins with so many functions. */
export const leastMembers = 3;
/** A band that so many share is what all code is like. */
const largestBucket = 60;

/** Adds `similar-to` edges between alike functions (weight: the share of agreeing numbers) and a `pattern` node for each group of three or more. Dated by the later file: since then both are known to be as they are. */
export function addPatterns(graph: KnowledgeGraph, sketched: readonly SketchedFunction[]): void {
  // By name, so that a graph built in steps is the one that is built at once: files come in the order in which they were read.
  const functions = sketched
    .map((each) => ({ ...each, id: graph.idOf(each.node) }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  const sketches = functions.map(({ sketch }) => {
    const bytes = Buffer.from(sketch, 'base64');
    return Uint32Array.from({ length: numbers }, (_, place) => bytes.readUInt32LE(place * 4));
  });
  const groups = new DisjointSets(functions.length);
  const seen = new Set<number>();
  for (let band = 0; band < bands; band += 1) {
    const buckets = new Map<string, number[]>();
    for (const [place, sketch] of sketches.entries()) {
      const key = sketch.subarray(band * 4, band * 4 + 4).join(' ');
      const bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, [place]);
      else bucket.push(place);
    }
    for (const bucket of buckets.values()) {
      if (bucket.length > largestBucket) continue;
      for (const [at, one] of bucket.entries())
        for (const other of bucket.slice(at + 1)) {
          const pair = one * functions.length + other;
          if (seen.has(pair)) continue;
          seen.add(pair);
          const agreeing = agreement(sketches[one]!, sketches[other]!);
          if (agreeing < leastAgreement) continue;
          groups.join(one, other);
          graph.addEdge(functions[one]!.node, functions[other]!.node, 'similar-to', {
            weight: agreeing / numbers,
            atMs: Math.max(functions[one]!.atMs, functions[other]!.atMs),
          });
        }
    }
  }
  for (const members of groups.all()) {
    if (members.length < leastMembers) continue;
    const nodes = members.map((place) => functions[place]!.node);
    const first = nodes[0]!;
    const pattern = graph.addNode(
      'pattern',
      `pattern:${graph.idOf(first)}`,
      `alike: ${graph.labelOf(first)}`,
      {
        functions: nodes.length,
      },
    );
    const atMs = Math.max(...members.map((place) => functions[place]!.atMs));
    for (const node of nodes) graph.addEdge(pattern, node, 'contains', { atMs });
  }
}

function agreement(one: Uint32Array, other: Uint32Array): number {
  let same = 0;
  for (let place = 0; place < numbers; place += 1) if (one[place] === other[place]) same += 1;
  return same;
}

/** Sets that grow together (Tarjan 1975). */
class DisjointSets {
  readonly #parents: Int32Array;

  constructor(size: number) {
    this.#parents = Int32Array.from({ length: size }, (_, place) => place);
  }

  join(one: number, other: number): void {
    this.#parents[this.#root(other)] = this.#root(one);
  }

  /** The sets of more than one, their members in order. */
  all(): number[][] {
    const sets = new Map<number, number[]>();
    for (let place = 0; place < this.#parents.length; place += 1) {
      const root = this.#root(place);
      const set = sets.get(root);
      if (set === undefined) sets.set(root, [place]);
      else set.push(place);
    }
    return [...sets.values()].filter(({ length }) => length > 1);
  }

  #root(place: number): number {
    let root = place;
    while (this.#parents[root] !== root) {
      this.#parents[root] = this.#parents[this.#parents[root]!]!;
      root = this.#parents[root]!;
    }
    return root;
  }
}
