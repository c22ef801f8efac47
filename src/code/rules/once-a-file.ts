import type { RuleContext } from './context.ts';

const known = new WeakMap<object, Map<string, unknown>>();

/**
 * Something that a rule finds out about a part of a file, found out once: a function with a thousand suspects would be read a thousand times.
 * `key` names what it is and of which part; the same key must always mean the same question.
 */
export function onceAFile<Value>({ tree }: RuleContext, key: string, findOut: () => Value): Value {
  const ofFile = known.get(tree) ?? new Map<string, unknown>();
  if (ofFile.size === 0) known.set(tree, ofFile);
  if (!ofFile.has(key)) ofFile.set(key, findOut());
  return ofFile.get(key) as Value;
}
