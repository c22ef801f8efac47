import type { Axis, Figure, Tone } from './figure.ts';
import { createCanvas } from './terminal-canvas.ts';

export interface TerminalPlotOptions {
  /** Characters that a line may have. */
  columns: number;
  /** Lines of the drawing itself; by the figure's shape when left out. */
  rows?: number;
  hasColour?: boolean;
  /** Without it only ASCII is used. */
  hasUnicode?: boolean;
}

/** Draws a figure as lines of text: braille for lines and points, blocks for bars, colours of the terminal's own palette. */
export function figureToText(figure: Figure, options: TerminalPlotOptions): string[] {
  const { columns, hasColour = false, hasUnicode = true } = options;
  const { x, y, title, subtitle, legend } = figure;
  const paint = (text: string, tone: Tone) =>
    hasColour && text !== '' ? `${codeOf(tone)}${text}\u001b[0m` : text;
  const isCells = figure.marks.some((mark) => mark.kind === 'boxes' && mark.grows === 'cell');
  const rows =
    options.rows ??
    (figure.shape === 'rows'
      ? y.ticks.length
      : isCells
        ? y.ticks.length * 2
        : figure.shape === 'square'
          ? 16
          : 13);
  const labels = labelsOf(y, rows, Math.floor(columns * 0.4));
  const room = Math.max(...labels.map((label) => label.length));
  const width = Math.max(8, columns - room - 2);
  const canvas = createCanvas({ width, rows, x, y, hasUnicode });
  for (const mark of figure.marks) canvas.draw(mark);
  const bar = hasUnicode ? '│' : '|';
  const lines = [hasColour ? `\u001b[1m${cut(title, columns)}\u001b[22m` : cut(title, columns)];
  if (subtitle !== null) lines.push(paint(cut(subtitle, columns), 'muted'));
  if (y.title !== '') lines.push(paint(cut(`${hasUnicode ? '↑' : '^'} ${y.title}`, columns), 'muted'));
  for (const [row, label] of labels.entries())
    lines.push(
      `${label.padStart(room)} ${paint(bar, 'muted')}${canvas
        .line(row)
        .map(({ text, tone }) => (tone === null ? text : paint(text, tone)))
        .join('')}`.trimEnd(),
    );
  lines.push(
    paint(
      `${' '.repeat(room + 1)}${hasUnicode ? `└${'─'.repeat(width)}` : `+${'-'.repeat(width)}`}`,
      'muted',
    ),
  );
  lines.push(paint(`${' '.repeat(room + 2)}${xLabels(x, width)}`.trimEnd(), 'muted'));
  lines.push(
    paint(
      `${' '.repeat(room + 2)}${cut(x.title, width)} ${hasUnicode ? '→' : '>'}`.slice(0, columns),
      'muted',
    ),
  );
  if (legend.length > 1) lines.push(...legendLines(legend, { columns, hasUnicode, paint }));
  if (figure.shades !== undefined && hasColour)
    lines.push(`${paint('●', 0)} ${figure.shades[0]}  ${paint('●', 4)} ${figure.shades[1]}`);
  return lines.map((line) => line.trimEnd());
}

/** Blue, yellow, green, magenta, red, cyan. */
const toneCodes = [34, 33, 32, 35, 31, 36];

function codeOf(tone: Tone): string {
  if (tone === 'ink') return '\u001b[39m';
  if (tone === 'muted') return '\u001b[2m';
  return `\u001b[${toneCodes[tone % toneCodes.length]}m`;
}

/** What stands left of each line: names of categories, or numbers where a tick falls. */
function labelsOf(axis: Axis, rows: number, most: number): string[] {
  const labels = new Array<string>(rows).fill('');
  for (const { at, label } of axis.ticks) {
    const share = (at - axis.min) / (axis.max - axis.min);
    // The upper middle of a category's lines; a number lies on the line that holds it.
    const row = axis.isBand
      ? Math.floor((1 - share) * rows - 0.5 + 1e-9)
      : Math.round((1 - share) * (rows - 1));
    if (row >= 0 && row < rows && labels[row] === '') labels[row] = cut(label, Math.max(4, most));
  }
  return labels;
}

function xLabels(axis: Axis, width: number): string {
  const cells = new Array<string>(width).fill(' ');
  let free = 0;
  for (const { at, label } of axis.ticks) {
    const share = (at - axis.min) / (axis.max - axis.min);
    const own = axis.isBand ? cut(label, Math.max(3, Math.floor(width / axis.ticks.length) - 1)) : label;
    const centre = axis.isBand ? share * width : share * (width - 1);
    const start = Math.max(0, Math.min(width - own.length, Math.round(centre - own.length / 2)));
    if (start < free) continue;
    for (const [index, character] of [...own].entries()) cells[start + index] = character;
    free = start + own.length + 1;
  }
  return cells.join('');
}

function legendLines(
  legend: Figure['legend'],
  {
    columns,
    hasUnicode,
    paint,
  }: { columns: number; hasUnicode: boolean; paint: (text: string, tone: Tone) => string },
): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const { label, tone } of legend) {
    const shown = cut(label, columns - 3);
    if (used > 0 && used + shown.length + 5 > columns) {
      lines.push(line);
      [line, used] = ['', 0];
    }
    line += `${used > 0 ? '   ' : ''}${paint(hasUnicode ? '━' : '-', tone)} ${shown}`;
    used += shown.length + (used > 0 ? 5 : 2);
  }
  lines.push(line);
  return lines;
}

function cut(text: string, most: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: names come from data, and must not move the cursor.
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
  return plain.length <= most ? plain : `${plain.slice(0, Math.max(0, most - 1))}…`;
}
