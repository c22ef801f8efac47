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
