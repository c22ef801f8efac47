import { join } from 'node:path';
import { z } from 'zod';
import { columnOf, type Table, targetOf } from '../../src/data/index.ts';
import type { SplitStrategy } from '../../src/train/index.ts';
import { readJson } from './folder.ts';
import type { TaskRequest } from './request.ts';

/** How rows were set apart, for the validator and for the folds alike. */
export const RowSplit = z.object({
  by: z.enum(['random', 'class', 'value', 'group', 'time']),
  /** Of `group` and `time`. */
  column: z.string().nullable(),
  why: z.string(),
  decidedBy: z.string(),
});
export type RowSplit = z.infer<typeof RowSplit>;

/** The file in which a task keeps its split: rows are told apart in the same way after a restart. */
export const splitName = 'split.json';

const testShare = 0.2;
/** More rows to judge by make no figure surer that matters, and all that is said of the model would take longer. */
const mostTestRows = 50_000;

/** The shares of rows to learn from and of the validator's. */
export function sharesOf(rows: number): { train: number; test: number } {
  const test = Math.min(testShare, mostTestRows / rows);
  return { train: 1 - test, test };
}

/** What was settled; null where nothing was. */
export function readSplit(folder: string): RowSplit | null {
  const kept = readJson(join(folder, splitName));
  return kept === null ? null : RowSplit.parse(kept);
}

/** How the rows of a table are told apart; a table's rows are taken as they stand. */
export function strategyFor(
  { by, column: name }: Pick<RowSplit, 'by' | 'column'>,
  table: Table,
  { target, task }: Pick<TaskRequest, 'target' | 'task'>,
): SplitStrategy {
  const column = name === null ? undefined : columnOf(table, name);
  const goal = targetOf(columnOf(table, target)!);
  const classes = goal.task === 'classification' && task !== 'regression' ? goal.codes : undefined;
  if (by === 'time' && column?.type === 'numbers') return { by: 'time', times: column.values };
  if (by === 'group' && column !== undefined)
    return {
      by: 'group',
      codes: column.type === 'texts' ? column.codes : codesOf(column.values),
      classes,
    };
  if (classes !== undefined) return { by: 'class', codes: classes };
  return goal.task === 'regression'
    ? { by: 'value', values: goal.values }
    : { by: 'class', codes: goal.codes };
}

/** In words, for the report and the summary. */
export function splitWords({ by, column }: Pick<RowSplit, 'by' | 'column'>): string {
  if (by === 'time') return `by time (${column}): nothing later is learned from`;
  if (by === 'group') return `by ${column}: rows of one are never torn apart`;
  return by === 'random' ? 'at random' : `by ${by}`;
}

function codesOf(values: Float64Array): Int32Array {
  const places = new Map<number, number>();
  return Int32Array.from(values, (value) => {
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  });
}
