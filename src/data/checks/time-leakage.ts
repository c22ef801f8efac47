import type { Fold, Target } from '../../train/index.ts';
import { type Column, columnOf, type Table } from '../table.ts';
import type { TableFinding } from './finding.ts';
import { joinTables } from './join-tables.ts';
import { knownRows, randomFor } from './out-of-fold.ts';
import {
  dependenceText,
  fewClasses,
  rowsForDependence,
  type SplitDependence,
  type SplitInput,
  splitDependence,
} from './split-dependence.ts';
import { sampleTable } from './table-sample.ts';
import { targetOf } from './target-of.ts';
import { timeColumnOf } from './time-columns.ts';
import { inSlices } from './turns.ts';

const blocks = 5;
const least = { gap: 0.07, ratio: 1.5 } as const;
/** Errors of neighbours must go together by so many times what chance makes of it, at least. */
const serialBeyondChance = 3;
/** Of a series more is asked of that, and no difference of scores: other columns may tell a row as well as its neighbours do, in this table. */
const serialOfSeries = { least: 0.2, beyondChance: 4 } as const;
/** A series has a moment for each row, with steps that are alike but for gaps. */
const series = { moments: 0.98, steps: 0.75, longest: 3.5 } as const;
/** Rows of either side that stand for a large one. */
const rowsOfSide = 10_000;

/** How far rows tell of their neighbours in time. */
export interface TimeDependence extends SplitDependence {
  /** Whether random folds do better by much; of a series it is found without that, too. */
  isLarge: boolean;
}

/**
 * Compares cross-validation at random with one by stretches of time: what random folds gain is what neighbours in time give away, and errors of neighbours go together
 * there. Of a series, which has a row for each moment, the latter is enough.
 */
export async function timeDependence(
  time: Column & { type: 'numbers' },
  target: Target,
  columns: readonly Column[],
  { seed, signal }: { seed: number; signal?: AbortSignal | undefined },
): Promise<TimeDependence | null> {
  const common = fewClasses(target);
  const rows = knownRows(common, rowsForDependence, randomFor(seed, 'time')).sort(
    (one, other) => time.values[one]! - time.values[other]!,
  );
  if (rows.length < 100) return null;
  const used = columns.includes(time) ? columns : [...columns, time];
  const folds = { random: blocks, apart: stretches(rows.length) };
  const found = await splitDependence({ columns: used, target: common, rows, seed, signal }, folds, least);
  if (found === null) return null;
  const chance = 1 / Math.sqrt(rows.length);
  const isLarge = found.isFound && found.serial >= serialBeyondChance * chance;
  const isSerial =
    found.serial >= Math.max(serialOfSeries.least, serialOfSeries.beyondChance * chance) &&
    isSeries(Float64Array.from(rows, (row) => time.values[row]!));
  return { ...found, isLarge, isFound: isLarge || isSerial };
}

/** Whether sorted moments are those of a series: hardly one twice, and steps that are alike. */
function isSeries(times: Float64Array): boolean {
  const steps = times
    .subarray(1)
    .map((time, row) => time - times[row]!)
    .filter((step) => step > 0)
    .sort();
  if (steps.length + 1 < series.moments * times.length) return false;
  const usual = steps[steps.length >> 1]!;
  return steps.filter((step) => step <= series.longest * usual).length >= series.steps * steps.length;
}

function stretches(rows: number): Fold[] {
  return Array.from({ length: blocks }, (_, block) => {
    const [first, end] = [Math.floor((rows * block) / blocks), Math.floor((rows * (block + 1)) / blocks)];
    const all = Int32Array.from({ length: rows }, (_, row) => row);
    return {
      train: all.filter((row) => row < first || row >= end),
      test: all.slice(first, end),
    };
  });
}

/** Whether rows to judge by were drawn at random from among rows that depend on their time. */
export async function timeLeakage({
  table,
  test,
  goal,
  usable,
  seed,
  signal,
  turns,
}: SplitInput): Promise<TableFinding[]> {
  const [ours, theirs] = [
    await sampleTable(table, rowsOfSide, seed, turns),
    await sampleTable(test, rowsOfSide, seed, turns),
  ];
  const joined = joinTables(ours.table, theirs.table);
  const time = timeColumnOf(joined, goal);
  if (time === null) return [];
  const learned = columnOf(table, time.name);
  if (learned?.type !== 'numbers') return [];
  let latest = Number.NEGATIVE_INFINITY;
  await inSlices(table.rows, turns, (from, to) => {
    for (let row = from; row < to; row++) latest = Math.max(latest, learned.values[row]!);
    return undefined;
  });
  let before = 0;
  for (let row = ours.table.rows; row < joined.rows; row++) if (time.values[row]! < latest) before++;
  const share = before / theirs.table.rows;
  if (share < 0.5) return [];
  const columns = joined.columns.filter(({ name }) => usable.has(name));
  const found = await timeDependence(time, targetOf(columnOf(joined, goal)!), columns, { seed, signal });
  if (found === null || !found.isFound) return [];
  return [
    {
      code: 'time-leakage',
      severity: found.isLarge ? 'high' : 'medium',
      column: time.name,
      message: `${(100 * share).toFixed(1)}% of the test rows lie before the latest row to learn from, and rows near in ${time.name} tell of each other: ${dependenceText(found, 'stretches of time')}, and there the errors of neighbours go together (autocorrelation ${found.serial.toFixed(2)}). Split by ${time.name}.`,
      evidence: {
        share,
        random: found.random,
        stretches: found.apart,
        metric: found.metric,
        autocorrelation: found.serial,
      },
    },
  ];
}

/** The column that says when a row was, and whether rows depend on it; null where there is none. */
export function timeColumn(
  table: Table,
  target: string,
): {
  name: string;
  isDependent(options: { seed: number; signal?: AbortSignal | undefined }): Promise<boolean>;
} | null {
  const time = timeColumnOf(table, target);
  if (time === null) return null;
  return {
    name: time.name,
    async isDependent(options) {
      const columns = table.columns.filter(
        ({ name, kind }) =>
          name !== target && kind !== 'constant' && kind !== 'text' && kind !== 'identifier',
      );
      const found = await timeDependence(time, targetOf(columnOf(table, target)!), columns, options);
      return found?.isFound ?? false;
    },
  };
}
