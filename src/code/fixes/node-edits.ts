/** Edits in terms of nodes: what the rules' mends are made of. */
import type { RuleContext } from '../rules/context.ts';
import type { Report } from '../rules/rule.ts';
import type { NodeIndex } from '../syntax-tree.ts';
import { NodeFlag } from '../syntax-tree.ts';
import type { TextEdit } from '../types.ts';

/** What a report says of a mechanical mend; nothing where there is none. */
export type Mend = Pick<Report, 'edits' | 'fix'>;

/** No mend: the finding is for a person to think about. */
export const noMend: Mend = {};

/** A mend that keeps what the code does, or does just what the finding asks for: `--fix` writes it. */
export function safely(...edits: readonly TextEdit[]): Mend {
  return { edits, fix: 'safe' };
}

/** A mend that a person has to agree to: it is shown as a patch. */
export function shown(...edits: readonly TextEdit[]): Mend {
  return { edits, fix: 'shown' };
}

/** Puts a text in the place of a node. */
export function replace({ tree }: RuleContext, node: NodeIndex, replacement: string): TextEdit {
  return { start: tree.start[node]!, end: tree.end[node]!, replacement };
}

/** Puts a text before a node. */
export function before({ tree }: RuleContext, node: NodeIndex, replacement: string): TextEdit {
  return { start: tree.start[node]!, end: tree.start[node]!, replacement };
}

/** Puts a text after a node. */
export function after({ tree }: RuleContext, node: NodeIndex, replacement: string): TextEdit {
  return { start: tree.end[node]!, end: tree.end[node]!, replacement };
}

/** Takes a statement away, with its lines where nothing else stands on them. */
export function removeStatement({ tree, source }: RuleContext, node: NodeIndex, last = node): TextEdit {
  return removeRange(source, tree.start[node]!, tree.end[last]!);
}

/** Takes a stretch of text away, with its lines where nothing else stands on them. */
export function removeRange(source: string, start: number, end: number): TextEdit {
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  const feed = source.indexOf('\n', end);
  const lineEnd = feed < 0 ? source.length : feed;
  const isAlone =
    /^[ \t]*$/.test(source.slice(lineStart, start)) && /^[ \t]*\r?$/.test(source.slice(end, lineEnd));
  if (!isAlone) {
    const space = /^[ \t]*/.exec(source.slice(end, lineEnd))![0].length;
    return { start, end: end + space, replacement: '' };
  }
  if (feed >= 0) return { start: lineStart, end: feed + 1, replacement: '' };
  // The last line of a text that does not end in a line feed: the one before it ends the text then.
  const from = lineStart === 0 ? 0 : lineStart - (source[lineStart - 2] === '\r' ? 2 : 1);
  return { start: from, end: source.length, replacement: '' };
}

/** Takes an item out of a list in parentheses, brackets or braces, with the comma that belongs to it. */
export function removeItem(context: RuleContext, node: NodeIndex): TextEdit {
  const { tree, source } = context;
  const items = context.children(context.parent(node));
  const place = items.indexOf(node);
  const next = items[place + 1];
  if (next !== undefined) return { start: tree.start[node]!, end: tree.start[next]!, replacement: '' };
  const previous = items[place - 1];
  const start = previous === undefined ? tree.start[node]! : tree.end[previous]!;
  // What follows an only item: a trailing comma goes with it.
  const trailing =
    previous === undefined ? (/^\s*,[ \t]*/.exec(source.slice(tree.end[node]))?.[0].length ?? 0) : 0;
  return { start, end: tree.end[node]! + trailing, replacement: '' };
}

/** The unnamed child with one of these texts (an operator, a keyword), or -1. */
export function tokenIn({ tree }: RuleContext, node: NodeIndex, ...texts: readonly string[]): NodeIndex {
  if (node < 0) return -1;
  for (let child = node + 1; child < tree.next[node]!; child = tree.next[child]!) {
    if ((tree.flags[child]! & NodeFlag.named) === 0 && texts.includes(tree.kinds[tree.symbol[child]!]!))
      return child;
  }
  return -1;
}

/** The white space that the node's line begins with. */
export function indentOf({ tree, source }: RuleContext, node: NodeIndex): string {
  const start = tree.start[node]!;
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  return /^[ \t]*/.exec(source.slice(lineStart, start))![0];
}

/** Whether only white space stands before the node on its line. */
export function startsLine({ tree, source }: RuleContext, node: NodeIndex): boolean {
  const start = tree.start[node]!;
  return /^[ \t]*$/.test(source.slice(source.lastIndexOf('\n', start - 1) + 1, start));
}

const simple =
  /^(identifier|variable_name|call|call_expression|method_invocation|invocation_expression|function_call_expression|member_call_expression|member_expression|member_access_expression|field_expression|field_access|attribute|selector_expression|subscript|subscript_expression|parenthesized_expression|string|string_literal|number|integer|this|self|true|false|null|none)$/;

/** The node's text as part of a larger expression: in parentheses unless it holds together by itself. */
export function operand(context: RuleContext, node: NodeIndex): string {
  const text = context.text(node);
  return simple.test(context.kind(node)) ? text : `(${text})`;
}
