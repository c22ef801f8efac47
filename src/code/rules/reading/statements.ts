import type { NodeIndex } from '../../syntax-tree.ts';
import { NodeFlag } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { withoutSpace } from './white-space.ts';

const wrappers = new Set([
  'parenthesized_expression',
  'parenthesized_statements',
  'condition',
  'condition_clause',
  'expression_statement',
]);

/** An expression without the parentheses, and the wrappers that grammars put around conditions. */
export function bare(node: NodeIndex, context: RuleContext): NodeIndex {
  let inner = node;
  while (inner >= 0 && wrappers.has(context.kind(inner))) {
    const children = context.children(inner);
    if (children.length !== 1) return inner;
    inner = children[0]!;
  }
  return inner;
}

/** The statement after a node in the same block, comments left out, or -1. */
export function nextStatement(node: NodeIndex, context: RuleContext): NodeIndex {
  const { tree } = context;
  const up = tree.parent[node]!;
  if (up < 0) return -1;
  for (let next = tree.next[node]!; next < tree.next[up]!; next = tree.next[next]!) {
    if ((tree.flags[next]! & (NodeFlag.named | NodeFlag.extra)) === NodeFlag.named) return next;
  }
  return -1;
}

/** The nearest node at or above `node` that stands right in a block, or -1. */
export function statementOf(node: NodeIndex, context: RuleContext): NodeIndex {
  let each = node;
  while (each >= 0 && !context.isBlock(context.parent(each))) each = context.parent(each);
  return each;
}

const words = new Map<string, RegExp>();

/** A pattern that finds a name as a whole word; kept, as the same names are asked for again and again. */
export function word(name: string): RegExp {
  let pattern = words.get(name);
  if (pattern === undefined) {
    if (words.size > 2_000) words.clear();
    const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    pattern = new RegExp(`(?<![\\w$])${escaped}(?![\\w$])`);
    words.set(name, pattern);
  }
  return pattern;
}

/** Whether the text between two offsets mentions a name, in code, a string or a comment. */
export function mentions(context: RuleContext, from: number, to: number, name: string): boolean {
  return countMentions(context, from, to, name, 1) > 0;
}

/** How often the text between two offsets mentions a name, up to `most`. */
export function countMentions(
  context: RuleContext,
  from: number,
  to: number,
  name: string,
  most = 8,
): number {
  const { source } = context;
  if (name === '') return 0;
  // No further than the stretch: the rest of a long file is none of its business.
  const text = source.slice(from, Math.max(0, to) + name.length - 1);
  let count = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const place = from + at;
    if (isWordPart(source.charCodeAt(place - 1)) || isWordPart(source.charCodeAt(place + name.length)))
      continue;
    count += 1;
    if (count >= most) break;
  }
  return count;
}

function isWordPart(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code === 36 ||
    code > 127
  );
}

/** The text of a node without white space, for comparing expressions. */
export function tight(node: NodeIndex, context: RuleContext): string {
  return withoutSpace(context.text(node));
}

/** Whether a node is a plain name. */
export function isName(node: NodeIndex, context: RuleContext): boolean {
  return /^(identifier|variable_name|instance_variable)$/.test(context.kind(node));
}
