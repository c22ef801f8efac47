import { type LinedText, lineAt, type Place } from '../../../src/review/index.ts';
import { count } from '../terminal/format.ts';
import { highlight } from '../terminal/highlight.ts';
import type { Screen } from '../terminal/screen.ts';
import { printable } from '../terminal/style.ts';
import { cut, cutFront, widthOf } from '../terminal/width.ts';

export interface CodeFrame {
  source: LinedText;
  /** What is marked. */
  place: Place;
  language: string | null;
  /** Lines before and after; 1 by default. */
  context?: number;
  /** Marked lines beyond this many are counted, not shown. */
  mostLines?: number;
}

/** Code units of a line that are looked at on each side of what is marked: a line of a bundled file can be the whole file. */
const farthest = 300;
/** A frame that is narrower than this has no room for the lines around. */
const narrow = 40;

/** One line of the file: what is shown of it, and which columns of that are marked. */
interface Row {
  number: number;
  text: string;
  isMarked: boolean;
  /** Columns in the shown text; null where no part of it is marked by itself. */
  from: number;
  to: number;
}

/**
 * A piece of a file with its line numbers: the lines of the finding behind a `>`, what it quotes underlined where that stands on one line, and
 * a line of context on both sides. Lines that are too long show the part around what is marked.
 */
export function renderCodeFrame(frame: CodeFrame, screen: Screen): string[] {
  const { place, language, mostLines = 6 } = frame;
  const { style, columns, hasUnicode } = screen;
  const rows = rowsOf(frame, columns < narrow ? 0 : (frame.context ?? 1));
  const hidden = Math.max(0, place.endLine - place.line + 1 - mostLines);
  const numberWidth = String(rows.at(-1)!.number).length;
  const bar = hasUnicode ? '│' : '|';
  const room = Math.max(1, columns - numberWidth - 5);
  const indent = Math.min(...rows.filter(({ text }) => text.trim() !== '').map(({ text }) => indentOf(text)));
  const shared = Number.isFinite(indent) ? indent : 0;
  const coloured = highlight(rows.map(({ text }) => text.slice(shared)).join('\n'), language, style);
  const lines: string[] = [];
  for (const [index, row] of rows.entries()) {
    const mark = row.isMarked ? style.red('>') : ' ';
    const number = String(row.number).padStart(numberWidth);
    const from = Math.max(0, row.from - shared);
    const to = Math.max(from, row.to - shared);
    const start = windowStart({ from, to, width: widthOf(coloured[index]!), room });
    const shown = windowOf(coloured[index]!, start, room);
    lines.push(`${mark} ${style.dim(`${number} ${bar}`)}${shown === '' ? '' : ` ${shown}`}`);
    if (row.isMarked && place.line === place.endLine)
      lines.push(
        `  ${' '.repeat(numberWidth)} ${style.dim(bar)} ${underline(from - start, to - start, room, screen)}`,
      );
    if (hidden > 0 && row.number === place.line + mostLines - 1)
      lines.push(
        cut(style.dim(`  ${' '.repeat(numberWidth)} ${bar} … ${count(hidden, 'more line')}`), columns),
      );
  }
  return lines;
}

function rowsOf({ source, place, mostLines = 6 }: CodeFrame, context: number): Row[] {
  const lastMarked = Math.min(place.endLine, place.line + mostLines - 1);
  const first = Math.max(1, place.line - context);
  const isWhole = lastMarked === place.endLine;
  const last = Math.min(source.starts.length, isWhole ? lastMarked + context : lastMarked);
  const rows: Row[] = [];
  for (let number = first; number <= last; number += 1) {
    const isMarked = number >= place.line && number <= lastMarked;
    rows.push(rowOf(lineAt(source, number), number, isMarked, place));
  }
  // An empty line around says nothing.
  while (!rows.at(-1)!.isMarked && rows.at(-1)!.text.trim() === '') rows.pop();
  while (!rows[0]!.isMarked && rows[0]!.text.trim() === '') rows.shift();
  return rows;
}

function rowOf(line: string, number: number, isMarked: boolean, place: Place): Row {
  const isOnOneLine = place.line === place.endLine;
  const start = isMarked && isOnOneLine ? place.column - 1 : 0;
  const end = isMarked && isOnOneLine ? place.endColumn - 1 : 0;
  const from = Math.max(0, start - farthest);
  const to = Math.min(line.length, Math.min(end, start + farthest) + farthest);
  const before = `${from > 0 ? '…' : ''}${printable(line.slice(from, start).toWellFormed())}`;
  const marked = printable(line.slice(start, Math.min(end, to)).toWellFormed());
  const after = printable(line.slice(Math.min(end, to), to).toWellFormed());
  const at = widthOf(before);
  return {
    number,
    text: `${before}${marked}${after}${to < line.length ? '…' : ''}`,
    isMarked,
    from: at,
    to: at + widthOf(marked),
  };
}

interface Marked {
  from: number;
  to: number;
  width: number;
  room: number;
}

/** The first column to show, so that what is marked can be seen: the beginning where it fits, else a little before the mark. */
function windowStart({ from, to, width, room }: Marked): number {
  if (width <= room || Math.min(to, from + 8) < room) return 0;
  const before = Math.min(8, room >> 2);
  return Math.max(0, Math.min(from - before, width - room));
}

function windowOf(text: string, start: number, room: number): string {
  if (start === 0) return cut(text, room);
  const width = widthOf(text) - start;
  const rest = cutFront(text, width);
  // A wide character that was cut in the middle leaves a column: what follows must stay above its carets.
  const gap = ' '.repeat(Math.max(0, width - widthOf(rest)));
  return cut(rest.replace('…', `…${gap}`), room);
}

/** Carets under the marked columns, as far as they are on the screen. */
function underline(from: number, to: number, room: number, { style }: Screen): string {
  const first = Math.max(0, Math.min(from, room - 1));
  const last = Math.max(first + 1, Math.min(to, room));
  return `${' '.repeat(first)}${style.red('^'.repeat(last - first))}`;
}

const indentOf = (line: string) => /^ */.exec(line)![0].length;
