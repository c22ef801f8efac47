import { atOnce, type Work } from '../turns/index.ts';

/** What a column means, found from its values and its name. */
export const columnKinds = [
  'numeric',
  'boolean',
  'categorical',
  'datetime',
  'text',
  'identifier',
  'constant',
] as const;
export type ColumnKind = (typeof columnKinds)[number];

/**
 * A column of a table in memory. Numbers, booleans (0 and 1) and times (milliseconds since 1970 in UTC) are one number a row, NaN where missing; all else is the
 * place of its text in a dictionary, -1 where missing.
 */
export type Column = { name: string; kind: ColumnKind; missing: number } & (
  | {
      type: 'numbers';
      values: Float64Array;
      /** Whether the file says true and false rather than 1 and 0. */
      isTruth?: true;
      /** What stands beside the numbers in the file and is left out: `%` (12% is 12), or the sign of a currency. */
      sign?: string;
    }
  | { type: 'texts'; codes: Int32Array; dictionary: readonly string[] }
);

/** Columns of one length, in the order of the file. */
export interface Table {
  rows: number;
  columns: readonly Column[];
}

/** The column of that name, or undefined. */
export function columnOf(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name);
}

/** What a column's number is called where it names a class: as the file says it. */
export function numberName(value: number, { isTruth }: { isTruth?: true }): string {
  if (isTruth === true && (value === 0 || value === 1)) return value === 1 ? 'true' : 'false';
  return String(value + 0);
}

/** The rows of a table that are named, in that order; copies, with the same dictionaries. */
export function takeTableRows(table: Table, rows: Int32Array): Table {
  return atOnce(takingTableRows(table, rows));
}

/** The same in turns, for big tables. */
export function* takingTableRows(table: Table, rows: Int32Array): Work<Table> {
  const columns: Column[] = [];
  for (const column of table.columns) {
    columns.push(yield* takenColumn(column, rows));
    yield;
  }
  return { rows: rows.length, columns };
}

/** So many rows of a column are taken between two turns. */
const rowsATurn = 262_144;

function* takenColumn(column: Column, rows: Int32Array): Work<Column> {
  let missing = 0;
  if (column.type === 'numbers') {
    const values = new Float64Array(rows.length);
    for (let from = 0; from < rows.length; from += rowsATurn) {
      if (from > 0) yield;
      missing += takeNumbers(column.values, rows, values, from);
    }
    return { ...column, values, missing };
  }
  const codes = new Int32Array(rows.length);
  for (let from = 0; from < rows.length; from += rowsATurn) {
    if (from > 0) yield;
    missing += takeCodes(column.codes, rows, codes, from);
  }
  return { ...column, codes, missing };
}

/** Gives how many of them are missing. */
function takeNumbers(from: Float64Array, rows: Int32Array, to: Float64Array, first: number): number {
  const end = Math.min(rows.length, first + rowsATurn);
  let missing = 0;
  for (let place = first; place < end; place++) {
    const value = from[rows[place]!]!;
    to[place] = value;
    if (Number.isNaN(value)) missing++;
  }
  return missing;
}

function takeCodes(from: Int32Array, rows: Int32Array, to: Int32Array, first: number): number {
  const end = Math.min(rows.length, first + rowsATurn);
  let missing = 0;
  for (let place = first; place < end; place++) {
    const code = from[rows[place]!]!;
    to[place] = code;
    if (code < 0) missing++;
  }
  return missing;
}
