import type { Stretch } from './chunks.ts';
import type { ShownCode } from './shown-code.ts';

/** A quote's place in the file, and the file's own text there. */
export interface QuotedPlace extends Stretch {
  quote: string;
}

/** As `quoteOf` of the rules: no quote is longer. */
const longestQuote = 400;
const mostLines = 6;
/** A quote of less than this many letters and digits says nothing. */
const leastCharacters = 4;

/**
 * Finds what a model quotes within the lines that it was shown, white space aside; of several places the one nearest to the line it names.
 * Null where it is not there. What is given back is the file's text, to the letter, not the model's.
 */
export function findQuote(
  quote: string,
  { real, shown }: ShownCode,
  within: Stretch,
  namedLine: number,
): QuotedPlace | null {
  const wanted = squeezed(withoutNumbers(quote));
  if (wanted.length === 0) return null;
  const { text, lineAt } = squeezedLines(shown, within);
  let best: Stretch | null = null;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const place = { line: lineAt[at]!, endLine: lineAt[at + wanted.length - 1]! };
    if (best === null || distance(place, namedLine) < distance(best, namedLine)) best = place;
  }
  return best === null ? null : { ...best, ...realQuote(best, wanted, { real, shown }) };
}

/** Whether a quote is too little to stand for anything: a bracket, a keyword's half. */
export function isThin(quote: string): boolean {
  return (withoutNumbers(quote).match(/[\p{L}\p{N}_]/gu) ?? []).length < leastCharacters;
}

/** The quote without the numbers that stand before lines in a prompt. */
function withoutNumbers(quote: string): string {
  return quote.replace(/^ *\d+\| ?/gm, '');
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}

/** All text of the lines without white space, and the line of each of its characters. */
function squeezedLines(
  lines: readonly string[],
  { line, endLine }: Stretch,
): { text: string; lineAt: number[] } {
  const pieces: string[] = [];
  const lineAt: number[] = [];
  for (let number = line; number <= Math.min(endLine, lines.length); number += 1) {
    const piece = squeezed(lines[number - 1]!);
    pieces.push(piece);
    for (let index = 0; index < piece.length; index += 1) lineAt.push(number);
  }
  return { text: pieces.join(''), lineAt };
}

function distance({ line, endLine }: Stretch, named: number): number {
  return named < line ? line - named : named > endLine ? named - endLine : 0;
}

/** The file's own text: exactly what was quoted where it lies on one line that is shown as it is, else whole lines. */
function realQuote(
  { line, endLine }: Stretch,
  wanted: string,
  { real, shown }: ShownCode,
): { endLine: number; quote: string } {
  const last = Math.min(endLine, line + mostLines - 1);
  const own = real[line - 1]!.replace(/\r$/, '');
  if (line === endLine && own === shown[line - 1]) {
    const part = exactPart(own, wanted);
    if (part.length <= longestQuote) return { endLine, quote: part };
  }
  const whole = real
    .slice(line - 1, last)
    .join('\n')
    .trim();
  return { endLine: last, quote: whole.slice(0, longestQuote).trim() };
}

/** The stretch of a line that is `wanted` once white space is left out. */
function exactPart(text: string, wanted: string): string {
  for (let from = 0; from < text.length; from += 1) {
    if (text[from] !== wanted[0]) continue;
    let at = 0;
    for (let to = from; to < text.length; to += 1) {
      if (/\s/.test(text[to]!)) continue;
      if (text[to] !== wanted[at]) break;
      at += 1;
      if (at === wanted.length) return text.slice(from, to + 1);
    }
  }
  return text.trim();
}
