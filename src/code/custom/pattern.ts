/** A code pattern as data: the shape of a syntax tree, with places left open. `compile-pattern.ts` makes them. */

/** One node of a pattern; kinds are names of the grammar's symbols. */
export type PatternNode = PatternHole | PatternToken | PatternString | PatternTree;

/** A metavariable: one node of any kind, or (`isSequence`) any number of nodes beside each other. */
export interface PatternHole {
  type: 'hole';
  name: string;
  isSequence: boolean;
  /** Field by which the parent names the node; the empty string for any. */
  field: string;
}

/** A literal token such as `=` or `if`. */
export interface PatternToken {
  type: 'token';
  text: string;
}

/** A string without interpolation: it is what it says that counts, whichever quotes stand around. */
export interface PatternString {
  type: 'string';
  field: string;
  /** Letters before the quotes: `r`, `b`, `f`, `@`. */
  prefix: string;
  /** As written between the quotes; null where a metavariable stands for it. */
  content: string | null;
  /** The metavariable's name. */
  name: string;
}

/** A named node: a leaf with its text, or a node with children. */
export interface PatternTree {
  type: 'tree';
  kind: string;
  field: string;
  /** The text of a leaf; null for a node with children. */
  text: string | null;
  children: readonly PatternNode[];
  /** Fields that its children have: what else a node has may be left out of a pattern, and these are not. */
  childFields: ReadonlySet<string>;
  /** Text that no child covers, as in strings of some grammars; the empty string where there is none. */
  gaps: string;
}

/** A pattern for one grammar. */
export interface Pattern {
  /** One node, or a run of nodes beside each other: statements. */
  items: readonly PatternNode[];
  /** Kinds of the nodes where a match can begin. */
  kinds: readonly string[];
  /** The metavariables that a match binds. */
  names: ReadonlySet<string>;
  /** Words that a file without a match may lack; where one is missing, nothing needs to be tried. */
  words: readonly string[];
}
