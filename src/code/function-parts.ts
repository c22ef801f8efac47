/** Where the parts of a function are: its first line, its name, its parameters. */
import {
  type CompiledFunction,
  type CompiledLanguage,
  type FieldPath,
  TokenClass,
} from './compile-declaration.ts';
import { NodeFlag, type NodeIndex, type SyntaxTree, textOf } from './syntax-tree.ts';

const longestName = 120;

/** The first token of a function after its decorators, annotations, attributes and template headers. */
export function firstTokenOf(tree: SyntaxTree, language: CompiledLanguage, node: NodeIndex): NodeIndex {
  const stop = tree.next[node]!;
  let row = node;
  while (row < stop) {
    const passed = (tree.flags[row]! & NodeFlag.extra) !== 0 || language.annotations.of(tree, row) !== 0;
    if (passed && row !== node) {
      row = tree.next[row]!;
      continue;
    }
    if (tree.next[row] === row + 1 && tree.end[row]! > tree.start[row]!) return row;
    row++;
  }
  return node;
}

/** The node that holds a function's name, or -1: its own, else that of the variable, property or field it is assigned to. */
export function nameNodeOf(
  tree: SyntaxTree,
  language: CompiledLanguage,
  node: NodeIndex,
  shape: CompiledFunction,
): NodeIndex {
  for (const path of shape.name) {
    const own = follow(tree, node, path);
    if (own >= 0) return lastMember(tree, language, own);
  }
  let inside = node;
  let parent = tree.parent[node]!;
  while (parent >= 0 && language.transparent[tree.symbol[parent]!] !== 0) {
    inside = parent;
    parent = tree.parent[parent]!;
  }
  if (parent < 0) return -1;
  const link = language.namedBy[tree.symbol[parent]!]!;
  if (link === 0) return -1;
  let name = linkedChild(tree, parent, link);
  if (name < 0 || name === inside) return -1;
  if (language.transparent[tree.symbol[name]!] !== 0) {
    // A list on both sides: `a, b := func() {…}, func() {…}`.
    name = namedChild(tree, name, inside === node ? 0 : placeOf(tree, inside, node));
    if (name < 0) return -1;
  }
  return lastMember(tree, language, name);
}

/** What a method calls its own object, where it names it itself; empty where it does not. */
export function receiverOf(tree: SyntaxTree, node: NodeIndex, shape: CompiledFunction): string {
  const name = shape.receiver === null ? -1 : follow(tree, node, shape.receiver);
  return name < 0 ? '' : textOf(tree, name);
}

/** A function's name as people write it, or `(anonymous)`. */
export function nameTextOf(
  tree: SyntaxTree,
  language: CompiledLanguage,
  name: NodeIndex,
  shape: CompiledFunction,
): string {
  if (shape.fixedName !== null) return shape.fixedName;
  if (name < 0) return '(anonymous)';
  const length = tree.end[name]! - tree.start[name]!;
  if (length === 0 || length > longestName) return '(anonymous)';
  const text = textOf(tree, name);
  if (language.tokens.of(tree, name) === TokenClass.string) return text.replace(/^(['"`])(.*)\1$/s, '$2');
  return shape.namePrefix + text.replace(/\s+/g, ' ');
}

/** The number of parameters as declared: a destructured or a rest parameter is one. */
export function parameterCountOf(
  tree: SyntaxTree,
  language: CompiledLanguage,
  node: NodeIndex,
  shape: CompiledFunction,
): number {
  for (const path of shape.parameters) {
    const list = follow(tree, node, path);
    if (list >= 0) return countParameters(tree, language, list);
  }
  return 0;
}

function countParameters(tree: SyntaxTree, language: CompiledLanguage, list: NodeIndex): number {
  const stop = tree.next[list]!;
  if (stop === list + 1) return tree.end[list]! > tree.start[list]! ? 1 : 0;
  let count = 0;
  for (let child = list + 1; child < stop; child = tree.next[child]!) {
    const flags = tree.flags[child]!;
    if ((flags & NodeFlag.named) === 0 || (flags & (NodeFlag.extra | NodeFlag.error)) !== 0) continue;
    if (language.annotations.of(tree, child) !== 0 || language.notParameters.of(tree, child) !== 0) continue;
    const link = language.parameterNames[tree.symbol[child]!]!;
    count += link === 0 ? 1 : Math.max(1, countLinked(tree, child, link));
  }
  return count;
}

/** The first child at the end of a link (see `linkOf`: a field, or a kind of child), or -1. */
export function linkedChild(tree: SyntaxTree, node: NodeIndex, link: number): NodeIndex {
  const stop = tree.next[node]!;
  for (let child = node + 1; child < stop; child = tree.next[child]!) {
    if (isLinked(tree, child, link)) return child;
  }
  return -1;
}

function isLinked(tree: SyntaxTree, child: NodeIndex, link: number): boolean {
  return link > 0 ? tree.field[child] === link : tree.symbol[child] === -link;
}

/** The number of named children that are not comments. */
export function namedChildCount(tree: SyntaxTree, node: NodeIndex): number {
  let count = 0;
  for (let child = node + 1; child < tree.next[node]!; child = tree.next[child]!) {
    if ((tree.flags[child]! & (NodeFlag.named | NodeFlag.extra)) === NodeFlag.named) count++;
  }
  return count;
}

function countLinked(tree: SyntaxTree, node: NodeIndex, link: number): number {
  let count = 0;
  for (let child = node + 1; child < tree.next[node]!; child = tree.next[child]!) {
    if (isLinked(tree, child, link) && (tree.flags[child]! & NodeFlag.named) !== 0) count++;
  }
  return count;
}

function namedChild(tree: SyntaxTree, node: NodeIndex, place: number): NodeIndex {
  let left = place;
  for (let child = node + 1; child < tree.next[node]!; child = tree.next[child]!) {
    const flags = tree.flags[child]!;
    if ((flags & NodeFlag.named) === 0 || (flags & NodeFlag.extra) !== 0) continue;
    if (left-- === 0) return child;
  }
  return -1;
}

function placeOf(tree: SyntaxTree, list: NodeIndex, node: NodeIndex): number {
  let place = 0;
  for (let child = namedChild(tree, list, 0); child >= 0; child = namedChild(tree, list, ++place)) {
    if (node < tree.next[child]!) return place;
  }
  return 0;
}

function lastMember(tree: SyntaxTree, language: CompiledLanguage, node: NodeIndex): NodeIndex {
  let row = node;
  for (
    let field = language.members[tree.symbol[row]!]!;
    field !== 0;
    field = language.members[tree.symbol[row]!]!
  ) {
    const member = linkedChild(tree, row, field);
    if (member < 0) break;
    row = member;
  }
  return row;
}

/** Follows a path of fields; where a step repeats, the deepest place from which the rest can be followed counts. */
function follow(tree: SyntaxTree, node: NodeIndex, path: FieldPath, step = 0): NodeIndex {
  const part = path[step];
  if (!part) return node;
  if (!part.repeat) {
    const child = linkedChild(tree, node, part.field);
    return child < 0 ? -1 : follow(tree, child, path, step + 1);
  }
  let found = -1;
  for (let row = node; row >= 0; row = inward(tree, row, part.field)) {
    if (row === node && step + 1 === path.length) continue;
    const end = follow(tree, row, path, step + 1);
    if (end >= 0) found = end;
  }
  return found;
}

/** The child at the end of the link, or the only named child where that one has children too (C++'s `reference_declarator`). */
function inward(tree: SyntaxTree, node: NodeIndex, link: number): NodeIndex {
  const child = linkedChild(tree, node, link);
  if (child >= 0) return child;
  const only = namedChild(tree, node, 0);
  const isOnly = only >= 0 && namedChild(tree, node, 1) < 0;
  return isOnly && tree.next[only]! > only + 1 ? only : -1;
}
