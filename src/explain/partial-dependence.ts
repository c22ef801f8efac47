import type { TrainedModel } from '../artifact/index.ts';
import { type Column, columnOf, type Table } from '../data/index.ts';
import { InputError } from '../errors/index.ts';
import { createRandom } from '../train/index.ts';
import { type Cell, cellAt, columnOfCells } from './cells.ts';
import { rawColumnsOf } from './exact.ts';
import { explaining } from './explaining.ts';
import { outputsOf } from './sampled.ts';
import { shareData, shareRows } from './share.ts';

export interface DependenceOptions {
  /** One raw column, or two whose values are combined. */
  columns: readonly [string] | readonly [string, string];
  /** Values of a numeric column at most, at equal shares of its rows; the most frequent texts. */
  points?: number | undefined;
  /** Rows of the table that are averaged over at most, drawn. */
  sampleRows?: number | undefined;
  /** Of so many of these rows the single curves are given, too (Goldstein et al., 2015). */
  curves?: number | undefined;
  seed?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** How a model answers to one or two columns, all others as they are. */
export interface Dependence {
  columns: readonly string[];
  /** By column: the values that were put in. */
  grid: readonly (readonly Cell[])[];
  /** Whom each output speaks for, as in explanations of rows. */
  outputs: readonly (string | null)[];
  /** By output: the mean prediction at each value; of two columns the second one's values change first. */
  averages: readonly Float64Array[];
  /** Rows of the table whose curves are given. */
  curveRows: Int32Array;
  /** By output: a number a row and value, row after row. */
  curves: readonly Float64Array[];
}

/** What a thread needs for it. */
export interface DependenceJob {
  trained: TrainedModel;
  table: Table;
  columns: readonly string[];
  points: number;
  curves: number;
}

/** What a thread finds. */
export type DependenceResult = Pick<Dependence, 'grid' | 'averages' | 'curves'>;

/**
 * Partial dependence (Friedman, 2001): the mean of what a model says when a column has one value in all rows, then the next. Where columns hang together it
 * asks about rows that do not exist.
 *
 * @throws InputError `no-such-column`, `no-rows`; InterruptedError when the signal fires
 */
export async function partialDependence(
  trained: TrainedModel,
  table: Table,
  options: DependenceOptions,
): Promise<Dependence> {
  const { columns, points = 20, sampleRows = 500, curves = 0, seed = 0, signal } = options;
  const known = rawColumnsOf(trained);
  const unknown = columns.find((name) => !known.includes(name) || columnOf(table, name) === undefined);
  if (unknown !== undefined)
    throw new InputError(
      'no-such-column',
      `The model does not look at a column "${unknown}". It looks at: ${known.slice(0, 20).join(', ')}.`,
    );
  if (table.rows === 0) throw new InputError('no-rows', 'There are no rows to average over.');
  const chosen = createRandom(seed).sample(Math.min(sampleRows, table.rows), table.rows);
  const job: DependenceJob = {
    trained: await shareData(trained),
    table: await shareRows(table, chosen),
    columns,
    points,
    curves: Math.min(curves, chosen.length),
  };
  const [found] = await explaining.together<DependenceResult>(() => ({ kind: 'dependence', job }), {
    threads: 1,
    signal,
  });
  const { classes } = trained;
  return {
    columns,
    outputs: classes === null ? [null] : classes.length === 2 ? [classes[1]!] : classes,
    curveRows: chosen.slice(0, job.curves),
    ...found!,
  };
}

/** Does a thread's work. */
export function findDependence({ trained, table, columns, points, curves }: DependenceJob): DependenceResult {
  const own = columns.map((name) => columnOf(table, name)!);
  const grid = own.map((column) => valuesOf(column, points));
  const places = grid.length === 1 ? grid[0]!.map((cell) => [cell]) : pairs(grid[0]!, grid[1]!);
  const averages: Float64Array[] = [];
  const single: Float64Array[] = [];
  places.forEach((cells, place) => {
    const replaced = new Map(
      own.map((column, at) => [column.name, columnOfCells(column, new Array(table.rows).fill(cells[at]!))]),
    );
    const changed = { ...table, columns: table.columns.map((column) => replaced.get(column.name) ?? column) };
    outputsOf(trained, changed).forEach((values, output) => {
      averages[output] ??= new Float64Array(places.length);
      single[output] ??= new Float64Array(curves * places.length);
      averages[output][place] = values.reduce((sum, value) => sum + value, 0) / values.length;
      for (let row = 0; row < curves; row++) single[output][row * places.length + place] = values[row]!;
    });
  });
  return { grid, averages, curves: single };
}

function pairs(first: readonly Cell[], second: readonly Cell[]): Cell[][] {
  return first.flatMap((one) => second.map((other) => [one, other]));
}

/** Values that the column has: all where they are few, else quantiles of numbers and the most frequent texts. */
function valuesOf(column: Column, points: number): Cell[] {
  if (column.type === 'numbers') {
    const sorted = column.values.filter((value) => !Number.isNaN(value)).sort();
    const distinct = sorted.filter((value, at) => at === 0 || value !== sorted[at - 1]);
    if (distinct.length <= points) return [...distinct];
    const chosen = Array.from(
      { length: points },
      (_, at) => sorted[Math.round((at / (points - 1)) * (sorted.length - 1))]!,
    );
    return [...new Set(chosen)];
  }
  const counts = new Map<Cell, number>();
  for (let row = 0; row < column.codes.length; row++) {
    const cell = cellAt(column, row);
    if (cell !== null) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  return [...counts.entries()]
    .sort(([, one], [, other]) => other - one)
    .slice(0, points)
    .map(([cell]) => cell);
}
