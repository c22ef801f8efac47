/**
 * Marks by which a person silences a rule at a place, with the reason:
 * `opsmith-ignore rule-id: why` on the line or before it, `opsmith-ignore-file`, and `opsmith-ignore-start` to `opsmith-ignore-end`.
 * They count at the beginning of a comment's line; what a string says is data.
 */
import type { SyntaxTree } from '../syntax-tree.ts';
import type { Finding, LanguageName, SuppressedFinding } from '../types.ts';
import { familyOf } from './languages.ts';
import { Role, rolesOf } from './reading/grammar.ts';
import { maySay, neededForWords } from './reading/vocabulary.ts';

/** A mark in a comment. */
export interface Suppression {
  /** Ids that it names; empty where it names none. */
  rules: readonly string[];
  /** Why, as it was written; null where that is missing, and then it silences nothing. */
  reason: string | null;
  /** Line of the mark itself. */
  line: number;
  /** First and last line of the findings that it silences. */
  from: number;
  to: number;
  /** The mark and what it says, to the letter. */
  start: number;
  end: number;
}

const word = 'opsmith-ignore';
const neededWord = neededForWords([word]);
const ids = String.raw`[a-z][\w-]*(?:[ \t]*,[ \t]*[a-z][\w-]*)*`;
/** At the beginning of a line of a comment, behind what marks the comment. */
const mark = new RegExp(
  String.raw`(^[ \t]*(?:/\*+|//+!?|#+|<!--|\*+|--)?[ \t]*)(${word}(-file|-start|-end)?(?![\w-])[ \t]*:?[ \t]*(${ids})?[ \t]*(?::[ \t]*([^\n]*))?)`,
  'gm',
);

/** The marks of a parsed text, by line. */
export function suppressionsIn(tree: SyntaxTree, language: LanguageName): Suppression[] {
  const { source, start, end, count, symbol } = tree;
  if (!maySay(source, neededWord) || !source.includes(word)) return [];
  const roles = rolesOf(tree.kinds, familyOf(language));
  const comments: { start: number; end: number }[] = [];
  for (let node = 0; node < count; node += 1)
    if ((roles[symbol[node]!]! & Role.comment) !== 0) comments.push({ start: start[node]!, end: end[node]! });
  const text = new LinedSource(source, comments);
  const found: Suppression[] = [];
  const open: Suppression[] = [];
  for (const comment of comments) {
    for (const match of source.slice(comment.start, comment.end).matchAll(mark)) {
      const [, before = '', whole = '', kind = '', named = '', said = ''] = match;
      const at = comment.start + match.index + before.length;
      const line = text.lineOf(at);
      const rules = named === '' ? [] : named.split(/[ \t]*,[ \t]*/);
      if (kind === '-end') {
        const place = open.findLastIndex((each) => rules.length === 0 || each.rules.join() === rules.join());
        if (place >= 0) open.splice(place, 1)[0]!.to = line;
        continue;
      }
      const reason = said.replace(/\s*(\*+\/|-->)\s*$/, '').trim();
      const scope =
        kind === '-file'
          ? { from: 1, to: text.lines }
          : kind === '-start'
            ? { from: line, to: text.lines }
            : text.scopeOf(comment, line);
      const trimmed = whole.replace(/\s*(\*+\/|-->)?\s*$/, '');
      const isSaid = /\p{L}/u.test(reason);
      found.push({
        rules,
        reason: isSaid && rules.length > 0 ? reason : null,
        line,
        ...scope,
        start: at,
        end: at + trimmed.length,
      });
      if (kind === '-start') open.push(found.at(-1)!);
    }
  }
  return found;
}

/** Whether the mark, with its reason, is about this finding. A finding lies where its first line is. */
export function silences({ rules, reason, from, to }: Suppression, { rule, line }: Finding): boolean {
  return reason !== null && from <= line && line <= to && rules.includes(rule);
}

/** Divides findings into those that stay and those that a mark silences. */
export function applySuppressions(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
): { kept: Finding[]; suppressed: SuppressedFinding[] } {
  if (suppressions.length === 0) return { kept: [...findings], suppressed: [] };
  const kept: Finding[] = [];
  const suppressed: SuppressedFinding[] = [];
  for (const finding of findings) {
    const mark = suppressions.find((each) => silences(each, finding));
    if (mark === undefined) kept.push(finding);
    else suppressed.push({ ...finding, reason: mark.reason! });
  }
  return { kept, suppressed };
}

/** A text whose lines and comments are looked up by place. */
class LinedSource {
  readonly #source: string;
  readonly #starts: number[] = [0];
  /** Last lines of the comments that begin a line and have nothing after them, by their first line. */
  readonly #alone = new Map<number, number>();

  constructor(source: string, comments: readonly { start: number; end: number }[]) {
    this.#source = source;
    for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) this.#starts.push(at + 1);
    for (const comment of comments)
      if (this.#standsAlone(comment)) this.#alone.set(this.lineOf(comment.start), this.#endLineOf(comment));
  }

  get lines(): number {
    return this.#starts.length;
  }

  lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** A mark beside code is about its own line; one in a comment that stands alone is about the next line with code, too. */
  scopeOf(comment: { start: number; end: number }, line: number): { from: number; to: number } {
    if (!this.#standsAlone(comment)) return { from: line, to: line };
    let next = this.#endLineOf(comment) + 1;
    while (next <= this.lines) {
      const end = this.#alone.get(next);
      if (end !== undefined) next = end + 1;
      else if (this.#isBlank(this.#starts[next - 1]!, this.#starts[next] ?? this.#source.length)) next += 1;
      else break;
    }
    return { from: line, to: Math.min(next, this.lines) };
  }

  #standsAlone({ start, end }: { start: number; end: number }): boolean {
    const line = this.lineOf(start);
    const stop = this.#source.indexOf('\n', Math.max(start, end - 1));
    return (
      this.#isBlank(this.#starts[line - 1]!, start) &&
      this.#isBlank(end, stop < 0 ? this.#source.length : Math.max(end, stop))
    );
  }

  /** A grammar may count the line feed into a line comment. */
  #endLineOf({ start, end }: { start: number; end: number }): number {
    return this.lineOf(Math.max(start, this.#source[end - 1] === '\n' ? end - 1 : end));
  }

  #isBlank(from: number, to: number): boolean {
    return this.#source.slice(from, to).trim() === '';
  }
}
