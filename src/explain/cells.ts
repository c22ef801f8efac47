import type { Column, Table } from '../data/index.ts';

/** What stands in a row and column: null where nothing does. */
export type Cell = number | string | null;

/** What stands in a row of a column. */
export function cellAt(column: Column, row: number): Cell {
  if (column.type === 'numbers') {
    const value = column.values[row]!;
    return Number.isNaN(value) ? null : value;
  }
  const code = column.codes[row]!;
  return code < 0 ? null : column.dictionary[code]!;
}

/** A column like another with these cells. */
export function columnOfCells(like: Column, cells: readonly Cell[]): Column {
  const { name, kind } = like;
  const missing = cells.filter((cell) => cell === null).length;
  if (like.type === 'numbers')
    return {
      name,
      kind,
      missing,
      type: 'numbers',
      values: Float64Array.from(cells, (cell) => (typeof cell === 'number' ? cell : Number.NaN)),
    };
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(cells, (cell) => {
    if (typeof cell !== 'string') return -1;
    const known = codeOf.get(cell);
    if (known !== undefined) return known;
    codeOf.set(cell, codeOf.size);
    return codeOf.size - 1;
  });
  return { name, kind, missing, type: 'texts', codes, dictionary: [...codeOf.keys()] };
}

/** A table of rows of cells, with columns like these. */
export function tableOfCells(like: readonly Column[], rows: readonly (readonly Cell[])[]): Table {
  return {
    rows: rows.length,
    columns: like.map((column, at) =>
      columnOfCells(
        column,
        rows.map((cells) => cells[at]!),
      ),
    ),
  };
}
