import { type Column, columnOf, type Table } from '../../src/data/index.ts';
import type { Work } from '../../src/turns/index.ts';

/** A number for each row that equal rows share, by all of a table's columns: two different rows share one about once in 2^53. */
export function* rowKeys(table: Table): Work<Float64Array> {
  const high = new Int32Array(table.rows).fill(17);
  const low = new Int32Array(table.rows).fill(31);
  for (const column of table.columns)
    for (let from = 0; from < table.rows; from += rowsATurn) {
      mixIn(column, { high, low }, from, Math.min(table.rows, from + rowsATurn));
      yield;
    }
  const keys = new Float64Array(table.rows);
  for (let row = 0; row < table.rows; row++)
    keys[row] = (high[row]! >>> 0) * 2 ** 21 + ((low[row]! >>> 0) & 0x1fffff);
  return keys;
}

/** So many rows of a column are mixed in between two turns. */
const rowsATurn = 262_144;

function mixIn(
  column: Column,
  { high, low }: { high: Int32Array; low: Int32Array },
  from: number,
  to: number,
): void {
  const bytes = new Float64Array(1);
  const words = new Int32Array(bytes.buffer);
  for (let row = from; row < to; row++) {
    bytes[0] = column.type === 'numbers' ? column.values[row]! + 0 : column.codes[row]!;
    high[row] = mix(high[row]!, words[0]!, words[1]!);
    low[row] = mix(low[row]!, words[1]! ^ 0x5bd1e995, words[0]!);
  }
}

function mix(hash: number, one: number, other: number): number {
  let mixed = Math.imul(hash ^ one, 0x85ebca6b);
  mixed = Math.imul((mixed ^ (mixed >>> 13)) + other, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** The test rows that are no copies of rows to learn from: a model would be praised for remembering those. */
export function* withoutCopies(table: Table, train: Int32Array, test: Int32Array): Work<Int32Array> {
  const keys = yield* rowKeys(table);
  // The keys of the few are kept, and those of the many only looked up.
  const asked = new Set<number>();
  for (const row of test) asked.add(keys[row]!);
  const learned = new Set<number>();
  for (let from = 0; from < train.length; from += keysATurn) {
    yield;
    for (const row of train.subarray(from, from + keysATurn))
      if (asked.has(keys[row]!)) learned.add(keys[row]!);
  }
  return test.filter((row) => !learned.has(keys[row]!));
}

/** So many keys are looked up between two turns. */
const keysATurn = 65_536;

/** The rows that have a value in a column. */
export function rowsWithValue(table: Table, name: string): Int32Array {
  const column: Column = columnOf(table, name)!;
  const rows = new Int32Array(table.rows);
  let count = 0;
  if (column.type === 'numbers') {
    for (let row = 0; row < rows.length; row++) if (Number.isFinite(column.values[row]!)) rows[count++] = row;
  } else {
    for (let row = 0; row < rows.length; row++) if (column.codes[row]! >= 0) rows[count++] = row;
  }
  return rows.slice(0, count);
}
