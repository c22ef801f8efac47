import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import type { LanguageFamily } from '../languages.ts';
import { grammars } from './grammar.ts';

/** One place where a name gets a value. */
export interface Definition {
  /** The function that it happens in, -1 at the top of the file. */
  scope: NodeIndex;
  /** The value's expression, or -1 when a caller, a loop or a pattern fills the name. */
  value: NodeIndex;
  /** The assigning node. */
  node: NodeIndex;
}

const nameKinds = new Set([
  'identifier',
  'variable_name',
  'constant',
  'shorthand_property_identifier_pattern',
  'name',
]);
const lists = new Set(['expression_list', 'left_assignment_list', 'right_assignment_list']);
const sprintfLike = new Set([
  'sprintf',
  'snprintf',
  'vsprintf',
  'strcpy',
  'strcat',
  'strncpy',
  'strncat',
  'asprintf',
]);

/** 1 for the grammar symbols that may give a name its value, by symbol; the rest of a tree is passed over. */
const bindingSymbols = new WeakMap<readonly string[], Map<string, Uint8Array>>();

function bindingSymbolsOf({ tree, family }: RuleContext): Uint8Array {
  const byFamily = bindingSymbols.get(tree.kinds) ?? new Map<string, Uint8Array>();
  bindingSymbols.set(tree.kinds, byFamily);
  let symbols = byFamily.get(family);
  if (symbols === undefined) {
    const { bindings, binders } = grammars[family];
    const kinds = new Set([...Object.keys(bindings), ...binders, 'variable_declarator', 'call_expression']);
    symbols = Uint8Array.from(tree.kinds, (kind) => (kinds.has(kind) ? 1 : 0));
    byFamily.set(family, symbols);
  }
  return symbols;
}

const bindingsByFamily = new Map<
  LanguageFamily,
  { bindings: Map<string, readonly [string, string | null]>; binders: Set<string> }
>();

function bindingsOf(family: LanguageFamily) {
  let found = bindingsByFamily.get(family);
  if (found === undefined) {
    const { bindings, binders } = grammars[family];
    found = { bindings: new Map(Object.entries(bindings)), binders: new Set(binders) };
    bindingsByFamily.set(family, found);
  }
  return found;
}

/**
 * Where each name of a file gets its values: enough to tell a constant from an input without types or a flow graph.
 * Scopes are functions; a name that is set in none of the enclosing ones is unknown.
 */
export function collectDefinitions(context: RuleContext): Map<string, Definition[]> {
  const { tree } = context;
  const { bindings, binders } = bindingsOf(context.family);
  const functions: NodeIndex[] = [];
  const definitions = new Map<string, Definition[]>();

  const add = (nameNode: NodeIndex, value: NodeIndex, node: NodeIndex): void => {
    const name = context.text(nameNode);
    const list = definitions.get(name);
    const definition = { scope: functions.at(-1) ?? -1, value, node };
    if (list === undefined) definitions.set(name, [definition]);
    else list.push(definition);
  };
  const bind = (target: NodeIndex, value: NodeIndex, node: NodeIndex): void => {
    const kind = context.kind(target);
    if (nameKinds.has(kind)) {
      add(target, value, node);
    } else if (lists.has(kind)) {
      const targets = context.children(target);
      const values = value >= 0 && lists.has(context.kind(value)) ? context.children(value) : [];
      const paired = values.length === targets.length;
      targets.forEach((each, index) => {
        bind(each, paired ? values[index]! : -1, node);
      });
    } else if (!/(member|subscript|attribute|selector|field|index|element_reference|call)/.test(kind)) {
      for (const leaf of context.descendants(target))
        if (nameKinds.has(context.kind(leaf))) add(leaf, -1, node);
    }
  };

  const symbols = bindingSymbolsOf(context);
  let stop = tree.count;
  for (let node = 0; node < tree.count; node += 1) {
    while (node >= stop) {
      functions.pop();
      stop = functions.length === 0 ? tree.count : tree.next[functions.at(-1)!]!;
    }
    if (context.isFunction(node)) {
      functions.push(node);
      stop = tree.next[node]!;
    }
    if (symbols[tree.symbol[node]!] === 0) continue;
    const kind = tree.kinds[tree.symbol[node]!]!;
    const binding = bindings.get(kind);
    if (binding !== undefined) {
      const target = context.field(node, binding[0]);
      if (target >= 0) {
        let value = binding[1] === null ? -1 : context.field(node, binding[1]);
        if (value >= 0 && lists.has(context.kind(value)) && !lists.has(context.kind(target))) {
          value = context.children(value)[0] ?? -1;
        }
        bind(target, value, node);
      } else if (kind === 'const_element') {
        const [nameNode, value] = context.children(node);
        if (nameNode !== undefined && value !== undefined) add(nameNode, value, node);
      }
    } else if (binders.has(kind)) {
      for (const child of context.children(node))
        if (child !== context.field(node, 'body')) bind(child, -1, node);
    } else if (kind === 'variable_declarator' && context.family === 'csharp') {
      const [nameNode, clause] = context.children(node);
      if (nameNode !== undefined)
        bind(nameNode, clause === undefined ? -1 : (context.children(clause)[0] ?? -1), node);
    } else if (kind === 'call_expression' && context.family === 'c') {
      const call = context.call(node);
      if (call !== null && sprintfLike.has(call.name) && call.arguments.length > 0)
        bind(call.arguments[0]!, node, node);
    }
  }
  return definitions;
}

/** A name that is set more often than this is a loop unrolled by a program; its first places say as much as all of them. */
const mostDefinitions = 64;

/**
 * The places where a name, used at `node`, may have got its value: those of the nearest enclosing function that
 * sets it, or of the file. Empty when nothing in the file sets it.
 */
export function definitionsOf(context: RuleContext, node: NodeIndex): readonly Definition[] {
  const all = context.definitions().get(context.text(node));
  if (all === undefined) return none;
  const byScope = scopesOf(all);
  for (let scope = context.enclosingFunction(node); ; scope = context.enclosingFunction(scope)) {
    const here = byScope.get(scope);
    if (here !== undefined) return here;
    if (scope < 0) return none;
  }
}

const none: readonly Definition[] = [];
const scopes = new WeakMap<readonly Definition[], Map<NodeIndex, Definition[]>>();

/** A name's definitions by scope, the first `mostDefinitions` of each; the lists are the same at every call. */
function scopesOf(all: readonly Definition[]): Map<NodeIndex, Definition[]> {
  let byScope = scopes.get(all);
  if (byScope === undefined) {
    byScope = new Map();
    for (const definition of all) {
      const here = byScope.get(definition.scope);
      if (here === undefined) byScope.set(definition.scope, [definition]);
      else if (here.length < mostDefinitions) here.push(definition);
    }
    scopes.set(all, byScope);
  }
  return byScope;
}

const transparent = new Set([
  'parenthesized_expression',
  'as_expression',
  'satisfies_expression',
  'non_null_expression',
  'cast_expression',
  'type_cast_expression',
  'reference_expression',
  'unary_expression',
  'interpolation',
  'template_substitution',
  'checked_expression',
  'expression_list',
  'argument',
  'pointer_expression',
]);
const composed = new Set([
  'binary_expression',
  'binary_operator',
  'binary',
  'boolean_operator',
  'array',
  'list',
  'tuple',
  'set',
  'array_creation_expression',
  'array_initializer',
  'concatenated_string',
  'chained_string',
  'encapsed_string',
  'conditional_expression',
  'ternary_expression',
  'conditional',
]);

const upperCase = /^[A-Z][A-Z0-9_]*$/;

/**
 * Whether no input can change this expression: literals, names set to nothing else, UPPER_CASE names by convention,
 * and what is put together from them. When in doubt the answer is no.
 */
export function isConstant(context: RuleContext, node: NodeIndex, depth = 0): boolean {
  if (node < 0) return true;
  if (depth > 8) return false;
  const kind = context.kind(node);
  if (context.isLiteral(node)) return true;
  if (context.isString(node) || transparent.has(kind) || composed.has(kind)) {
    return context
      .children(node)
      .every((child) => isStringPart(context.kind(child)) || isConstant(context, child, depth + 1));
  }
  if (nameKinds.has(kind)) {
    const name = context.text(node).replace(/^\$/, '');
    if (upperCase.test(name) && name.length > 1) return true;
    if (context.family === 'ruby' && kind === 'constant') return true;
    return isSetToConstants(context, definitionsOf(context, node), depth);
  }
  if (
    /^(member_|attribute|field_|selector_|scoped_identifier|class_constant|qualified_|scope_resolution)/.test(
      kind,
    )
  ) {
    const last = /[A-Za-z0-9_]+$/.exec(context.text(node))?.[0] ?? '';
    return upperCase.test(last) && last.length > 1;
  }
  return false;
}

const constancy = new WeakMap<readonly Definition[], boolean>();

/** Whether a name is only ever set to constants; each name is looked into once, however often its definitions mention each other. */
function isSetToConstants(context: RuleContext, definitions: readonly Definition[], depth: number): boolean {
  if (definitions.length === 0) return false;
  const known = constancy.get(definitions);
  if (known !== undefined) return known;
  // While it is being found out, a name that is built from itself does not count against itself.
  constancy.set(definitions, true);
  const answer = definitions.every((each) => each.value >= 0 && isConstant(context, each.value, depth + 1));
  constancy.set(definitions, answer);
  return answer;
}

/** Pieces that grammars put inside a string literal: fragments, escapes, delimiters, format specifications. */
export function isStringPart(kind: string): boolean {
  return (
    /^(string_|escape_|heredoc_(content|end|start)|interpolated_string_text|interpolation_(brace|start|quote)|format_specifier|type_conversion|content$|multiline_string_fragment|raw_string_)/.test(
      kind,
    ) &&
    kind !== 'string_literal' &&
    kind !== 'raw_string_literal'
  );
}
