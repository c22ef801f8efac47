/**
 * A parsed file as flat arrays: one row a node, in preorder. Nodes are plain integers, so a walk is a loop over typed
 * arrays with no object a node and no call across the WebAssembly boundary.
 */

/** Bits of `SyntaxTree.flags`. */
export const NodeFlag = {
  /** A node that the grammar names (the opposite: a literal token such as `if` or `(`). */
  named: 1,
  /** The parser could not make sense of what lies under this node. */
  error: 2,
  /** A token that the parser put in to go on; it has no text. */
  missing: 4,
  /** A node that may stand anywhere: comments, mostly. */
  extra: 8,
} as const;

/** A node's row in the arrays of a `SyntaxTree`. */
export type NodeIndex = number;

export interface SyntaxTree {
  /** The text that was parsed, without a byte-order mark; all offsets are UTF-16 code units in it. */
  readonly source: string;
  /** Number of nodes; every array has at least this length, the root is row 0. */
  readonly count: number;
  /** Grammar symbol of each node; `kinds[symbol[i]]` is its name, for example `if_statement` or `&&`. */
  readonly symbol: Uint16Array;
  /** Names of the grammar's symbols, by symbol. */
  readonly kinds: readonly string[];
  /** Field through which the parent names this node, 0 for none; `fields[field[i]]` is its name. */
  readonly field: Uint8Array;
  /** Names of the grammar's fields, by field; entry 0 is the empty string. */
  readonly fields: readonly string[];
  /** Offset of the first code unit. */
  readonly start: Uint32Array;
  /** Offset after the last code unit. */
  readonly end: Uint32Array;
  /** Whether `line` and `endLine` hold: they may have been left out. */
  readonly hasLines: boolean;
  /** Line of the first code unit, from 1. */
  readonly line: Uint32Array;
  /** Line of the last code unit, from 1 (a node that ends with a line break ends on the line before). */
  readonly endLine: Uint32Array;
  /** Row of the parent, -1 for the root. */
  readonly parent: Int32Array;
  /** Row after the last descendant: children of i are i+1, next[i+1], … while smaller than next[i]. */
  readonly next: Uint32Array;
  /** `NodeFlag` bits. */
  readonly flags: Uint8Array;
}

/** The text of a node. */
export function textOf(tree: SyntaxTree, node: NodeIndex): string {
  return tree.source.slice(tree.start[node], tree.end[node]);
}

/** The grammar's name for a node. */
export function kindOf(tree: SyntaxTree, node: NodeIndex): string {
  return tree.kinds[tree.symbol[node]!]!;
}
