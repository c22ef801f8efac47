import { type Column, columnOf, type Table } from '../../src/data/index.ts';

/**
 * A number for each row that equal rows share, by all of a table's columns: two different rows share one about once in 2^53. The event loop would
 * notice millions of rows; tables of that size are sampled when they are read.
 */
export function rowKeys(table: Table): Float64Array {
  const high = new Int32Array(table.rows).fill(17);
  const low = new Int32Array(table.rows).fill(31);
  const bytes = new Float64Array(1);
  const words = new Int32Array(bytes.buffer);
  for (const column of table.columns) {
    for (let row = 0; row < table.rows; row++) {
      if (column.type === 'numbers') bytes[0] = column.values[row]! + 0;
      else bytes[0] = column.codes[row]!;
      high[row] = mix(high[row]!, words[0]!, words[1]!);
      low[row] = mix(low[row]!, words[1]! ^ 0x5bd1e995, words[0]!);
    }
  }
  return Float64Array.from(high, (value, row) => (value >>> 0) * 2 ** 21 + ((low[row]! >>> 0) & 0x1fffff));
}

function mix(hash: number, one: number, other: number): number {
  let mixed = Math.imul(hash ^ one, 0x85ebca6b);
  mixed = Math.imul((mixed ^ (mixed >>> 13)) + other, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** The test rows that are no copies of rows to learn from: a model would be praised for remembering those. */
export function withoutCopies(table: Table, train: Int32Array, test: Int32Array): Int32Array {
  const keys = rowKeys(table);
  const learned = new Set<number>();
  for (const row of train) learned.add(keys[row]!);
  return test.filter((row) => !learned.has(keys[row]!));
}

/** The rows that have a value in a column. */
export function rowsWithValue(table: Table, name: string): Int32Array {
  const column: Column = columnOf(table, name)!;
  const has =
    column.type === 'numbers'
      ? (row: number) => Number.isFinite(column.values[row]!)
      : (row: number) => column.codes[row]! >= 0;
  return Int32Array.from({ length: table.rows }, (_, row) => row).filter(has);
}
