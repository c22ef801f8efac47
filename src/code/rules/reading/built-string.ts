import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { definitionsOf, isStringPart } from './constants.ts';
import { isFixed, reachingDefinitions } from './reaching.ts';

/** A string that code puts together from fixed text and values that are not fixed. */
export interface BuiltString {
  /** The expression that builds it. */
  node: NodeIndex;
  /** The fixed text; each dynamic part is one `hole` in it, in order. */
  text: string;
  /** The values that are not constant. */
  dynamic: readonly NodeIndex[];
}

/** Stands in `BuiltString.text` for a dynamic part. */
export const hole = '\u0000';

interface Draft {
  text: string;
  dynamic: NodeIndex[];
  /** Whether fixed text and values were joined at all: a lone variable is no building. */
  built: boolean;
  /** Steps that may still be taken, over the whole search: a variable with many definitions must not multiply them. */
  work: { left: number };
}

const mostSteps = 400;

const wrapping = new Set([
  'parenthesized_expression',
  'as_expression',
  'satisfies_expression',
  'non_null_expression',
  'cast_expression',
  'reference_expression',
  'expression_list',
  'await_expression',
  'argument',
]);

/**
 * Reads how a string expression is put together: concatenation, templates, format calls, `%`, and variables that
 * were set to such a thing in this function. Null when it is constant, or nothing can be said.
 */
export function builtString(context: RuleContext, node: NodeIndex): BuiltString | null {
  const draft: Draft = { text: '', dynamic: [], built: false, work: { left: mostSteps } };
  const root = collect(context, node, draft, 0);
  return draft.built && draft.dynamic.length > 0
    ? { node: root, text: draft.text, dynamic: draft.dynamic }
    : null;
}

/** Adds what `node` contributes; returns the node that does the building. */
function collect(context: RuleContext, node: NodeIndex, draft: Draft, depth: number): NodeIndex {
  const kind = context.kind(node);
  if (node < 0 || depth > 12 || draft.work.left <= 0) return node;
  draft.work.left -= 1;
  // No text is left of what is cast to a number.
  if (
    kind === 'cast_expression' &&
    context.family === 'php' &&
    /^\(\s*(int|float|double|bool)/i.test(context.text(node))
  ) {
    draft.text += '0';
    return node;
  }
  if (wrapping.has(kind)) {
    const inner = context.children(node);
    return collect(context, inner[kind === 'cast_expression' ? inner.length - 1 : 0] ?? -1, draft, depth + 1);
  }
  if (context.isString(node)) {
    collectString(context, node, draft);
    return node;
  }
  if (kind === 'binary_expression' || kind === 'binary_operator' || kind === 'binary') {
    collectBinary(context, node, draft, depth);
    return node;
  }
  if (context.isCall(node)) {
    const builder = collectCall(context, node, draft, depth);
    if (builder < 0) addDynamic(context, node, draft);
    return builder < 0 ? node : builder;
  }
  if (kind === 'macro_invocation') {
    collectMacro(context, node, draft);
    return node;
  }
  if ((kind === 'identifier' || kind === 'variable_name') && !isFixed(context, node)) {
    return collectVariable(context, node, draft, depth);
  }
  if (kind === 'array' || kind === 'list') {
    for (const child of context.children(node)) collect(context, child, draft, depth + 1);
    return node;
  }
  addDynamic(context, node, draft);
  return node;
}

function addDynamic(context: RuleContext, node: NodeIndex, draft: Draft): void {
  if (isFixed(context, node)) return;
  draft.text += hole;
  draft.dynamic.push(node);
}

function collectString(context: RuleContext, node: NodeIndex, draft: Draft): void {
  let holder = node;
  if (context.kind(node) === 'heredoc_beginning') {
    while (holder < context.tree.count && context.kind(holder) !== 'heredoc_body') holder += 1;
    if (holder === context.tree.count) return;
  } else if (context.kind(node) === 'heredoc') {
    holder = context.field(node, 'value');
  }
  const delimiter =
    holder === node ? (/^[A-Za-z@$]*("{3}|'{3}|["'`])/.exec(context.text(node))?.[0].length ?? 0) : 0;
  const closing = delimiter === 0 ? 0 : (/("{3}|'{3}|["'`])$/.exec(context.text(node))?.[0].length ?? 0);
  let at = context.tree.start[holder]! + delimiter;
  for (const child of context.children(holder)) {
    const childKind = context.kind(child);
    if (isStringPart(childKind)) continue;
    draft.text += context.source.slice(at, context.tree.start[child]);
    at = context.tree.end[child]!;
    if (context.isString(child)) {
      collectString(context, child, draft);
      continue;
    }
    draft.built = true;
    const inner = /^(interpolation|template_substitution)$/.test(childKind)
      ? (context.children(child)[0] ?? child)
      : child;
    addDynamic(context, inner, draft);
  }
  draft.text += context.source.slice(at, Math.max(at, context.tree.end[holder]! - closing));
}

function collectBinary(context: RuleContext, node: NodeIndex, draft: Draft, depth: number): void {
  const left = context.field(node, 'left');
  const right = context.field(node, 'right');
  const operator = context.source.slice(context.tree.end[left], context.tree.start[right]).trim();
  const joins = context.family === 'php' ? operator === '.' : operator.startsWith('+');
  if (joins) {
    const before = draft.text.length;
    collect(context, left, draft, depth + 1);
    collect(context, right, draft, depth + 1);
    // Adding numbers is no building of text: one side at least must have brought a letter.
    if (draft.text.slice(before).replaceAll(hole, '').length > 0) draft.built = true;
  } else if (operator.startsWith('%') && (context.family === 'python' || context.family === 'ruby')) {
    if (!context.isString(left) && context.kind(left) !== 'identifier') return;
    collectFormat(context, left, [right], draft, /%(?:\(\w+\))?[-+ #0]*[\d.]*([a-zA-Z%])/g, depth);
  } else {
    addDynamic(context, node, draft);
  }
}

/** Puts a format's text in with a hole for each placeholder that is not a number; `values` are what fills them. */
function collectFormat(
  context: RuleContext,
  format: NodeIndex,
  values: readonly NodeIndex[],
  draft: Draft,
  placeholder: RegExp,
  depth: number,
): void {
  const dynamic = values
    .flatMap((value) =>
      /^(tuple|array|list|dictionary)$/.test(context.kind(value)) ? context.children(value) : [value],
    )
    .filter((value) => !isFixed(context, value));
  const inner: Draft = { text: '', dynamic: [], built: false, work: draft.work };
  collect(context, format, inner, depth + 1);
  draft.dynamic.push(...inner.dynamic);
  if (dynamic.length === 0) {
    draft.text += inner.text;
    if (inner.built) draft.built = true;
    return;
  }
  let texts = 0;
  draft.text += inner.text.replace(placeholder, (whole, conversion: string | undefined) => {
    if (conversion === '%' || (conversion !== undefined && /[dioxXeEfFgGcu]/.test(conversion))) return whole;
    texts += 1;
    return hole;
  });
  if (texts > 0 || inner.built) {
    draft.built = true;
    draft.dynamic.push(...dynamic);
  }
}

const percent = /%[-+ #0]*[\d.*]*(?:\d+\$)?[hlzjtL]*([a-zA-Z%])/g;
const braces = /\{[^{}]*\}/g;

/** Reads calls that format or join; gives the building node, or -1 when the call is none of those. */
function collectCall(context: RuleContext, node: NodeIndex, draft: Draft, depth: number): NodeIndex {
  const call = context.call(node)!;
  const [first, ...rest] = call.arguments;
  const { family } = context;
  if (/^(toString|ToString)$/.test(call.name) && collectBuilder(context, call.receiver, draft, depth))
    return node;
  if (
    call.name === 'format' &&
    (family === 'python' || family === 'ruby') &&
    context.isString(call.receiver)
  ) {
    const values = call.arguments.map((each) =>
      context.kind(each) === 'keyword_argument' ? context.field(each, 'value') : each,
    );
    collectFormat(context, call.receiver, values, draft, braces, depth);
    return node;
  }
  if (call.name === 'formatted' && context.isString(call.receiver)) {
    collectFormat(context, call.receiver, call.arguments, draft, percent, depth);
    return node;
  }
  // Python: " ".join(parts) holds every part.
  if (call.name === 'join' && family === 'python' && context.isString(call.receiver) && first !== undefined) {
    const before = draft.text.length;
    collect(context, first, draft, depth + 1);
    if (draft.dynamic.length > 0) draft.built = true;
    if (draft.text.length === before) draft.text += ' ';
    return node;
  }
  if (first === undefined) {
    if (
      /^(trim|strip|toString|to_s|c_str|str|as_str|intern|squish|strip_heredoc|dedent|String)$/.test(
        call.name,
      ) &&
      call.receiver >= 0
    ) {
      return collect(context, call.receiver, draft, depth + 1);
    }
    return -1;
  }
  if (
    /^(Sprintf|sprintf|format|Format|asprintf)$/.test(call.name) &&
    family !== 'js' &&
    family !== 'python'
  ) {
    if (family === 'c') {
      const [format, ...values] = rest;
      if (format === undefined) return -1;
      collectFormat(context, format, values, draft, percent, depth);
    } else {
      collectFormat(context, first, rest, draft, call.name === 'Format' ? braces : percent, depth);
    }
    return node;
  }
  if (call.name === 'snprintf' && family === 'c') {
    const [, format, ...values] = rest;
    // Numbers and addresses have no text.
    if (format === undefined || !/%[-+ #0-9.*]*l?s/.test(context.text(format))) return -1;
    collectFormat(context, format, values, draft, percent, depth);
    return node;
  }
  if ((call.name === 'strcat' || call.name === 'strcpy') && family === 'c' && rest[0] !== undefined) {
    collect(context, rest[0], draft, depth + 1);
    return node;
  }
  if (/^(concat|Concat)$/.test(call.name)) {
    if (
      call.receiver >= 0 &&
      (context.isString(call.receiver) || context.kind(call.receiver) === 'identifier')
    ) {
      if (context.kind(call.receiver) !== 'identifier' || family !== 'csharp')
        collect(context, call.receiver, draft, depth + 1);
    }
    for (const argument of call.arguments) collect(context, argument, draft, depth + 1);
    if (draft.text.replaceAll(hole, '').length > 0) draft.built = true;
    return node;
  }
  // A wrapper that leaves the text as it is: `text("SELECT …" + x)`, `string("a") + x`.
  if (/^(text|string|String|str|from|to_string|fromRawSQL)$/.test(call.name) && rest.length === 0) {
    return collect(context, first, draft, depth + 1);
  }
  return -1;
}

/** A StringBuilder that was filled by `append` in this function; false when the receiver is none. */
function collectBuilder(context: RuleContext, receiver: NodeIndex, draft: Draft, depth: number): boolean {
  if (context.kind(receiver) !== 'identifier') return false;
  const [definition] = definitionsOf(context, receiver);
  const made = definition === undefined || definition.value < 0 ? null : context.call(definition.value);
  if (made === null || !made.isNew || !/^String(Builder|Buffer)$/.test(made.name)) return false;
  const name = context.text(receiver);
  for (const argument of made.arguments) collect(context, argument, draft, depth + 1);
  // A chain `b.append(a).append(c)` nests the first call innermost: the order of their ends is the order of appending.
  const appended: { end: number; value: NodeIndex }[] = [];
  for (const each of context.descendants(context.enclosingFunction(receiver), false)) {
    if (appended.length >= 100 || context.tree.start[each]! > context.tree.start[receiver]!) break;
    const call = context.isCall(each) ? context.call(each) : null;
    if (call === null || !/^(append|Append)$/.test(call.name) || !call.path.startsWith(`${name}.`)) continue;
    if (call.arguments[0] !== undefined)
      appended.push({ end: context.tree.end[each]!, value: call.arguments[0] });
  }
  for (const { value } of appended.sort((a, b) => a.end - b.end)) collect(context, value, draft, depth + 1);
  if (draft.text.replaceAll(hole, '').length > 0) draft.built = true;
  return true;
}

/** Rust's `format!("… {} {name}", value)`: the arguments are bare tokens. */
function collectMacro(context: RuleContext, node: NodeIndex, draft: Draft): void {
  if (context.text(context.field(node, 'macro')) !== 'format') {
    addDynamic(context, node, draft);
    return;
  }
  const tokens = context.childOfKind(node, 'token_tree');
  const [format, ...values] = context.children(tokens);
  const text = context.stringValue(format ?? -1);
  if (text === null) return;
  const named = [...text.matchAll(/\{([a-z_][a-z0-9_]*)(?::[^}]*)?\}/g)].length;
  const dynamic = values.filter((value) => context.kind(value) === 'identifier' && !isFixed(context, value));
  draft.text += text
    .replaceAll('{{', '(')
    .replaceAll('}}', ')')
    .replace(/\{[^{}]*\}/g, dynamic.length + named > 0 ? hole : '');
  if (dynamic.length + named === 0) return;
  draft.built = true;
  draft.dynamic.push(...(dynamic.length > 0 ? dynamic : [format!]));
}

function collectVariable(context: RuleContext, node: NodeIndex, draft: Draft, depth: number): NodeIndex {
  const inner: Draft = { text: '', dynamic: [], built: false, work: draft.work };
  let builder = node;
  // A text that grows step by step is read from its last step; further back every step counts, so that the way stays short.
  const definitions = depth > 2 ? definitionsOf(context, node) : reachingDefinitions(context, node);
  for (const definition of definitions) {
    if (definition.value < 0 || context.isInside(node, definition.node)) continue;
    const before = inner.dynamic.length;
    const where = collect(context, definition.value, inner, depth + 3);
    if (inner.dynamic.length > before && builder === node) builder = where;
    // `text += value` builds, even where the value alone does not.
    if (
      inner.dynamic.length > before &&
      /augmented|compound|operator_assignment/.test(context.kind(definition.node))
    ) {
      if (inner.text.replaceAll(hole, '').length > 0) inner.built = true;
    }
    inner.text += ' ';
  }
  if (!inner.built || inner.dynamic.length === 0) {
    draft.text += hole;
    draft.dynamic.push(node);
    return node;
  }
  draft.text += inner.text;
  draft.dynamic.push(...inner.dynamic);
  draft.built = true;
  return builder;
}
