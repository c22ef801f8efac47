import type { NodeIndex } from '../syntax-tree.ts';
import type { RuleContext } from './context.ts';

/**
 * C and C++: whether the grammar lost its way in the function around a node, as it does where a macro stands for a loop's head
 * (`for (ALL_OF(list, each)) {`, `FOR_ALL(each) if (…)`): where blocks begin and end is then a guess. False in other languages.
 */
export function isMisread(node: NodeIndex, context: RuleContext): boolean {
  if (context.family !== 'c') return false;
  const owner = context.isFunction(node) ? node : context.enclosingFunction(node);
  for (const each of context.descendants(owner)) if (context.kind(each) === 'ERROR') return true;
  return false;
}

/**
 * C and C++: whether a node stands in the body of a macro that goes over lines: they end in a backslash, and where a comment ends one of them the
 * grammar reads the others as code, without what the macro is put into. False in other languages.
 */
export function isOfMacro(node: NodeIndex, { family, tree, source }: RuleContext): boolean {
  if (family !== 'c') return false;
  const before = source.lastIndexOf('\n', tree.start[node]! - 1);
  if (source[before - 1] === '\\') return true;
  const end = source.indexOf('\n', tree.start[node]);
  return source[end - 1] === '\\';
}

/** C and C++: whether a macro of this name, defined in this file, leaves the code that it stands in. False in other languages. */
export function isLeavingMacro(name: string, context: RuleContext): boolean {
  if (context.family !== 'c' || !/^\w+$/.test(name)) return false;
  const defined = new RegExp(
    `^[ \\t]*#[ \\t]*define[ \\t]+${name}\\b((?:[^\\n]*\\\\\\r?\\n)*[^\\n]*)`,
    'm',
  ).exec(context.source)?.[1];
  return defined !== undefined && /\b(return|break|goto|continue|throw|exit|abort)\b/.test(defined);
}
