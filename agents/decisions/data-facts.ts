import { type Column, type ColumnKind, columnOf, type Table, targetOf } from '../../src/data/index.ts';
import type { Work } from '../../src/turns/index.ts';

/** What decisions know of a table: figures, no values but the classes of the target. */
export interface DataFacts {
  rows: number;
  target: string;
  task: 'binary' | 'multiclass' | 'regression';
  /** Rows by class, the order of the target's classes; null for regression. */
  classes: readonly { name: string; rows: number }[] | null;
  /** Of the rows with a target, those of the rarest class; null for regression. */
  rarestShare: number | null;
  /** Third standardised moment of a target of numbers, 0 where it has none; null for classes. */
  targetSkew: number | null;
  /** Whether the target of numbers has none below 0; null for classes. */
  targetIsNonNegative: boolean | null;
  columns: readonly ColumnFact[];
}

export interface ColumnFact {
  name: string;
  kind: ColumnKind;
  missingShare: number;
  /** Different values, counted up to 1,000; of some 20,000 rows or more among longer columns. */
  distinct: number;
}

const countedAtMost = 1_000;
/** Rows of a column that are looked at, evenly chosen: all columns together should take a moment. */
const lookedAtMost = 20_000;

/** Counts what decisions need of a table. The target must be a column of it. */
export function dataFacts(table: Table, target: string): DataFacts {
  const goal = columnOf(table, target);
  if (goal === undefined) throw new RangeError(`There is no column ${target}.`);
  const columns = table.columns
    .filter((column) => column !== goal)
    .map((column) => columnFact(column, table));
  const common = { rows: table.rows, target, columns };
  const found = targetOf(goal);
  if (found.task === 'regression') {
    const values = found.values.filter(Number.isFinite);
    return {
      ...common,
      task: 'regression',
      classes: null,
      rarestShare: null,
      targetSkew: skewOf(values),
      targetIsNonNegative: values.every((value) => value >= 0),
    };
  }
  const counts = new Int32Array(found.classes.length);
  for (const code of found.codes) if (code >= 0) counts[code]!++;
  const classes = found.classes
    .map((name, code) => ({ name, rows: counts[code]! }))
    .filter(({ rows }) => rows > 0);
  const known = classes.reduce((sum, { rows }) => sum + rows, 0);
  const rarest = classes.reduce((least, { rows }) => Math.min(least, rows), known);
  return {
    ...common,
    task: classes.length > 2 ? 'multiclass' : 'binary',
    classes,
    rarestShare: known === 0 ? 0 : rarest / known,
    targetSkew: null,
    targetIsNonNegative: null,
  };
}

/** A task asks for the same columns' facts again in each of its phases. */
const counted = new WeakMap<Column, number>();

/** Counts the columns' values beforehand, in turns: of thousands of columns that is long work. */
export function* countingValues({ columns }: Table): Work<void> {
  for (const column of columns) {
    if (!counted.has(column)) counted.set(column, distinctOf(column));
    yield;
  }
}

function columnFact(column: Column, { rows }: Table): ColumnFact {
  const distinct = counted.get(column) ?? distinctOf(column);
  counted.set(column, distinct);
  const { name, kind, missing } = column;
  return { name, kind, missingShare: rows === 0 ? 0 : missing / rows, distinct };
}

function distinctOf(column: Column): number {
  const seen = new Set<number>();
  const values = column.type === 'numbers' ? column.values : column.codes;
  const step = Math.max(1, Math.floor(values.length / lookedAtMost));
  for (let row = 0; row < values.length; row += step) {
    const value = values[row]!;
    if (Number.isNaN(value) || (column.type === 'texts' && value < 0)) continue;
    seen.add(value);
    if (seen.size >= countedAtMost) break;
  }
  return seen.size;
}

function skewOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  if (!(spread > 0)) return 0;
  return values.reduce((sum, value) => sum + ((value - mean) / spread) ** 3, 0) / values.length;
}
