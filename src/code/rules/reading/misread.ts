import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';

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

/** Calls that never come back, by what they are named after: `syserr()`, `Terminate(2)`. */
const leavingName =
  /(?:err|error|fatal|panic|abort|die|exit|quit|terminate|usage|assert|fail|failure|unreachable|throw|raise|croak|bug|bail|oops|crash)(?:[_\dA-Z]\w*)?$/;

/** C and C++: whether a statement calls what by its name may well not come back. */
function mayNotComeBack(text: string): boolean {
  const name = /^(?:\w+(?:::|\.|->))*(\w+)\s*\(/.exec(text)?.[1];
  return name !== undefined && (leavingName.test(name) || leavingName.test(name.toLowerCase()));
}

/**
 * C and C++: whether a statement that leaves may hang on a macro in front of it, as `for_each(a, b) return a;` does, or what follows it is a macro: both
 * stand without a semicolon, as does a text that begins with a macro. A `break` outside of a loop and a switch shows that the grammar lost its way.
 */
export function isMacroBeside(
  gone: NodeIndex,
  following: NodeIndex,
  siblings: readonly NodeIndex[],
  context: RuleContext,
): boolean {
  const { source, tree } = context;
  const isClosed = (each: NodeIndex) => /[;}:]\s*$/.test(source.slice(tree.start[each], tree.end[each]));
  if (!isClosed(gone) || source.slice(tree.end[gone], tree.start[following]).includes('}')) return true;
  const before = siblings[siblings.indexOf(gone) - 1];
  if (before !== undefined && context.kind(before) === 'expression_statement' && !isClosed(before))
    return true;
  const next = context.text(following).trim();
  if (
    /^[A-Z_][A-Z0-9_]+\s*(\([^;]*\))?\s*(?!;)$|^\w+;$/.test(next) &&
    !/^(break|continue|return);$/.test(next)
  )
    return true;
  if (context.kind(gone) !== 'break_statement') return false;
  for (let up = context.parent(gone); up >= 0 && !context.isFunction(up); up = context.parent(up)) {
    if (/^(switch|while|for|do|case)_|range_loop/.test(context.kind(up))) return false;
  }
  return true;
}

/** C: whether the end of a case is not where it seems: a jump behind macros without semicolons, a `case` inside of its braces, a call that may not come back. */
export function endsElsewhere(last: NodeIndex, context: RuleContext): boolean {
  const text = context.text(last);
  const up = context.parent(last);
  for (let each = up + 1; each < context.tree.next[up]!; each = context.tree.next[each]!)
    if (context.kind(each) === 'ERROR') return true;
  if (
    /\b(break|continue|return\b[^;{}]*|goto\s+\w+)\s*;\s*\}?\s*$/.test(text) &&
    !/^(if|for|while)\b/.test(text)
  )
    return true;
  if (context.family !== 'c') return context.kind(last) === 'expression_statement' && mayNotComeBack(text);
  // A macro may well leave.
  if (/\b[A-Z][A-Z0-9_]{3,}\s*\([^;]*\)\s*;?\s*\}*\s*$/.test(text)) return true;
  if (context.isBlock(last) && context.childOfKind(last, 'case_statement') >= 0) return true;
  return context.kind(last) === 'expression_statement' && mayNotComeBack(text);
}

/** C and C++: whether a function of this file ends the program at its end: `static void add(void) { … exit(0); }`. */
export function exitsAtItsEnd(name: string, { source }: RuleContext): boolean {
  const start = new RegExp(`^(?:[\\w*&\\s]*[\\s*])?${name}\\s*\\([^;{}]*\\)\\s*\\{`, 'm').exec(source);
  if (start === null) return false;
  const end = source.indexOf('\n}', start.index);
  return end >= 0 && /\b(?:_?exit|abort|quit\w*)\s*\([^;]*\)\s*;\s*$/.test(source.slice(start.index, end));
}
