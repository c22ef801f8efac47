/** Mends of operators and calls that stand for another one. */

import type { RuleContext } from '../rules/context.ts';
import type { Call } from '../rules/reading/calls.ts';
import { operatorOf, sides } from '../rules/reading/expressions.ts';
import type { NodeIndex } from '../syntax-tree.ts';
import {
  after,
  before,
  type Mend,
  noMend,
  removeStatement,
  replace,
  safely,
  shown,
  startsLine,
  tokenIn,
} from './node-edits.ts';

/** `a & b` between conditions to `a && b`, or to `a and b` in Python. */
export function shortCircuit(node: NodeIndex, context: RuleContext): Mend {
  const operator = tokenIn(context, node, '&', '|');
  if (operator < 0) return noMend;
  const sign = context.text(operator);
  return context.family === 'python'
    ? shown(replace(context, operator, sign === '&' ? 'and' : 'or'))
    : shown(after(context, operator, sign));
}

/** `flags & 4 == 0` to `(flags & 4) == 0`; `compared` is the side that is compared too early. */
export function bitsFirst(node: NodeIndex, compared: NodeIndex, context: RuleContext): Mend {
  const [left, right] = sides(node, context);
  const [first, last] = sides(compared, context);
  if (context.hasComment(node)) return noMend;
  return compared === right
    ? shown(before(context, left, '('), after(context, first, ')'))
    : shown(before(context, last, '('), after(context, right, ')'));
}

/** `err == nil` to `err != nil`. */
export function turnedRound(condition: NodeIndex, context: RuleContext): Mend {
  const operator = tokenIn(context, condition, '==');
  return operator < 0 ? noMend : shown(replace(context, operator, '!='));
}

/** `a == b` of objects to `a.equals(b)`. */
export function equalsOfBoxes(node: NodeIndex, context: RuleContext): Mend {
  const [left, right] = sides(node, context);
  const not = operatorOf(node, context) === '!=' ? '!' : '';
  return context.hasComment(node)
    ? noMend
    : shown(replace(context, node, `${not}${context.text(left)}.equals(${context.text(right)})`));
}

/** C's `s == "a"` to `strcmp(s, "a") == 0`. */
export function textComparison(
  node: NodeIndex,
  other: NodeIndex,
  literal: NodeIndex,
  context: RuleContext,
): Mend {
  const call = `strcmp(${context.text(other)}, ${context.text(literal)})`;
  return context.hasComment(node)
    ? noMend
    : shown(replace(context, node, `${call} ${operatorOf(node, context)} 0`));
}

/** `items.length < 0` to a question that has two answers. */
export function emptyTest(node: NodeIndex, subject: NodeIndex, never: boolean, context: RuleContext): Mend {
  const equals = context.family === 'js' ? '===' : '==';
  return context.hasComment(node)
    ? noMend
    : shown(replace(context, node, `${context.text(subject)} ${never ? equals : '>'} 0`));
}

/** `Decimal(0.1)` to `Decimal("0.1")`. */
export function decimalOfText(call: Call, context: RuleContext): Mend {
  const [value] = call.arguments;
  if (value === undefined) return noMend;
  return shown(replace(context, value, `"${context.text(value).replace(/[dDfF]$/, '')}"`));
}

/** Java's `thread.run()` to `thread.start()`. */
export function started(call: Call, context: RuleContext): Mend {
  const name = context.field(call.node, 'name');
  return context.text(name) === 'run' ? shown(replace(context, name, 'start')) : noMend;
}

/** `it.only(` to `it(`, `fdescribe(` to `describe(`. */
export function unfocused(call: Call, context: RuleContext): Mend {
  const callee = context.field(call.node, 'function');
  const text = context.text(callee);
  const whole = text.replace(/\s*\.\s*only$/, '').replace(/^f(?=it|describe|context)/, '');
  return callee < 0 || whole === text ? noMend : safely(replace(context, callee, whole));
}

/** A call of a debugger taken away, with its statement; Rust's `dbg!(x)` leaves `x`. */
export function withoutDebugger(node: NodeIndex, context: RuleContext): Mend {
  if (context.kind(node) === 'macro_invocation') {
    const inner = /^dbg!\s*\(([^(),]+)\)$/.exec(context.text(node))?.[1]?.trim();
    if (inner === undefined) return noMend;
    const around = context.parent(node);
    // By itself a name or a literal says nothing more.
    const isIdle = context.text(around).endsWith(';') && /^("[^"]*"|&?[\w.]+)$/.test(inner);
    return isIdle && context.kind(around) === 'expression_statement' && startsLine(context, around)
      ? safely(removeStatement(context, around))
      : safely(replace(context, node, inner));
  }
  const up = context.parent(node);
  const statement = context.kind(up) === 'expression_statement' ? up : node;
  const block = context.parent(statement);
  const isOnly = context.children(block).length === 1 && context.family === 'python';
  // What stands last gives its value back in Ruby.
  const isLast = context.family === 'ruby' && context.children(block).at(-1) === statement;
  // The body of an if without braces can't just go.
  const stands =
    context.isBlock(block) || /^(program|module|source_file|body_statement)$/.test(context.kind(block));
  if (isOnly || isLast || !stands || !startsLine(context, statement)) return noMend;
  const removal = removeStatement(context, statement);
  // What PHP dumps may be what the page is for.
  return context.family === 'php' ? shown(removal) : safely(removal);
}

/** `typeof x === undefined` to `typeof x === "undefined"`. */
export function quotedType(other: NodeIndex, context: RuleContext): Mend {
  return context.text(other) === 'undefined' ? safely(replace(context, other, '"undefined"')) : noMend;
}

/** `sizeof(p)` of a pointer to `sizeof(*p)`. */
export function sizeOfTarget(argument: NodeIndex, name: string, context: RuleContext): Mend {
  return shown(replace(context, argument, `sizeof(*${name})`));
}
