/** Mends that put in a word that was left out: await, throw, an equals sign. */
import type { RuleContext } from '../rules/context.ts';
import type { NodeIndex } from '../syntax-tree.ts';
import { after, before, type Mend, noMend, replace, safely, shown, tokenIn } from './node-edits.ts';

/** `load().items` to `(await load()).items`, in a function that may wait. */
export function awaitedValue(call: NodeIndex, isInAsync: boolean, context: RuleContext): Mend {
  if (!isInAsync) return noMend;
  const up = context.kind(context.parent(call));
  const holds =
    /^(variable_declarator|assignment|assignment_expression|parenthesized_expression|if_statement|while_statement|for_in_statement|spread_element|arguments|argument_list|expression_statement|not_operator|return_statement|pair)$/.test(
      up,
    ) ||
    (up === 'unary_expression' && context.text(context.parent(call)).startsWith('!'));
  if (holds) return safely(before(context, call, 'await '));
  return safely(before(context, call, '(await '), after(context, call, ')'));
}

/** `await list.map(async …)` to `await Promise.all(list.map(async …))`. */
export function awaitedAll(call: NodeIndex, context: RuleContext): Mend {
  return safely(before(context, call, 'Promise.all('), after(context, call, ')'));
}

/** `new Error("…");` to `throw new Error("…");`, and Python's raise. */
export function thrown(error: NodeIndex, context: RuleContext): Mend {
  return shown(before(context, error, context.family === 'python' ? 'raise ' : 'throw '));
}

/** `x == 5;` to `x = 5;`. */
export function assigned(comparison: NodeIndex, context: RuleContext): Mend {
  const operator = tokenIn(context, comparison, '==');
  return operator < 0 ? noMend : shown(replace(context, operator, '='));
}

/** `x = x++` to `x++`. */
export function counted(assignment: NodeIndex, context: RuleContext): Mend {
  return safely(replace(context, assignment, context.text(context.field(assignment, 'right'))));
}

/** `x =+ 1` to `x += 1`. */
export function added(assignment: NodeIndex, context: RuleContext): Mend {
  const { tree, source } = context;
  const right = tree.start[context.field(assignment, 'right')]!;
  return shown({ start: right - 1, end: right + 1, replacement: `${source[right]}=` });
}

/** Python's `++count` to `count += 1`, where it is a statement. */
export function countedInPython(node: NodeIndex, name: string, context: RuleContext): Mend {
  if (context.kind(context.parent(node)) !== 'expression_statement') return noMend;
  return safely(replace(context, node, `${name} ${context.text(node)[0]}= 1`));
}

/** `list[list.length]` to `list[list.length - 1]`. */
export function lastItem(access: NodeIndex, context: RuleContext): Mend {
  const { tree, source } = context;
  const close = source.lastIndexOf(']', tree.end[access]! - 1);
  if (close <= tree.start[access]! || context.family === 'python') return noMend;
  return shown({ start: close, end: close, replacement: ' - 1' });
}

/** Python's `items[len(items)]` to `items[-1]`. */
export function lastItemInPython(access: NodeIndex, context: RuleContext): Mend {
  const index = context.field(access, 'subscript');
  return index < 0 ? noMend : shown(replace(context, index, '-1'));
}
