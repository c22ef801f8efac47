import type { Fold, Target } from '../../train/index.ts';
import { type Column, columnOf, type Table } from '../table.ts';
import { targetOf } from './check-table.ts';
import type { TableFinding } from './finding.ts';
import { knownRows, outOfFold, randomFor } from './out-of-fold.ts';
import { timeColumnOf } from './time-columns.ts';

const rowsAtMost = 4_000;
const blocks = 5;
const leastGap = 0.1;
/** Leaves of a few rows see the neighbours in time that coarser ones would average away. */
const fine = { iterations: 80, learningRate: 0.1, maxLeaves: 31, minRowsInLeaf: 2 } as const;
const leastRatio = 1.5;

/** Whether rows depend on when they were, so that those near in time tell of each other. */
export interface TimeDependence {
  time: string;
  /** Scores where rows are dealt at random, and where whole stretches of time are left out; of equally many rows. */
  random: number;
  stretches: number;
  metric: 'rocAuc' | 'r2';
  isFound: boolean;
}

/** Compares cross-validation at random with one by stretches of time: what random folds gain is what neighbours in time give away. */
export async function timeDependence(
  time: Column & { type: 'numbers' },
  target: Target,
  columns: readonly Column[],
  { seed, signal }: { seed: number; signal?: AbortSignal | undefined },
): Promise<TimeDependence | null> {
  const rows = knownRows(target, rowsAtMost, randomFor(seed, 'time')).sort(
    (one, other) => time.values[one]! - time.values[other]!,
  );
  if (rows.length < 100) return null;
  const used = columns.includes(time) ? columns : [...columns, time];
  const atRandom = await outOfFold({
    columns: used,
    target,
    rows,
    folds: blocks,
    options: fine,
    seed,
    signal,
  });
  const byStretch = await outOfFold({
    columns: used,
    target,
    rows,
    folds: stretches(rows.length),
    options: fine,
    seed,
    signal,
  });
  if (atRandom.score === null || byStretch.score === null) return null;
  const error = Math.max(0, 1 - atRandom.score);
  const later = Math.min(1, 1 - byStretch.score);
  return {
    time: time.name,
    random: atRandom.score,
    stretches: byStretch.score,
    metric: atRandom.metric,
    isFound: later - error >= leastGap && later >= leastRatio * error,
  };
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
  columns,
  seed,
  signal,
}: {
  /** Rows to learn from and to judge by, one after the other. */
  table: Table;
  /** How many of them, at the end, are to judge by. */
  test: number;
  goal: string;
  columns: readonly Column[];
  seed: number;
  signal?: AbortSignal | undefined;
}): Promise<TableFinding[]> {
  const time = timeColumnOf(table, goal);
  if (time === null) return [];
  const first = table.rows - test;
  let latest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < first; row++) latest = Math.max(latest, time.values[row]!);
  let before = 0;
  for (let row = first; row < table.rows; row++) if (time.values[row]! < latest) before++;
  const share = before / test;
  if (share < 0.5) return [];
  const found = await timeDependence(time, targetOf(columnOf(table, goal)!), columns, {
    seed,
    signal,
  });
  if (found === null || !found.isFound) return [];
  const named = found.metric === 'r2' ? 'R²' : 'ROC AUC';
  return [
    {
      code: 'time-leakage',
      severity: 'high',
      column: time.name,
      message: `${(100 * share).toFixed(1)}% of the test rows lie before the latest row to learn from, and rows near in ${time.name} tell of each other: ${named} ${found.random.toFixed(3)} where rows are dealt at random, ${found.stretches.toFixed(3)} where stretches of time are left out. Split by ${time.name}.`,
      evidence: { share, random: found.random, stretches: found.stretches, metric: found.metric },
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
