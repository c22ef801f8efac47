import type { Finding } from '../types.ts';

export interface CodeFrame {
  /** The finding's lines with a few around them, each behind its number; `>` marks the finding's own. */
  text: string;
  /** Where the code stands now. */
  line: number;
  endLine: number;
}

const around = 2;
const mostLines = 12;
const longestLine = 200;

/** A finding's code as it stands in a text now, though it may have moved since; null where its quote is no longer there. */
export function codeFrame(
  { line, endLine, quote }: Pick<Finding, 'line' | 'endLine' | 'quote'>,
  source: string,
): CodeFrame | null {
  const lines = source.split('\n');
  const start = placeOf(quote, line, lines, source);
  if (start === null) return null;
  const end = Math.min(lines.length, start + (endLine - line));
  const first = Math.max(1, start - around);
  const last = Math.min(lines.length, end + around, first + mostLines - 1);
  const width = String(last).length;
  const shown = lines.slice(first - 1, last).map((text, index) => {
    const number = first + index;
    const mark = number >= start && number <= end ? '>' : ' ';
    const body = text.replace(/\r$/, '');
    const cut = body.length > longestLine ? `${body.slice(0, longestLine)} …` : body;
    return `${mark} ${String(number).padStart(width)} | ${cut}`.trimEnd();
  });
  return { text: shown.join('\n'), line: start, endLine: end };
}

/** The line where the quote begins: where it was, else where it stands nearest to that. */
function placeOf(quote: string, line: number, lines: readonly string[], source: string): number | null {
  if (quote === '') return null;
  const height = quote.split('\n').length;
  if (
    lines
      .slice(line - 1, line - 1 + height)
      .join('\n')
      .includes(quote)
  )
    return line;
  let best: number | null = null;
  let here = 1;
  let counted = 0;
  for (let at = source.indexOf(quote); at >= 0; at = source.indexOf(quote, at + 1)) {
    for (
      let feed = source.indexOf('\n', counted);
      feed >= 0 && feed < at;
      feed = source.indexOf('\n', counted)
    ) {
      here += 1;
      counted = feed + 1;
    }
    if (best === null || Math.abs(here - line) < Math.abs(best - line)) best = here;
  }
  return best;
}
