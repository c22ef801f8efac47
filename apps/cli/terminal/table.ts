import type { Style } from './style.ts';
import { cut, cutFront, pad, widthOf, wrap } from './width.ts';

export interface Column {
  title: string;
  align?: 'left' | 'right';
  /** Cells are cut at this many columns at most, before anything else gives way. */
  maxWidth?: number;
  /** Where the table is too wide, columns shrink from the highest number to the lowest; 0 never does. */
  shrink?: number;
  /** Which end of a cell stays when it is cut; paths are told apart by their ends. */
  keeps?: 'start' | 'end';
}

export interface TableOptions {
  columns: number;
  style: Style;
  /** `frame`: vertical bars and a rule, cells wrapped; `plain`: two spaces between, cells cut. */
  look?: 'plain' | 'frame';
  hasUnicode?: boolean;
}

const narrowest = 4;
/** A plain column gives way to this width first, so that others do before it is cut to nothing. */
const legible = 12;

/**
 * Lays rows out under their titles within `options.columns`. Cells hold styled text without line feeds. Where even the narrowest columns
 * do not fit, each row becomes a short list of `title: cell`.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly string[][],
  options: TableOptions,
): string[] {
  const look = options.look ?? 'plain';
  const between = look === 'frame' ? 3 : 2;
  const natural = columns.map((column, index) => {
    const widest = Math.max(widthOf(column.title), ...rows.map((row) => widthOf(row[index] ?? '')));
    return Math.min(widest, column.maxWidth ?? Number.POSITIVE_INFINITY);
  });
  const room = options.columns - between * (columns.length - 1);
  const cell = (index: number) => Math.max(0, ...rows.map((row) => widthOf(row[index] ?? '')));
  // A framed cell wraps at spaces, so that it needs only its title's longest word; a plain one is cut.
  const byWords = columns.map(({ title, align }, index) => {
    const longestWord = Math.max(...title.split(' ').map(widthOf));
    const readable = Math.max(align === 'right' ? 5 : 16, longestWord);
    return Math.min(natural[index]!, look === 'frame' ? readable : narrowest);
  });
  // Where that is too wide, titles may break within words, but never numbers.
  const byNumbers = columns.map(({ align }, index) =>
    Math.min(natural[index]!, align === 'right' ? Math.max(cell(index), 5) : 12),
  );
  const byLegible = natural.map((width, index) =>
    Math.min(width, columns[index]!.align === 'right' ? width : legible),
  );
  const widths =
    (look === 'plain' ? fitWidths(columns, natural, byLegible, room) : null) ??
    fitWidths(columns, natural, byWords, room) ??
    (look === 'frame' ? fitWidths(columns, natural, byNumbers, room) : null);
  if (widths === null) return renderAsLists(columns, rows, options);
  return look === 'frame'
    ? renderFramed(columns, rows, widths, options)
    : renderPlain(columns, rows, widths, options);
}

function fitWidths(
  columns: readonly Column[],
  natural: readonly number[],
  floors: readonly number[],
  room: number,
): number[] | null {
  const widths = [...natural];
  const orders = [...new Set(columns.map((column) => column.shrink ?? 1))]
    .filter((order) => order > 0)
    .sort((a, b) => b - a);
  for (const order of orders) {
    // The widest of the same order gives way first, so that they end alike.
    for (let over = sum(widths) - room; over > 0; over -= 1) {
      let widest = -1;
      for (const [index, column] of columns.entries()) {
        if ((column.shrink ?? 1) !== order || widths[index]! <= floors[index]!) continue;
        if (widest < 0 || widths[index]! > widths[widest]!) widest = index;
      }
      if (widest < 0) break;
      widths[widest]! -= 1;
    }
  }
  return sum(widths) <= room ? widths : null;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function renderPlain(
  columns: readonly Column[],
  rows: readonly string[][],
  widths: readonly number[],
  { style }: TableOptions,
): string[] {
  const fitted = (cell: string, index: number) =>
    columns[index]!.keeps === 'end' ? cutFront(cell, widths[index]!) : cut(cell, widths[index]!);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => alignCell(fitted(cell, index), widths[index]!, columns[index]!))
      .join('  ')
      .trimEnd();
  return [
    style.dim(line(columns.map((column) => column.title))),
    ...rows.map((row) => line(cellsOf(columns, row))),
  ];
}

function renderFramed(
  columns: readonly Column[],
  rows: readonly string[][],
  widths: readonly number[],
  { style, hasUnicode = true }: TableOptions,
): string[] {
  const bar = style.dim(hasUnicode ? ' │ ' : ' | ');
  const rule = style.dim(
    widths.map((width) => (hasUnicode ? '─' : '-').repeat(width)).join(hasUnicode ? '─┼─' : '-+-'),
  );
  const lines = (cells: readonly string[]) => {
    const wrapped = cells.map((cell, index) => wrap(cell, widths[index]!));
    const height = Math.max(...wrapped.map((cell) => cell.length));
    return Array.from({ length: height }, (_, at) =>
      wrapped
        .map((cell, index) => alignCell(cell[at] ?? '', widths[index]!, columns[index]!))
        .join(bar)
        .trimEnd(),
    );
  };
  return [
    ...lines(columns.map((column) => style.bold(column.title))),
    rule,
    ...rows.flatMap((row) => lines(cellsOf(columns, row))),
  ];
}

function renderAsLists(
  columns: readonly Column[],
  rows: readonly string[][],
  options: TableOptions,
): string[] {
  return rows.flatMap((row, index) => [
    ...(index === 0 ? [] : ['']),
    ...columns.flatMap((column, at) =>
      wrap(`${options.style.dim(`${column.title}:`)} ${row[at] ?? ''}`, options.columns),
    ),
  ]);
}

const cellsOf = (columns: readonly Column[], row: readonly string[]) =>
  columns.map((_, index) => row[index] ?? '');

function alignCell(cell: string, width: number, column: Column): string {
  return pad(cell, width, column.align === 'right' ? 'right' : 'left');
}
