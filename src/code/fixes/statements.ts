/** Mends that take statements away or turn them into others, in any language. */
import type { RuleContext } from '../rules/context.ts';
import type { NodeIndex } from '../syntax-tree.ts';
import {
  before,
  type Mend,
  noMend,
  operand,
  removeItem,
  removeRange,
  removeStatement,
  replace,
  safely,
  shown,
  startsLine,
} from './node-edits.ts';

/** The statement that an expression is by itself, or -1. */
function statementOf(node: NodeIndex, context: RuleContext): NodeIndex {
  const up = context.parent(node);
  if (/^(expression_statement|statement)$/.test(context.kind(up))) return up;
  return context.isBlock(up) || /^(program|module|source_file|statements|then)$/.test(context.kind(up))
    ? node
    : -1;
}

/** `x = x` taken away where both are plain names; a property may have a setter, so that is only shown. */
export function withoutSelfAssignment(node: NodeIndex, context: RuleContext): Mend {
  const left = context.field(node, 'left');
  const isName = /^(identifier|variable_name)$/.test(context.kind(left));
  const field = isName ? fieldOfOwner(node, context) : null;
  if (field !== null) return shown(before(context, left, `${field}.`));
  const statement = statementOf(node, context);
  if (statement < 0) return noMend;
  const block = context.parent(statement);
  // As the body of an if without braces it can't just go.
  if (!context.isBlock(block) && !/^(program|module|source_file)$/.test(context.kind(block))) return noMend;
  const isOnly = context.children(block).length === 1;
  if (context.family === 'python' && isOnly) return shown(replace(context, statement, 'pass'));
  const removal = removeStatement(context, statement);
  return isName && !isOnly && context.family !== 'php' ? safely(removal) : shown(removal);
}

/** `this`, where the class around a method has a field of the name that is assigned. */
function fieldOfOwner(node: NodeIndex, context: RuleContext): string | null {
  if (context.family !== 'java' && context.family !== 'csharp') return null;
  const name = context.text(context.field(node, 'left'));
  const body = context.ancestor(node, classBodies);
  const has = context
    .children(body)
    .some(
      (member) =>
        /^(field_declaration|property_declaration)$/.test(context.kind(member)) &&
        new RegExp(`\\b${name}\\b\\s*(=|;|,|\\{)`).test(context.text(member)),
    );
  return has ? 'this' : null;
}

const classBodies: ReadonlySet<string> = new Set(['class_body', 'declaration_list']);

/** What stands in a block after a jump taken away, up to the block's end. */
export function withoutRest(first: NodeIndex, context: RuleContext): Mend {
  const { tree, source } = context;
  const siblings = context.children(context.parent(first)).filter((each) => each >= first);
  const last = siblings.at(-1);
  if (last === undefined) return noMend;
  // What is hoisted is used from elsewhere, and a comment may say why the rest is kept.
  for (const each of siblings)
    if (
      /^(function_|generator_function|class_|lexical|variable_decl|local_function|type_|interface_|enum_|struct_)|_item$/.test(
        context.kind(each),
      )
    )
      return noMend;
  // What a label or a preprocessor's branch brings in again is reached after all.
  if (siblings.some((each) => holdsEntry(each, context))) return noMend;
  const owner = Math.max(0, context.enclosingFunction(first));
  if (context.family === 'c' && /^[ \t]*#[ \t]*(if|el|endif)/m.test(context.text(owner))) return noMend;
  const stretch = source.slice(tree.start[first], tree.end[last]);
  if (siblings.some((each) => context.hasComment(each)) || /\bvar\b/.test(stretch)) return noMend;
  return shown(removeStatement(context, first, last));
}

/** Whether something in a statement can be jumped to. */
function holdsEntry(node: NodeIndex, context: RuleContext): boolean {
  for (const each of context.descendants(node))
    if (/label|^(switch_case|case_|default_|preproc)/.test(context.kind(each))) return true;
  return false;
}

/** An `if` that returns true or false turned into the return of its condition. */
export function returnedCondition(
  node: NodeIndex,
  condition: NodeIndex,
  isNegated: boolean,
  context: RuleContext,
): Mend {
  let inner = condition;
  for (let only = onlyIn(inner, context); only >= 0; only = onlyIn(inner, context)) inner = only;
  if (
    inner < 0 ||
    /[;=]/.test(
      context
        .text(inner)
        .replace(/[=!<>]==?/g, '')
        .replace(/[<>]=/g, ''),
    )
  )
    return noMend;
  const isTruth = isBoolean(inner, context);
  const end = context.family === 'python' || context.family === 'go' ? '' : ';';
  const value = isNegated ? negated(inner, isTruth, context) : asBoolean(inner, isTruth, context);
  return value === null ? noMend : safely(replace(context, node, `return ${value}${end}`));
}

/** What stands alone in a pair of parentheses, or -1. */
function onlyIn(node: NodeIndex, context: RuleContext): NodeIndex {
  const [only, ...more] = context.children(node);
  if (only === undefined || more.length > 0) return -1;
  const text = context.text(node);
  return text.startsWith('(') && text.slice(1, -1).trim() === context.text(only) ? only : -1;
}

function negated(node: NodeIndex, isTruth: boolean, context: RuleContext): string | null {
  if (context.family === 'c' && !isTruth) return null;
  const text = context.text(node);
  if (context.family === 'python') return `not ${/^\w+$/.test(text) ? text : `(${text})`}`;
  return `!${operand(context, node)}`;
}

function asBoolean(node: NodeIndex, isTruth: boolean, context: RuleContext): string | null {
  const text = context.text(node);
  if (isTruth) return text;
  switch (context.family) {
    case 'js':
      return `Boolean(${text})`;
    case 'python':
      return `bool(${text})`;
    case 'php':
      return `(bool) ${operand(context, node)}`;
    case 'c':
      return null;
    default:
      // The others take nothing but a boolean for a condition.
      return text;
  }
}

/** Whether an expression gives true or false whatever its parts are. */
function isBoolean(node: NodeIndex, context: RuleContext): boolean {
  const kind = context.kind(node);
  const text = context.text(node);
  if (/^(true|false|True|False)$/.test(text) || kind === 'not_operator') return true;
  if (context.family === 'python') {
    if (kind === 'comparison_operator')
      return (
        /^[^=<>!]*\b(in|is)\b[^=<>!]*$/.test(text) ||
        /^len\([^()]*\)\s*[=<>!]|[=<>]\s*len\([^()]*\)$/.test(text)
      );
    return kind === 'boolean_operator' && context.children(node).every((each) => isBoolean(each, context));
  }
  if (/^unary_/.test(kind)) return text.startsWith('!');
  if (kind === 'parenthesized_expression') return isBoolean(context.children(node)[0] ?? -1, context);
  if (kind !== 'binary_expression') return false;
  const [left, right] = [context.field(node, 'left'), context.field(node, 'right')];
  const between = context.source.slice(context.tree.end[left], context.tree.start[right]).trim();
  if (/^(===?|!==?|<=?|>=?|in|instanceof)$/.test(between)) return true;
  return /^(&&|\|\|)$/.test(between) && isBoolean(left, context) && isBoolean(right, context);
}

/** A conditional expression with two equal outcomes turned into the outcome. */
export function onlyOutcome(node: NodeIndex, outcome: NodeIndex, context: RuleContext): Mend {
  return context.hasComment(node) ? noMend : shown(replace(context, node, operand(context, outcome)));
}

/** The earlier of two equal keys taken away: its value is never seen. */
export function withoutEarlierKey(earlierKey: NodeIndex, context: RuleContext): Mend {
  const pair = context.parent(earlierKey);
  const value =
    context.field(pair, 'value') >= 0 ? context.field(pair, 'value') : (context.children(pair)[1] ?? -1);
  // Working the value out may do something.
  for (const each of context.descendants(value)) {
    if (context.isCall(each) || /await|yield|assignment|update/.test(context.kind(each))) return noMend;
  }
  const { tree, source } = context;
  const items = context.children(context.parent(pair));
  const next = items[items.indexOf(pair) + 1];
  if (next === undefined || context.hasComment(pair)) return noMend;
  if (/\/\/|\/\*|#/.test(source.slice(tree.end[pair], tree.start[next]))) return noMend;
  if (!startsLine(context, pair) || !startsLine(context, next)) return shown(removeItem(context, pair));
  const comma = source.indexOf(',', tree.end[pair]);
  return shown(removeRange(source, tree.start[pair]!, comma + 1));
}

/** `name.trim();` to `name = name.trim();`. */
export function keptResult(call: NodeIndex, receiver: NodeIndex, context: RuleContext): Mend {
  if (context.kind(receiver) !== 'identifier') return noMend;
  const name = context.text(receiver);
  const isFixed = new RegExp(`\\b(const|final|readonly)\\s+(\\w+\\s+)?${name}\\b`).test(
    context.text(Math.max(0, context.enclosingFunction(call))),
  );
  return isFixed ? noMend : shown(before(context, call, `${name} = `));
}

/** Lines of comments taken away. */
export function withoutComments(first: NodeIndex, last: NodeIndex, context: RuleContext): Mend {
  return shown(removeStatement(context, first, last));
}

/** `throw ex;` to `throw;`. */
export function rethrow(statement: NodeIndex, context: RuleContext): Mend {
  return safely(replace(context, statement, 'throw;'));
}

/** `rescue Exception` to `rescue StandardError`. */
export function standardError(rescue: NodeIndex, context: RuleContext): Mend {
  const names = context.field(rescue, 'exceptions');
  return names < 0 ? noMend : safely(replace(context, names, 'StandardError'));
}

/** `async void` to `async Task`. */
export function asyncTask(method: NodeIndex, context: RuleContext): Mend {
  const type =
    context.field(method, 'type') >= 0 ? context.field(method, 'type') : context.field(method, 'returns');
  return context.text(type) === 'void' ? shown(replace(context, type, 'Task')) : noMend;
}

/** `wg.Add(1)` moved in front of the `go` statement that it stands in. */
export function countedBefore(statement: NodeIndex, go: NodeIndex, context: RuleContext): Mend {
  const { tree, source } = context;
  if (!startsLine(context, go) || !startsLine(context, statement)) return noMend;
  // What the goroutine itself declares is not known outside.
  if (!/^[\w.]+\(\d+\)$/.test(context.text(statement))) return noMend;
  const indent = source.slice(source.lastIndexOf('\n', tree.start[go]! - 1) + 1, tree.start[go]);
  return safely(
    before(context, go, `${context.text(statement)}\n${indent}`),
    removeStatement(context, statement),
  );
}

/** `x.unwrap()` to `x?` in a function that returns a Result. */
export function questionMark(call: NodeIndex, receiver: NodeIndex, context: RuleContext): Mend {
  const owner = context.enclosingFunction(call);
  if (context.kind(owner) !== 'function_item') return noMend;
  if (!/\bResult\b/.test(context.text(context.field(owner, 'return_type')))) return noMend;
  return shown({ start: context.tree.end[receiver]!, end: context.tree.end[call]!, replacement: '?' });
}

/** `task.Result` to `(await task)`, in C#. */
export function awaitedResult(node: NodeIndex, task: NodeIndex, context: RuleContext): Mend {
  const up = context.kind(context.parent(node));
  const holds =
    /^(equals_value_clause|variable_declarator|return_statement|assignment_expression|argument)$/.test(up);
  const text = `await ${context.text(task)}`;
  return shown(replace(context, node, holds ? text : `(${text})`));
}
