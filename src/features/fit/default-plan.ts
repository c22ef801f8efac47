import type { Column, Table } from '../../data/index.ts';
import { atOnce, type Work } from '../../turns/index.ts';
import { mean } from './statistics.ts';
import type { PipelinePlan, Step } from './step.ts';

export interface DefaultPlanOptions {
  /** Trees take gaps, categories and any scale as they are; linear models need them filled, spread out and scaled. */
  models: 'trees' | 'linear';
  /** Leaves free texts out, which ONNX can't express. */
  exportable?: boolean;
}

/** Columns with more categories are told by the mean of the target rather than each by itself. */
const mostCategories = { trees: 254, linear: 32 } as const;
/** Numbers with more skew are taken by their logarithm for linear models. */
const mostSkew = 2;
/** Words of a text: those that tell most of the target, among buckets so many that two terms seldom share one. */
const words = { buckets: 2 ** 14, keep: 128 } as const;
/** Of far more columns than rows most tell nothing that will hold elsewhere, and each takes its time: so many are kept, chosen on each fold's own training rows. */
const wide = { columns: 2_000, rowsTimes: 2, keep: 500 } as const;
/** Whether numbers are skewed is found from so many values of all columns together, of evenly chosen rows, and from so many rows at least. */
const valuesLookedAt = 250_000;
const leastLookedAt = 100;

/**
 * What is made of a table's columns by their kinds when nobody says otherwise. Identifiers, constants, columns with no value and the target itself
 * give no feature.
 */
export function defaultPlan(table: Table, target: string | null, options: DefaultPlanOptions): PipelinePlan {
  return atOnce(planningColumns(table, target, options));
}

/** The same in turns. What is found of a column is kept with it, so the next plan of the same columns costs nothing. */
export function* planningColumns(
  table: Table,
  target: string | null,
  { models, exportable = false }: DefaultPlanOptions,
): Work<PipelinePlan> {
  const used = table.columns.filter(
    (column) => column.name !== target && isUseful(column, table, exportable),
  );
  const rows = Math.max(leastLookedAt, Math.floor(valuesLookedAt / Math.max(1, used.length)));
  const groups = yield* groupColumns(used, models, rows);
  const steps = models === 'trees' ? treeSteps(groups) : linearSteps(groups);
  const isWide = used.length > wide.columns && used.length > wide.rowsTimes * table.rows;
  return { columns: used.map(({ name }) => name), steps, ...(isWide ? { keep: wide.keep } : {}) };
}

function isUseful({ kind, missing }: Column, { rows }: Table, exportable: boolean): boolean {
  if (kind === 'identifier' || kind === 'constant' || missing >= rows) return false;
  return kind !== 'text' || !exportable;
}

interface ColumnGroups {
  numbers: string[];
  skewed: string[];
  categories: string[];
  /** Of too many to have each a column or number. */
  manyCategories: string[];
  times: string[];
  texts: string[];
}

function* groupColumns(
  columns: readonly Column[],
  models: DefaultPlanOptions['models'],
  rows: number,
): Work<ColumnGroups> {
  const groups: ColumnGroups = {
    numbers: [],
    skewed: [],
    categories: [],
    manyCategories: [],
    times: [],
    texts: [],
  };
  for (const column of columns) {
    groups[groupOf(column, models, rows)].push(column.name);
    yield;
  }
  return groups;
}

/** What was found of columns before: several plans are made of the same table, and its columns don't change. */
const known = {
  trees: new WeakMap<Column, keyof ColumnGroups>(),
  linear: new WeakMap<Column, keyof ColumnGroups>(),
};

function groupOf(column: Column, models: DefaultPlanOptions['models'], rows: number): keyof ColumnGroups {
  const group = known[models].get(column) ?? groupFound(column, models, rows);
  known[models].set(column, group);
  return group;
}

function groupFound(column: Column, models: DefaultPlanOptions['models'], rows: number): keyof ColumnGroups {
  if (column.type === 'numbers' && column.kind !== 'categorical') {
    if (column.kind === 'datetime') return 'times';
    return models === 'linear' && isSkewed(column.values, rows) ? 'skewed' : 'numbers';
  }
  if (column.kind === 'text') return 'texts';
  return hasMoreThan(mostCategories[models], column) ? 'manyCategories' : 'categories';
}

/** Whether a column has more different values; looks no further than that. */
function hasMoreThan(most: number, column: Column): boolean {
  if (column.type === 'texts') {
    if (column.dictionary.length <= most) return false;
    const isSeen = new Uint8Array(column.dictionary.length);
    let count = 0;
    for (const code of column.codes) {
      if (code < 0 || isSeen[code] === 1) continue;
      isSeen[code] = 1;
      if (++count > most) return true;
    }
    return false;
  }
  const seen = new Set<number>();
  for (const value of column.values) if (Number.isFinite(value) && seen.add(value).size > most) return true;
  return false;
}

/** By the third standardised moment, where the logarithm has less of it. */
function isSkewed(values: Float64Array, rows: number): boolean {
  const some = finiteOf(values, rows);
  const own = Math.abs(skewOf(some));
  if (!(own > mostSkew)) return false;
  return Math.abs(skewOf(some.map((value) => Math.sign(value) * Math.log1p(Math.abs(value))))) < own;
}

/** The finite ones of so many rows, evenly chosen. */
function finiteOf(values: Float64Array, rows: number): Float64Array {
  const step = Math.max(1, values.length / rows);
  const some = new Float64Array(Math.min(rows, values.length));
  let count = 0;
  for (let place = 0; place < some.length; place++) {
    const value = values[Math.floor(place * step)]!;
    if (Number.isFinite(value)) some[count++] = value;
  }
  return some.subarray(0, count);
}

function skewOf(values: Float64Array): number {
  const center = mean(values);
  let squares = 0;
  for (const value of values) squares += (value - center) * (value - center);
  const spread = Math.sqrt(squares / values.length);
  if (!(spread > 0)) return 0;
  let cubes = 0;
  for (const value of values) {
    const distance = (value - center) / spread;
    cubes += distance * distance * distance;
  }
  return cubes / values.length;
}

function treeSteps({ categories, manyCategories, times, texts }: ColumnGroups): Step[] {
  return steps([
    [{ step: 'categories', columns: categories }, categories],
    [{ step: 'frequency', columns: manyCategories }, manyCategories],
    [{ step: 'targetMean', columns: manyCategories }, manyCategories],
    [{ step: 'dateParts', columns: times }, times],
    [{ step: 'difference', pairs: pairsOf(times) }, pairsOf(times)],
    [{ step: 'text', columns: texts, ...words }, texts],
  ]);
}

function linearSteps(groups: ColumnGroups): Step[] {
  const { numbers, skewed, categories, manyCategories, times, texts } = groups;
  const parts = ['elapsedDays', 'monthCycle', 'weekdayCycle', 'hourCycle'] as const;
  const elapsed = times.map((name) => `${name}:elapsedDays`);
  const measured = [...numbers, ...skewed];
  const scaled = [...measured, ...elapsed];
  return steps([
    [{ step: 'log', columns: skewed }, skewed],
    [{ step: 'impute', columns: measured, strategy: 'median', indicator: true }, measured],
    [
      { step: 'oneHot', columns: categories, missing: true, maxCategories: mostCategories.linear },
      categories,
    ],
    [{ step: 'targetMean', columns: manyCategories }, manyCategories],
    [{ step: 'dateParts', columns: times, parts }, times],
    [{ step: 'difference', pairs: pairsOf(times) }, pairsOf(times)],
    [{ step: 'scale', columns: scaled, method: 'standard' }, scaled],
    [{ step: 'text', columns: texts, ...words }, texts],
  ]);
}

/** The steps that have columns to work on. */
function steps(chosen: readonly (readonly [Step, readonly unknown[]])[]): Step[] {
  return chosen.filter(([, columns]) => columns.length > 0).map(([step]) => step);
}

/** Each two of a few times: how long something took. Of many, those with the first. */
function pairsOf(times: readonly string[]): [string, string][] {
  const reaches = times.length <= 4 ? times.length : 1;
  return times.flatMap((from, place) =>
    place < reaches ? times.slice(place + 1).map((to): [string, string] => [to, from]) : [],
  );
}
