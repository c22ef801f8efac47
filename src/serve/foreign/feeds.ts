import type { Tensor } from 'onnxruntime-node';
import { type Column, columnOf, type Table } from '../../data/index.ts';
import { InputError } from '../../errors/index.ts';
import type { GraphInput } from './inputs.ts';

type Numbers = Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array;

/** Rows as one input of a graph takes them: plain arrays, that can go to a thread as they are. Texts are places in a dictionary of those that occur. */
export type Feed = { name: string; type: Tensor.Type; dims: readonly number[] } & (
  | { values: Numbers }
  | { codes: Int32Array; dictionary: readonly string[] }
);

/**
 * Rows of a table as what an input takes; `rows` more than there are repeat the last one.
 *
 * @throws InputError `missing-column`, `retyped-column`, `missing-value`, `wrong-value`
 */
export function feedOf(
  { type, rank, columns, name }: GraphInput,
  table: Table,
  { first, end, rows }: { first: number; end: number; rows: number },
): Feed {
  const width = columns.length;
  const own = columns.map((column) => needed(table, column, type));
  const dims = rank === 1 ? [rows] : [rows, width];
  const placeOf = (row: number): number => Math.min(first + row, end - 1);
  if (type === 'string') return { name, type, dims, ...textsOf(own, rows, placeOf) };
  const values = emptyNumbers(type, rows * width);
  own.forEach((column, place) => {
    if (column.type !== 'numbers') return;
    for (let row = 0; row < rows; row++) {
      const value = column.values[placeOf(row)]!;
      if (values instanceof Float32Array || values instanceof Float64Array)
        values[row * width + place] = value;
      else {
        if (!Number.isInteger(value)) throw notWhole(column.name, name, value, placeOf(row));
        if (values instanceof BigInt64Array) values[row * width + place] = BigInt(value);
        else values[row * width + place] = value;
      }
    }
  });
  return { name, type, dims, values };
}

/** The arrays that can be handed over rather than copied. */
export function buffersOf(feeds: readonly Feed[]): ArrayBuffer[] {
  return feeds.map((feed) => ('values' in feed ? feed.values : feed.codes).buffer as ArrayBuffer);
}

/** Texts row by row; a dictionary of a whole table may be far longer than these rows. */
function textsOf(
  columns: readonly Column[],
  rows: number,
  placeOf: (row: number) => number,
): { codes: Int32Array; dictionary: readonly string[] } {
  const codes = new Int32Array(rows * columns.length);
  // Missing is an empty text.
  const dictionary = [''];
  columns.forEach((column, place) => {
    if (column.type !== 'texts') return;
    const places = new Map<number, number>();
    for (let row = 0; row < rows; row++) {
      const code = column.codes[placeOf(row)]!;
      if (code < 0) continue;
      let known = places.get(code);
      if (known === undefined) {
        known = dictionary.push(column.dictionary[code] ?? '') - 1;
        places.set(code, known);
      }
      codes[row * columns.length + place] = known;
    }
  });
  return { codes, dictionary };
}

function emptyNumbers(type: string, length: number): Numbers {
  switch (type) {
    case 'float32':
      return new Float32Array(length);
    case 'float64':
      return new Float64Array(length);
    case 'int64':
      return new BigInt64Array(length);
    case 'int32':
      return new Int32Array(length);
    default:
      return new Uint8Array(length);
  }
}

function needed(table: Table, name: string, type: string): Column {
  const column = columnOf(table, name);
  const wanted = type === 'string' ? 'texts' : 'numbers';
  if (column === undefined)
    throw new InputError('missing-column', `Column "${name}" (${wanted}) is not in the table.`, {
      details: { column: name },
    });
  if (column.type === wanted || column.missing === table.rows) return column;
  throw new InputError(
    'retyped-column',
    `Column "${name}" holds ${column.type}; ${wanted} are expected. Convert the column.`,
    { details: { column: name } },
  );
}

function notWhole(column: string, input: string, value: number, row: number): InputError {
  const isMissing = Number.isNaN(value);
  return new InputError(
    isMissing ? 'missing-value' : 'wrong-value',
    `Column "${column}", row ${row + 1}: ${isMissing ? 'a value is missing' : `${value} is not whole`}, and input "${input}" of the model takes whole numbers alone.`,
    { details: { column, row: row + 1 } },
  );
}
