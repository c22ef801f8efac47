import type { Finding } from '../../code/index.ts';

/** Where a finding lies. Lines and columns count from 1; columns in UTF-16 code units, the end one past the last. */
export interface Place {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** A text with the starts of its lines, so that offsets become lines and columns without reading it again. */
export interface LinedText {
  text: string;
  /** Offset of each line's first character. */
  starts: readonly number[];
}

export function linedText(text: string): LinedText {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return { text, starts };
}

/** A line without its line end; the empty string where there is none. Lines count from 1. */
export function lineAt({ text, starts }: LinedText, line: number): string {
  const start = starts[line - 1];
  if (start === undefined) return '';
  const end = starts[line] === undefined ? text.length : starts[line] - 1;
  return text.slice(start, text.charCodeAt(end - 1) === 13 && end > start ? end - 1 : end);
}

/** The line and column of an offset, both from 1; offsets past the end are the end. */
export function positionAt({ text, starts }: LinedText, offset: number): { line: number; column: number } {
  const at = Math.min(Math.max(0, offset), text.length);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: at - starts[low]! + 1 };
}

/**
 * The exact place of a finding: where its quote stands within its lines. A quote that holds only the first lines of what was found reaches to
 * the end of the last one. Null where the quote isn't there (any more): then only the lines are known.
 */
export function placeOf(
  finding: Pick<Finding, 'line' | 'endLine' | 'quote'>,
  lined: LinedText,
): Place | null {
  const { line, endLine, quote } = finding;
  const from = lined.starts[line - 1];
  if (from === undefined || endLine > lined.starts.length || quote === '') return null;
  const to = lined.starts[endLine] ?? lined.text.length;
  const start = lined.text.indexOf(quote, from);
  if (start < 0 || start + quote.length > to) return null;
  const begin = positionAt(lined, start);
  const end = positionAt(lined, start + quote.length);
  if (end.line >= endLine) return { ...begin, endLine: end.line, endColumn: end.column };
  return { ...begin, endLine, endColumn: lineAt(lined, endLine).length + 1 };
}
