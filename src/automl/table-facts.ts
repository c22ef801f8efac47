import type { Table } from '../data/index.ts';
import type { Problem } from './problem.ts';
import type { TrainingData } from './training-data.ts';

/** What a table is like, in a few figures, so that runs on like tables are found: plain data. */
export interface TableFacts {
  task: Problem['task'];
  rows: number;
  numbers: number;
  categories: number;
  times: number;
  texts: number;
  /** Of all values, 0..1. */
  missingShare: number;
  /** The most categories that a column has. */
  mostCategories: number;
  classes: number;
  imbalance: number;
}

/** The facts of data to learn from. */
export function factsOf({ problem, table }: Pick<TrainingData, 'problem' | 'table'>): TableFacts {
  const count = (kinds: readonly string[]): number =>
    table.columns.filter(({ kind }) => kinds.includes(kind)).length;
  const missing = table.columns.reduce((sum, column) => sum + column.missing, 0);
  return {
    task: problem.task,
    rows: table.rows,
    numbers: count(['numeric', 'boolean']),
    categories: count(['categorical']),
    times: count(['datetime']),
    texts: count(['text']),
    missingShare: missing / Math.max(1, table.rows * table.columns.length),
    mostCategories: mostCategories(table),
    classes: problem.classes?.length ?? 0,
    imbalance: problem.imbalance ?? 1,
  };
}

function mostCategories({ columns }: Table): number {
  return columns.reduce(
    (most, column) =>
      column.type === 'texts' && column.kind === 'categorical'
        ? Math.max(most, column.dictionary.length)
        : most,
    0,
  );
}

/** How unlike two tables are, 0 for the same facts; infinite for another task. Counts matter in proportion. */
export function distanceOf(one: TableFacts, other: TableFacts): number {
  if (one.task !== other.task) return Number.POSITIVE_INFINITY;
  const ratio = (
    key: 'rows' | 'numbers' | 'categories' | 'times' | 'texts' | 'mostCategories' | 'classes' | 'imbalance',
  ) => Math.log((1 + one[key]) / (1 + other[key]));
  return Math.hypot(
    ratio('rows') / 2,
    ratio('numbers'),
    ratio('categories'),
    ratio('times'),
    ratio('texts'),
    ratio('mostCategories') / 2,
    ratio('classes'),
    ratio('imbalance') / 2,
    3 * (one.missingShare - other.missingShare),
  );
}
