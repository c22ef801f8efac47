import { createHash } from 'node:crypto';
import { type Column, columnOf, type Table, takeTableRows } from '../data/index.ts';
import { sharedInts, sharedNumbers, type Target } from '../train/index.ts';
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
  const column = columnOf(table, problem.target)!;
  const codeOf = classCodes(column, problem.classes ?? []);
  const isUsable = (row: number): boolean =>
    problem.classes === null
      ? column.type === 'numbers' && Number.isFinite(column.values[row]!)
      : codeOf(row) >= 0;
  const all = rows ?? Int32Array.from({ length: table.rows }, (_, row) => row);
  const kept = all.filter(isUsable);
  const others: Table = { rows: table.rows, columns: table.columns.filter((each) => each !== column) };
  const taken = takeTableRows(others, kept);
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
          codes: sharedInts(kept.length, Int32Array.from(kept, codeOf)),
        };
  const shared = { rows: taken.rows, columns: taken.columns.map(inSharedMemory) };
  return { problem, table: shared, target, rows: kept, fingerprint: fingerprintOf(shared, target, problem) };
}

/** The place of a row's class among the classes; -1 where it has none of them. */
function classCodes(column: Column, classes: readonly string[]): (row: number) => number {
  const placeOf = new Map(classes.map((name, place) => [name, place]));
  if (column.type === 'texts') {
    const places = column.dictionary.map((text) => placeOf.get(text) ?? -1);
    return (row) => (column.codes[row]! < 0 ? -1 : places[column.codes[row]!]!);
  }
  return (row) => placeOf.get(String(column.values[row]! + 0)) ?? -1;
}

function inSharedMemory(column: Column): Column {
  return column.type === 'numbers'
    ? { ...column, values: sharedNumbers(column.values.length, column.values) }
    : { ...column, codes: sharedInts(column.codes.length, column.codes) };
}

function fingerprintOf(table: Table, target: Target, { target: name, classes }: Problem): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ rows: table.rows, name, classes }));
  const add = (values: Float64Array | Int32Array): void => {
    const step = Math.ceil(values.length / fingerprinted);
    // A copy: hashes don't take shared memory.
    hash.update(new Uint8Array(values.filter((_, row) => row % step === 0).slice().buffer));
  };
  add(target.task === 'regression' ? target.values : target.codes);
  for (const column of table.columns) {
    hash.update(JSON.stringify({ name: column.name, kind: column.kind, type: column.type }));
    if (column.type === 'texts') hash.update(JSON.stringify(column.dictionary));
    add(column.type === 'numbers' ? column.values : column.codes);
  }
  return hash.digest('hex');
}
