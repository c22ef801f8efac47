import { createHash } from 'node:crypto';
import { type Column, columnOf, numberName, type Table, takingTableRows } from '../data/index.ts';
import { sharedInts, sharedNumbers, type Target } from '../train/index.ts';
import { atOnce, type Work } from '../turns/index.ts';
import type { Problem } from './problem.ts';

/** Rows to learn from, in memory that threads share. */
export interface TrainingData {
  problem: Problem;
  /** Without the target, and without rows that have none. */
  table: Table;
  /** A row for each of the table's. */
  target: Target;
  /** Which rows of the table that was given these are. */
  rows: Int32Array;
  /** SHA-256 of names and values: what was computed on other data is not taken for this. */
  fingerprint: string;
}

/** Values of a column that go into the fingerprint, at most; of longer ones evenly chosen ones. */
const fingerprinted = 100_000;

/**
 * The rows of a table that can be learned from, made ready for threads; copies.
 *
 * @param rows those to take; all if left out
 */
export function prepareTraining(table: Table, problem: Problem, rows?: Int32Array): TrainingData {
  return atOnce(preparingTraining(table, problem, rows));
}

/** The same in turns, for big tables. */
export function* preparingTraining(table: Table, problem: Problem, rows?: Int32Array): Work<TrainingData> {
  const column = columnOf(table, problem.target)!;
  const codeOf = classCodes(column, problem.classes ?? []);
  const isUsable = (row: number): boolean =>
    problem.classes === null
      ? column.type === 'numbers' && Number.isFinite(column.values[row]!)
      : codeOf(row) >= 0;
  const all = rows ?? new Int32Array(table.rows).map((_, row) => row);
  const kept = all.filter(isUsable);
  yield;
  const target: Target =
    problem.classes === null
      ? {
          task: 'regression',
          values: sharedNumbers(
            kept.length,
            Float64Array.from(kept, (row) => (column.type === 'numbers' ? column.values[row]! : Number.NaN)),
          ),
        }
      : {
          task: 'classification',
          classes: problem.classes,
          codes: sharedInts(kept.length, kept.map(codeOf)),
        };
  const columns: Column[] = [];
  for (const each of table.columns) {
    yield;
    if (each === column) continue;
    const taken = yield* takingTableRows({ rows: table.rows, columns: [each] }, kept);
    columns.push(inSharedMemory(taken.columns[0]!));
  }
  const shared = { rows: kept.length, columns };
  const fingerprint = yield* fingerprintOf(shared, target, problem);
  return { problem, table: shared, target, rows: kept, fingerprint };
}

/** The place of a row's class among the classes; -1 where it has none of them. */
function classCodes(column: Column, classes: readonly string[]): (row: number) => number {
  const placeOf = new Map(classes.map((name, place) => [name, place]));
  if (column.type === 'texts') {
    const places = column.dictionary.map((text) => placeOf.get(text) ?? -1);
    return (row) => (column.codes[row]! < 0 ? -1 : places[column.codes[row]!]!);
  }
  return (row) => placeOf.get(numberName(column.values[row]!, column)) ?? -1;
}

function inSharedMemory(column: Column): Column {
  return column.type === 'numbers'
    ? { ...column, values: sharedNumbers(column.values.length, column.values) }
    : { ...column, codes: sharedInts(column.codes.length, column.codes) };
}

function* fingerprintOf(table: Table, target: Target, { target: name, classes }: Problem): Work<string> {
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ rows: table.rows, name, classes }));
  // Copies: hashes don't take shared memory.
  const add = (values: Float64Array | Int32Array): void => {
    const some = evenly(values);
    hash.update(new Uint8Array(some.buffer, some.byteOffset, some.byteLength));
  };
  add(target.task === 'regression' ? target.values : target.codes);
  for (const column of table.columns) {
    yield;
    hash.update(JSON.stringify({ name: column.name, kind: column.kind, type: column.type }));
    if (column.type === 'texts') hash.update(JSON.stringify(column.dictionary));
    add(column.type === 'numbers' ? column.values : column.codes);
  }
  return hash.digest('hex');
}

function evenly(values: Float64Array | Int32Array): Float64Array | Int32Array {
  const step = Math.ceil(values.length / fingerprinted);
  const count = values.length === 0 ? 0 : Math.ceil(values.length / step);
  const some = values instanceof Float64Array ? new Float64Array(count) : new Int32Array(count);
  for (let place = 0; place < count; place++) some[place] = values[place * step]!;
  return some;
}
