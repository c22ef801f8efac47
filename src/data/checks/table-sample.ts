import { type Column, type Table, takeTableRows } from '../table.ts';
import type { TableFinding } from './finding.ts';
import { randomFor } from './out-of-fold.ts';
import type { Turns } from './turns.ts';

/** Rows of a table that stand for all of it, in its order. */
export interface TableSample {
  table: Table;
  /** Their places in the whole table; null where they are all of it. */
  rows: Int32Array | null;
  /** Rows of the whole table. */
  of: number;
}

/** So many rows at most, one of each of as many even stretches, drawn by the seed; all of a smaller table, and that is no copy. */
export async function sampleTable(
  table: Table,
  most: number,
  seed: number,
  turns: Turns,
): Promise<TableSample> {
  if (table.rows <= most) return { table, rows: null, of: table.rows };
  const random = randomFor(seed, 'sample');
  const step = table.rows / most;
  const rows = Int32Array.from({ length: most }, (_, place) => Math.floor((place + random.next()) * step));
  return { table: await takeInTurns(table, rows, turns), rows, of: table.rows };
}

/** Copies of some rows, column by column with turns in between; dictionaries hold the texts that are left. */
export async function takeInTurns(table: Table, rows: Int32Array, turns: Turns): Promise<Table> {
  const columns: Column[] = [];
  for (const column of table.columns) {
    await turns();
    columns.push(compacted(takeTableRows({ rows: table.rows, columns: [column] }, rows).columns[0]!));
  }
  return { rows: rows.length, columns };
}

/** The row of the whole table that a row of its sample is. */
export function wholeRow({ rows }: TableSample, row: number): number {
  return rows === null ? row : rows[row]!;
}

/** A finding that rests on the rows which stand for a large table says so. */
export function ofSample(finding: TableFinding, { table, rows }: TableSample): TableFinding {
  return rows === null ? finding : { ...finding, evidence: { ...finding.evidence, sampledRows: table.rows } };
}

function compacted(column: Column): Column {
  if (column.type !== 'texts' || column.dictionary.length <= column.codes.length) return column;
  const places = new Map<number, number>();
  const codes = column.codes.map((code) => {
    if (code < 0) return code;
    const known = places.get(code);
    if (known !== undefined) return known;
    places.set(code, places.size);
    return places.size - 1;
  });
  return { ...column, codes, dictionary: Array.from(places.keys(), (code) => column.dictionary[code]!) };
}
