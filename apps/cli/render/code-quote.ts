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
    result.push(style.dim(`  ${' '.repeat(numberWidth)} ${bar} … ${lines.length - shown.length} more lines`));
  return result;
}

/** The lines without the spaces that all of them begin with; a quote often begins after its first line's. */
function withoutIndent(text: string): string {
  const lines = text.split('\n');
  const rest = lines.slice(1).filter((line) => line.trim() !== '');
  const shared = Math.min(...rest.map((line) => /^ */.exec(line)![0].length));
  if (rest.length === 0) return text.trimStart();
  const own = /^ */.exec(lines[0]!)![0].length;
  const first = own > 0 ? lines[0]!.slice(Math.min(own, shared)) : lines[0]!;
  return [first, ...lines.slice(1).map((line) => line.slice(shared))].join('\n');
}
