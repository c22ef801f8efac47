import { setImmediate } from 'node:timers/promises';
import type { Column, Table } from '../data/index.ts';

/** The event loop gets its turn at least that often while memory is copied. */
const longestTurnMs = 10;

type Numbers = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;

/** Copies, by what they are copies of: a model that is explained again is not copied again. */
const copies = new WeakMap<object, object>();

/** Gives the event loop its turn when it has waited long enough. */
class Turns {
  #began = performance.now();

  async pause(): Promise<void> {
    if (performance.now() - this.#began < longestTurnMs) return;
    await setImmediate();
    this.#began = performance.now();
  }
}

/** Plain data with its arrays of numbers in memory that threads share, so that handing it to them copies next to nothing. */
export async function shareData<Data extends object>(data: Data): Promise<Data> {
  const known = copies.get(data);
  if (known !== undefined) return known as Data;
  const copy = (await sharedCopy(data, new Turns())) as Data;
  copies.set(data, copy);
  return copy;
}

async function sharedCopy(value: unknown, turns: Turns): Promise<unknown> {
  if (typeof value !== 'object' || value === null) return value;
  await turns.pause();
  if (ArrayBuffer.isView(value)) return sharedArray(value as Numbers);
  if (Array.isArray(value)) {
    // Long lists are of texts and numbers, which stay as they are.
    if (value.every((each) => typeof each !== 'object' || each === null)) return value;
    const made: unknown[] = [];
    for (const each of value) made.push(await sharedCopy(each, turns));
    return made;
  }
  const made: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value))
    made[key] = typeof each === 'object' ? await sharedCopy(each, turns) : each;
  return made;
}

function sharedArray<Values extends Numbers>(values: Values): Values {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const Kind = values.constructor as new (buffer: SharedArrayBuffer) => Values;
  const copy = new Kind(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

/** Rows of a table in memory that threads share, with only those texts of the dictionaries that occur. */
export async function shareRows(table: Table, rows: Int32Array): Promise<Table> {
  const turns = new Turns();
  const columns: Column[] = [];
  for (const column of table.columns) {
    await turns.pause();
    if (column.type === 'numbers') {
      const values = new Float64Array(new SharedArrayBuffer(8 * rows.length));
      for (let place = 0; place < rows.length; place++) values[place] = column.values[rows[place]!]!;
      columns.push({ ...column, values });
      continue;
    }
    const codes = new Int32Array(new SharedArrayBuffer(4 * rows.length));
    const dictionary: string[] = [];
    const codeOf = new Map<number, number>();
    for (let place = 0; place < rows.length; place++) {
      const old = column.codes[rows[place]!]!;
      if (old < 0) {
        codes[place] = -1;
        continue;
      }
      let code = codeOf.get(old);
      if (code === undefined) {
        code = dictionary.length;
        codeOf.set(old, code);
        dictionary.push(column.dictionary[old]!);
      }
      codes[place] = code;
    }
    columns.push({ ...column, codes, dictionary });
  }
  return { rows: rows.length, columns };
}
