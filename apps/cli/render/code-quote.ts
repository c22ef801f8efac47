import { count } from '../terminal/format.ts';
import { highlight } from '../terminal/highlight.ts';
import type { Screen } from '../terminal/screen.ts';
import { printable } from '../terminal/style.ts';
import { cut } from '../terminal/width.ts';

export interface CodeQuote {
  /** Text of the file, to the letter. */
  quote: string;
  /** Line of its first character, from 1. */
  line: number;
  language: string | null;
  /** Lines beyond this many are counted, not shown. */
  mostLines?: number;
}

/** A piece of a file beside its line numbers, each line cut to the screen. */
export function renderCodeQuote(
  { quote, line, language, mostLines = 6 }: CodeQuote,
  screen: Screen,
): string[] {
  const { style } = screen;
  const bar = screen.hasUnicode ? '│' : '|';
  const lines = highlight(withoutIndent(printable(quote)), language, style);
  const shown = lines.slice(0, mostLines);
  const numberWidth = String(line + shown.length - 1).length;
  const result = shown.map((text, index) => {
    const number = String(line + index).padStart(numberWidth);
    return cut(`  ${style.dim(`${number} ${bar}`)} ${text}`, screen.columns);
  });
  if (lines.length > shown.length)
    result.push(
      style.dim(`  ${' '.repeat(numberWidth)} ${bar} … ${count(lines.length - shown.length, 'more line')}`),
    );
  return result;
}

/**
 * The lines without the spaces that stand before all of them. A quote begins after its first line's spaces, so how far that line was indented
 * is told by the others: as far as a closing line, or one step less than its body.
 */
function withoutIndent(text: string): string {
  const [first = '', ...rest] = text.split('\n');
  const indents = rest.filter((line) => line.trim() !== '').map(indentOf);
  if (indents.length === 0) return text.trimStart();
  const shared = Math.min(...indents);
  const isClosed = /^\s*(?:[)\]}]|end\b|<\/)/.test(rest.at(-1)!);
  const step = shared % 4 === 0 ? 4 : 2;
  const own =
    indentOf(first) > 0 ? Math.min(indentOf(first), shared) : isClosed ? shared : Math.max(0, shared - step);
  return [first.trimStart(), ...rest.map((line) => line.slice(Math.min(own, indentOf(line))))].join('\n');
}

const indentOf = (line: string) => /^ */.exec(line)![0].length;
