import type { LanguageFamily } from '../rules/languages.ts';
import { kindOf, type NodeIndex, type SyntaxTree, textOf } from '../syntax-tree.ts';
import { fieldOf } from './tree-parts.ts';

/** How a grammar binds names within functions and blocks. */
interface Binders {
  /** Kinds that bind names, the field in which these stand (empty: all children), and the field of the value. */
  binds: Readonly<Record<string, readonly [names: string, value: string]>>;
  /** Kinds that stand for a name that is bound. */
  names: ReadonlySet<string>;
  /** Kinds that are taken apart: patterns and lists. */
  patterns: ReadonlySet<string>;
  /** What a binding is seen in, for the kinds that are seen in the nearest block and for all others. */
  blocks: ReadonlySet<string>;
  functions: ReadonlySet<string>;
}

const jsFunctions = [
  'function_declaration',
  'function_expression',
  'function',
  'arrow_function',
  'method_definition',
  'generator_function',
  'generator_function_declaration',
];
const goFunctions = ['function_declaration', 'method_declaration', 'func_literal'];

const bindersOf: Partial<Record<LanguageFamily, Binders>> = {
  js: {
    binds: {
      variable_declarator: ['name', 'value'],
      formal_parameters: ['', ''],
      arrow_function: ['parameter', ''],
      for_in_statement: ['left', ''],
      catch_clause: ['parameter', ''],
    },
    names: new Set(['identifier', 'shorthand_property_identifier_pattern']),
    patterns: new Set([
      'object_pattern',
      'array_pattern',
      'pair_pattern',
      'rest_pattern',
      'assignment_pattern',
      'object_assignment_pattern',
      'required_parameter',
      'optional_parameter',
      'formal_parameters',
    ]),
    blocks: new Set([
      'statement_block',
      'switch_body',
      'for_statement',
      'class_static_block',
      ...jsFunctions,
    ]),
    functions: new Set(jsFunctions),
  },
  python: {
    binds: {
      parameters: ['', ''],
      lambda_parameters: ['', ''],
      assignment: ['left', 'right'],
      for_statement: ['left', ''],
      for_in_clause: ['left', ''],
      as_pattern_target: ['', ''],
      named_expression: ['name', 'value'],
    },
    names: new Set(['identifier']),
    patterns: new Set([
      'parameters',
      'lambda_parameters',
      'default_parameter',
      'typed_parameter',
      'typed_default_parameter',
      'list_splat_pattern',
      'dictionary_splat_pattern',
      'tuple_pattern',
      'list_pattern',
      'pattern_list',
      'as_pattern_target',
    ]),
    blocks: new Set(),
    functions: new Set(['function_definition', 'lambda']),
  },
  go: {
    binds: {
      parameter_declaration: ['', ''],
      variadic_parameter_declaration: ['', ''],
      short_var_declaration: ['left', 'right'],
      var_spec: ['', 'value'],
      range_clause: ['left', ''],
    },
    names: new Set(['identifier']),
    patterns: new Set([
      'expression_list',
      'parameter_declaration',
      'variadic_parameter_declaration',
      'var_spec',
    ]),
    blocks: new Set([
      'block',
      'if_statement',
      'for_statement',
      'expression_switch_statement',
      'expression_case',
      'default_case',
      'communication_case',
      ...goFunctions,
    ]),
    functions: new Set(goFunctions),
  },
};

/** Fields of a pattern in which no name is bound. */
const besides: ReadonlySet<string> = new Set(['value', 'right', 'type', 'key', 'decorator', 'return_type']);
/** A value that is a module or a class of its own: its name is not one of an unknown value. */
const known = /^(?:(?:await\s+)?(?:require|import)\s*\(|class\b)/;

/** Scopes that bind one name, by their first rows; `outer` is the place of the one around each, or -1. */
interface Scopes {
  rows: NodeIndex[];
  outer: number[];
}

/** The names that functions and blocks bind themselves: a call by one of them is of a value, and not of the definition of that name further out. */
export class LocalNames {
  readonly #tree: SyntaxTree;
  /** Functions by the names under which they are known: a variable that holds one is no unknown value. */
  readonly #functions: ReadonlyMap<string, readonly NodeIndex[]>;
  readonly #bound = new Map<string, Set<NodeIndex>>();
  readonly #nested = new Map<string, Scopes>();

  /** Empty for languages in which functions and variables do not get in each other's way. */
  constructor(
    tree: SyntaxTree,
    family: LanguageFamily,
    functions: ReadonlyMap<string, readonly NodeIndex[]>,
  ) {
    this.#tree = tree;
    this.#functions = functions;
    const binders = bindersOf[family];
    if (binders === undefined) return;
    const binding = Uint8Array.from(tree.kinds, (kind) => (Object.hasOwn(binders.binds, kind) ? 1 : 0));
    for (let row = 0; row < tree.count; row += 1)
      if (binding[tree.symbol[row]!] === 1) this.#read(row, binders);
  }

  /** Row of the innermost function or block around a node that binds the name; -1 where none does. */
  scopeOf(node: NodeIndex, name: string): NodeIndex {
    const bound = this.#bound.get(name);
    if (bound === undefined) return -1;
    let scopes = this.#nested.get(name);
    if (scopes === undefined) {
      scopes = nested(this.#tree, bound);
      this.#nested.set(name, scopes);
    }
    const { rows, outer } = scopes;
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle]! <= node) low = middle + 1;
      else high = middle;
    }
    // The last that begins before the node, or else one around that: scopes lie within each other or apart.
    let at = low - 1;
    while (at >= 0 && this.#tree.next[rows[at]!]! <= node) at = outer[at]!;
    return at < 0 ? -1 : rows[at]!;
  }

  #read(row: NodeIndex, binders: Binders): void {
    const tree = this.#tree;
    const kind = kindOf(tree, row);
    const [field, valueField] = binders.binds[kind]!;
    const target = field === '' ? row : fieldOf(tree, row, field);
    if (target < 0) return;
    // An assignment to something that is there already.
    if (kind === 'for_in_statement' && fieldOf(tree, row, 'kind') < 0) return;
    const value = valueField === '' ? -1 : fieldOf(tree, row, valueField);
    if (value >= 0 && known.test(tree.source.slice(tree.start[value], tree.start[value]! + 40))) return;
    const scope = this.#scopeAround(row, kind, binders);
    if (scope >= 0) this.#bind(target, { scope, value, binders });
  }

  #scopeAround(row: NodeIndex, kind: string, { blocks, functions }: Binders): NodeIndex {
    const tree = this.#tree;
    if (kind === 'arrow_function' || kind === 'for_in_statement' || kind === 'catch_clause') return row;
    if (kind === 'formal_parameters' || kind === 'for_in_clause') return tree.parent[row]!;
    const isHoisted =
      blocks.size === 0 ||
      (kind === 'variable_declarator' && kindOf(tree, tree.parent[row]!) === 'variable_declaration');
    const ends = isHoisted ? functions : blocks;
    for (let around = tree.parent[row]!; around >= 0; around = tree.parent[around]!) {
      const found = kindOf(tree, around);
      if (ends.has(found)) return around;
      // What a class binds is seen through its objects alone.
      if (found === 'class_definition') return -1;
    }
    return -1;
  }

  #bind(
    node: NodeIndex,
    { scope, value, binders }: { scope: NodeIndex; value: NodeIndex; binders: Binders },
  ): void {
    const tree = this.#tree;
    const kind = kindOf(tree, node);
    if (binders.names.has(kind)) {
      const name = textOf(tree, node);
      if (value >= 0 && this.#functions.get(name)?.some((row) => row >= value && row < tree.next[value]!))
        return;
      const scopes = this.#bound.get(name);
      if (scopes === undefined) this.#bound.set(name, new Set([scope]));
      else scopes.add(scope);
      return;
    }
    if (!binders.patterns.has(kind)) return;
    for (let child = node + 1; child < tree.next[node]!; child = tree.next[child]!)
      if (!besides.has(tree.fields[tree.field[child]!]!)) this.#bind(child, { scope, value, binders });
  }
}

function nested(tree: SyntaxTree, scopes: ReadonlySet<NodeIndex>): Scopes {
  const rows = [...scopes].sort((a, b) => a - b);
  const outer: number[] = [];
  const open: number[] = [];
  for (const [at, row] of rows.entries()) {
    while (open.length > 0 && tree.next[rows[open.at(-1)!]!]! <= row) open.pop();
    outer.push(open.at(-1) ?? -1);
    open.push(at);
  }
  return { rows, outer };
}
