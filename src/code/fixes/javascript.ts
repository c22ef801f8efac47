/** Mends of JavaScript and TypeScript. */

import type { RuleContext } from '../rules/context.ts';
import type { Call } from '../rules/reading/calls.ts';
import type { NodeIndex } from '../syntax-tree.ts';
import {
  after,
  before,
  indentOf,
  type Mend,
  noMend,
  replace,
  safely,
  shown,
  startsLine,
  tokenIn,
} from './node-edits.ts';

/** `save();` to `await save();`. */
export function awaited(call: NodeIndex, context: RuleContext): Mend {
  return shown(before(context, call, 'await '));
}

/** `var` to `let` in a loop's head: safe where the name is used nowhere else. */
export function blockScoped(loop: NodeIndex, name: string, context: RuleContext): Mend {
  const { tree, source } = context;
  const head = context.field(loop, 'initializer');
  const keyword = tokenIn(context, head < 0 ? loop : head, 'var');
  if (keyword < 0) return noMend;
  const owner = Math.max(0, context.enclosingFunction(loop));
  for (const each of context.descendants(owner)) {
    if (tree.next[each] !== each + 1 || context.isInside(each, loop)) continue;
    if (source.slice(tree.start[each], tree.end[each]) === name) return noMend;
  }
  return safely(replace(context, keyword, 'let'));
}

/** `JSON.parse(JSON.stringify(x))` to `structuredClone(x)`. */
export function clone(call: NodeIndex, value: NodeIndex, context: RuleContext): Mend {
  return context.hasComment(call)
    ? noMend
    : shown(replace(context, call, `structuredClone(${context.text(value)})`));
}

/** `throw "text"` to `throw new Error("text")`. */
export function thrownError(thrown: NodeIndex, context: RuleContext): Mend {
  return shown(before(context, thrown, 'new Error('), after(context, thrown, ')'));
}

/** `list.forEach(async (item) => { … });` to a loop that waits, in an async function. */
export function awaitingLoop(call: Call, isInAsync: boolean, context: RuleContext): Mend {
  const { tree, source } = context;
  const statement = context.parent(call.node);
  const callback = call.arguments[0] ?? -1;
  const body = context.field(callback, 'body');
  const parameter = context.field(callback, 'parameter');
  const parameters = context.children(context.field(callback, 'parameters'));
  const item = parameter >= 0 ? parameter : parameters.length === 1 ? parameters[0]! : -1;
  const isPlain =
    isInAsync &&
    call.arguments.length === 1 &&
    context.kind(statement) === 'expression_statement' &&
    context.kind(callback) === 'arrow_function' &&
    context.kind(body) === 'statement_block' &&
    /^(identifier|object_pattern|array_pattern)$/.test(context.kind(item)) &&
    !/\?\.$/.test(source.slice(tree.start[call.receiver], tree.end[context.field(call.node, 'function')]));
  if (!isPlain || hasReturn(body, context)) return noMend;
  const head = `for (const ${context.text(item)} of ${context.text(call.receiver)}) `;
  return shown(
    { start: tree.start[statement]!, end: tree.start[body]!, replacement: head },
    { start: tree.end[body]!, end: tree.end[statement]!, replacement: '' },
  );
}

function hasReturn(body: NodeIndex, context: RuleContext): boolean {
  for (const each of context.descendants(body, false))
    if (context.kind(each) === 'return_statement') return true;
  return false;
}

/** `el.innerHTML = text` to `el.textContent = text`. */
export function asText(assignment: NodeIndex, context: RuleContext): Mend {
  const left = context.field(assignment, 'left');
  const property = context.field(left, 'property');
  if (context.kind(assignment) !== 'assignment_expression' || context.text(property) !== 'innerHTML')
    return noMend;
  return shown(replace(context, property, 'textContent'));
}

/** A whole expression `Math.random().toString(36).slice(2)` to `crypto.randomUUID()`. */
export function randomUuid(call: Call, context: RuleContext): Mend {
  let whole = call.node;
  for (let up = context.parent(whole); ; up = context.parent(whole)) {
    if (context.kind(up) === 'member_expression' || context.isCall(up)) whole = up;
    else break;
  }
  const text = context.text(whole).replace(/\s/g, '');
  if (!/^Math\.random\(\)\.toString\((36|16)\)(\.(slice|substr|substring)\(\d+(,\d+)?\))?$/.test(text))
    return noMend;
  // The name is global in browsers and in Node from 19 on; here it may stand for something else.
  const isOther =
    context.says(/\b(const|let|var|import)\s+(\* as )?crypto\b/) &&
    !context.says(/\bcrypto\b[^\n]*(require\(|from )\s*['"](node:)?crypto['"]/);
  return isOther ? noMend : shown(replace(context, whole, 'crypto.randomUUID()'));
}

/** `break;` after the last statement of a case. */
export function withBreak(last: NodeIndex, context: RuleContext): Mend {
  const { tree } = context;
  if (context.isBlock(last)) {
    const inner = context.children(last).at(-1);
    const close = tree.end[last]! - 1;
    if (inner === undefined || context.source[close] !== '}' || !startsLine(context, inner)) return noMend;
    return shown(after(context, inner, `\n${indentOf(context, inner)}break;`));
  }
  const text = startsLine(context, last) ? `\n${indentOf(context, last)}break;` : ' break;';
  return shown(after(context, last, text));
}

/** The promise version of a `…Sync` call of `fs`, awaited. */
export function promised(call: Call, isInAsync: boolean, context: RuleContext): Mend {
  if (
    !isInAsync ||
    call.path !== `fs.${call.name}` ||
    !/^(read|write|append)FileSync$|^readdirSync$/.test(call.name)
  )
    return noMend;
  // Whatever is done with the result binds closer than `await`.
  const up = context.parent(call.node);
  const needsParentheses =
    /^(member_expression|subscript_expression|call_expression|binary_expression)$/.test(context.kind(up)) &&
    context.field(up, 'arguments') !== call.node;
  const callee = context.field(call.node, 'function');
  const [open, close] = needsParentheses ? ['(', ')'] : ['', ''];
  return shown(
    replace(context, callee, `${open}await fs.promises.${call.name.replace(/Sync$/, '')}`),
    ...(close === '' ? [] : [after(context, call.node, close)]),
  );
}
