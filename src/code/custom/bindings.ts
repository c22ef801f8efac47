import type { NodeIndex, SyntaxTree } from '../syntax-tree.ts';
import { NodeFlag } from '../syntax-tree.ts';

/** What a metavariable stands for: a stretch of the text, and the nodes that it is made of. */
export interface Binding {
  /** Offsets in the source; equal for an empty sequence. */
  start: number;
  end: number;
  /** The nodes in their order: one for `$X`, any number for `$...X`, none for a part of a token. */
  nodes: readonly NodeIndex[];
}

/** What the metavariables stand for while a match is looked for; what was bound last is taken back first. */
export class Bindings {
  readonly #names: string[] = [];
  readonly #values: Binding[] = [];

  get size(): number {
    return this.#names.length;
  }

  of(name: string): Binding | null {
    const place = this.#names.lastIndexOf(name);
    return place < 0 ? null : this.#values[place]!;
  }

  push(name: string, binding: Binding): void {
    this.#names.push(name);
    this.#values.push(binding);
  }

  /** Takes back what was bound since there were so many. */
  cutTo(size: number): void {
    this.#names.length = size;
    this.#values.length = size;
  }
}

/** Whether two stretches say the same: the same tokens in the same order, whatever white space and comments stand between. */
export function isSameCode(tree: SyntaxTree, left: Binding, right: Binding): boolean {
  const { source } = tree;
  if (source.slice(left.start, left.end) === source.slice(right.start, right.end)) return true;
  if (left.nodes.length === 0 || right.nodes.length === 0) return false;
  const ours = tokensOf(tree, left);
  const theirs = tokensOf(tree, right);
  return ours.length === theirs.length && ours.every((token, index) => token === theirs[index]);
}

function tokensOf(tree: SyntaxTree, { start, end, nodes }: Binding): string[] {
  const tokens: string[] = [];
  const first = nodes[0]!;
  const stop = tree.next[nodes.at(-1)!]!;
  for (let node = first; node < stop; node += 1) {
    if ((tree.flags[node]! & NodeFlag.extra) !== 0) {
      node = tree.next[node]! - 1;
      continue;
    }
    if (tree.next[node] !== node + 1 || tree.start[node]! < start || tree.end[node]! > end) continue;
    tokens.push(tree.source.slice(tree.start[node], tree.end[node]));
  }
  return tokens;
}
