const quoteLimit = 400;
const quoteLines = 6;

/**
 * The text from `start` to `end`, to the letter; a long stretch is quoted by its first lines, whole ones where they fit.
 * White space at both ends is left out, so a quote never starts or ends in the middle of nothing.
 */
export function quoteOf(source: string, start: number, end: number): string {
  let to = Math.min(end, start + quoteLimit);
  let lines = 0;
  for (let at = source.indexOf('\n', start); at >= 0 && at < to; at = source.indexOf('\n', at + 1)) {
    lines += 1;
    if (lines === quoteLines) to = at;
  }
  // Cut between lines if the limit falls into a later one, and never inside a surrogate pair.
  if (to < end && source[to] !== '\n' && lines > 0 && lines < quoteLines) {
    const lastBreak = source.lastIndexOf('\n', to);
    if (lastBreak > start) to = lastBreak;
  }
  const code = source.charCodeAt(to - 1);
  if (to < end && code >= 0xd800 && code <= 0xdbff) to -= 1;
  return source.slice(start, to).trim();
}
