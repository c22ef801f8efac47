import { kindOf, NodeFlag, type NodeIndex, type SyntaxTree, textOf } from '../syntax-tree.ts';

/** The child that a node names by a field, or -1. */
export function fieldOf(tree: SyntaxTree, node: NodeIndex, name: string): NodeIndex {
  const stop = tree.next[node]!;
  for (let child = node + 1; child < stop; child = tree.next[child]!)
    if (tree.fields[tree.field[child]!] === name) return child;
  return -1;
}

/** A node's children that the grammar names, comments left out. */
export function namedChildren(tree: SyntaxTree, node: NodeIndex): NodeIndex[] {
  const found: NodeIndex[] = [];
  const stop = tree.next[node]!;
  for (let child = node + 1; child < stop; child = tree.next[child]!) {
    const flags = tree.flags[child]!;
    if ((flags & NodeFlag.named) !== 0 && (flags & NodeFlag.extra) === 0) found.push(child);
  }
  return found;
}

/** The first node of a kind under a node, itself included, or -1. */
export function firstOfKind(tree: SyntaxTree, node: NodeIndex, kind: string): NodeIndex {
  for (let row = node; row < tree.next[node]!; row += 1) if (kindOf(tree, row) === kind) return row;
  return -1;
}

/** The text of a node's field; empty where it has none. */
export function fieldText(tree: SyntaxTree, node: NodeIndex, name: string): string {
  const child = fieldOf(tree, node, name);
  return child < 0 ? '' : textOf(tree, child);
}

/** A string literal's text without its quotes; null for one with parts that are computed. */
export function stringText(tree: SyntaxTree, node: NodeIndex): string | null {
  const text = textOf(tree, node);
  if (text.includes('${')) return null;
  return /^[^'"`<]*['"`<]([^'"`>]*)['"`>]$/s.exec(text)?.[1] ?? null;
}
