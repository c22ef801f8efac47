import type { NodeIndex, SyntaxTree } from '../../syntax-tree.ts';
import { NodeFlag } from '../../syntax-tree.ts';
import { withoutSpace } from './white-space.ts';

/** A call as rules see it, alike in every language. */
export interface Call {
  node: NodeIndex;
  /** Last part of what is called: `exec` in `child_process.exec(…)`, `Foo` in `new a.Foo(…)`. */
  name: string;
  /** The callee as it is written, without white space: `child_process.exec`, `Runtime.getRuntime().exec`. */
  path: string;
  /** What the method is called on, or -1. */
  receiver: NodeIndex;
  /** Argument expressions in order; wrappers such as C#'s `argument` are taken off. */
  arguments: readonly NodeIndex[];
  isNew: boolean;
}

const nameFields = new Set(['property', 'attribute', 'field', 'name', 'method']);
const receiverFields = new Set([
  'object',
  'operand',
  'value',
  'argument',
  'expression',
  'receiver',
  'scope',
  'path',
  'condition',
]);

/** The child that the parent names by one of these fields, or -1. */
function childIn(tree: SyntaxTree, node: NodeIndex, fields: ReadonlySet<string>): NodeIndex {
  const stop = tree.next[node]!;
  for (let child = node + 1; child < stop; child = tree.next[child]!) {
    const field = tree.field[child]!;
    if (field !== 0 && fields.has(tree.fields[field]!)) return child;
  }
  return -1;
}

function field(tree: SyntaxTree, node: NodeIndex, name: string): NodeIndex {
  const stop = tree.next[node]!;
  for (let child = node + 1; child < stop; child = tree.next[child]!) {
    if (tree.fields[tree.field[child]!] === name) return child;
  }
  return -1;
}

/** The node that holds the last name of a callee: `exec` of `a.b.exec`, `Foo` of `ns::Foo<T>`. */
function lastNameNode(tree: SyntaxTree, callee: NodeIndex): NodeIndex {
  let node = callee;
  for (let depth = 0; depth < 6; depth += 1) {
    const kind = tree.kinds[tree.symbol[node]!]!;
    let inner = childIn(tree, node, nameFields);
    if (inner < 0 && kind === 'generic_function') inner = field(tree, node, 'function');
    if (inner < 0 && kind === 'conditional_access_expression') inner = tree.next[node + 1]!;
    if (inner < 0 && kind === 'conditional_access_expression') return -1;
    if (inner < 0 && /^(generic_|scoped_type|qualified_)/.test(kind)) {
      for (let child = node + 1; child < tree.next[node]!; child = tree.next[child]!) {
        const childKind = tree.kinds[tree.symbol[child]!]!;
        if (childKind === 'type_identifier' || childKind === 'identifier' || childKind === 'name')
          inner = child;
        if (childKind === 'scoped_type_identifier') inner = child;
      }
    }
    if (inner < 0) return node;
    node = inner;
  }
  return node;
}

const calleeFields = ['function', 'constructor', 'type'];

/** The callee of a call node, or -1. In Java, Ruby and PHP methods the call itself carries receiver and name. */
function calleeOf(tree: SyntaxTree, node: NodeIndex): NodeIndex {
  for (const name of calleeFields) {
    const child = field(tree, node, name);
    if (child >= 0) return child;
  }
  return -1;
}

/** The name by which a call's rules are looked up, or the empty string when what is called has no name. */
export function calledName(tree: SyntaxTree, node: NodeIndex): string {
  let nameNode: NodeIndex;
  const callee = calleeOf(tree, node);
  if (callee >= 0) {
    nameNode = lastNameNode(tree, callee);
  } else {
    nameNode = childIn(tree, node, nameFields);
    // PHP writes `new Foo(…)` without a field.
    if (nameNode < 0) nameNode = firstNamed(tree, node);
    if (nameNode >= 0 && tree.next[nameNode]! > nameNode + 1) nameNode = lastNameNode(tree, nameNode);
    if (nameNode >= 0 && tree.kinds[tree.symbol[nameNode]!] === 'qualified_name') {
      nameNode = tree.next[nameNode]! - 1;
    }
  }
  if (nameNode < 0 || tree.end[nameNode]! - tree.start[nameNode]! > 80) return '';
  let text = tree.source.slice(tree.start[nameNode], tree.end[nameNode]);
  const slash = text.lastIndexOf('\\');
  if (slash >= 0) text = text.slice(slash + 1);
  return text;
}

function firstNamed(tree: SyntaxTree, node: NodeIndex): NodeIndex {
  const stop = tree.next[node]!;
  for (let child = node + 1; child < stop; child = tree.next[child]!) {
    const flags = tree.flags[child]!;
    if ((flags & NodeFlag.named) !== 0 && (flags & NodeFlag.extra) === 0) return child;
  }
  return -1;
}

const wrappers = new Set(['argument', 'block_argument']);

function argumentNodes(tree: SyntaxTree, node: NodeIndex): NodeIndex[] {
  let list = field(tree, node, 'arguments');
  if (list < 0) {
    for (let child = node + 1; child < tree.next[node]!; child = tree.next[child]!) {
      if (tree.kinds[tree.symbol[child]!] === 'arguments') list = child;
    }
  }
  if (list < 0) return [];
  // A tagged template or a generator stands where the list would.
  const kind = tree.kinds[tree.symbol[list]!];
  if (kind === 'template_string') return [];
  const found: NodeIndex[] = [];
  const stop = tree.next[list]!;
  for (let child = list + 1; child < stop; child = tree.next[child]!) {
    const flags = tree.flags[child]!;
    if ((flags & NodeFlag.named) === 0 || (flags & NodeFlag.extra) !== 0) continue;
    if (!wrappers.has(tree.kinds[tree.symbol[child]!]!)) {
      found.push(child);
      continue;
    }
    let value = child;
    for (let inner = child + 1; inner < tree.next[child]!; inner = tree.next[inner]!) {
      if ((tree.flags[inner]! & NodeFlag.named) !== 0) value = inner;
    }
    found.push(value);
  }
  return found;
}

/** Reads a call node; `name` as `calledName` gave it. Its parts are read when somebody asks for them: most rules go by the name. */
export function readCall(tree: SyntaxTree, node: NodeIndex, name: string): Call {
  return new TreeCall(tree, node, name);
}

/** The same call with other arguments. */
export function withArguments(call: Call, given: readonly NodeIndex[]): Call {
  const { node, name, path, receiver, isNew } = call;
  return { node, name, path, receiver, arguments: given, isNew };
}

class TreeCall implements Call {
  readonly node: NodeIndex;
  readonly name: string;
  readonly #tree: SyntaxTree;
  #callee = -2;
  #receiver = -2;
  #path: string | null = null;
  #arguments: readonly NodeIndex[] | null = null;

  constructor(tree: SyntaxTree, node: NodeIndex, name: string) {
    this.#tree = tree;
    this.node = node;
    this.name = name;
  }

  get isNew(): boolean {
    const kind = this.#tree.kinds[this.#tree.symbol[this.node]!]!;
    return kind === 'new_expression' || kind === 'object_creation_expression';
  }

  get receiver(): NodeIndex {
    if (this.#receiver === -2) {
      const tree = this.#tree;
      const callee = this.#calleeNode();
      const owner = callee >= 0 ? callee : this.node;
      // Rust writes `x.parse::<T>()`: the method stands under the type arguments.
      const named =
        callee >= 0 && tree.kinds[tree.symbol[callee]!] === 'generic_function'
          ? field(tree, callee, 'function')
          : owner;
      this.#receiver = childIn(tree, named < 0 ? owner : named, receiverFields);
    }
    return this.#receiver;
  }

  get path(): string {
    if (this.#path === null) {
      const tree = this.#tree;
      const callee = this.#calleeNode();
      const nameEnd = callee >= 0 ? tree.end[callee]! : endOfName(tree, this.node);
      const start = callee >= 0 ? tree.start[callee]! : tree.start[this.node]!;
      this.#path = withoutSpace(tree.source.slice(start, Math.min(nameEnd, tree.start[this.node]! + 400)));
    }
    return this.#path;
  }

  get arguments(): readonly NodeIndex[] {
    this.#arguments ??= argumentNodes(this.#tree, this.node);
    return this.#arguments;
  }

  #calleeNode(): NodeIndex {
    if (this.#callee === -2) this.#callee = calleeOf(this.#tree, this.node);
    return this.#callee;
  }
}

function endOfName(tree: SyntaxTree, node: NodeIndex): number {
  const nameNode = childIn(tree, node, nameFields);
  return nameNode < 0 ? tree.end[node]! : tree.end[nameNode]!;
}
