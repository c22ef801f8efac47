import { type Fold, foldRows, type Target, takeTarget } from '../../train/index.ts';
import { type Column, columnOf, type Table } from '../table.ts';
import { targetOf } from './check-table.ts';
import type { TableFinding } from './finding.ts';
import { foldsFor, knownRows, outOfFold, randomFor } from './out-of-fold.ts';
import { isTime } from './time-columns.ts';

/** `NO` by itself is nitric oxide as often as a number. */
const keyNames = /(^|[_\s.-])(id|key|uuid|guid|nr)$|[_\s.-](no|number)$/i;
const keyEndings = /[a-z](Id|ID|Key|No|Nr|Number)$/;
const whoNames =
  /^(person|patient|customer|client|user|member|subject|household|family|account|device|machine|firm|company|school|class|player|employee|student|driver|pair|twin|litter)s?$/i;
const leastGroups = 30;
/** Rows of one group in the mean: once each it names rows, very often it is a category like any other. */
const groupRows = { least: 1.5, most: 50 };
/** In so many of the groups a column must be the same throughout to be theirs. */
const constantShare = 0.98;
const rowsAtMost = 4_000;
const folds = 4;
const leastGap = 0.05;
const leastRatio = 1.25;
const triedAtMost = 3;
/** Below, groups on both sides are too few to matter; from `leastShare` on they were not kept apart at all. */
const fewShared = 0.2;
const leastShare = 0.5;

interface GroupColumn {
  column: Column;
  /** `key`: its name says that it is one; `name`: it is called after whom or what rows may be about; `rows`: other columns go by it. */
  by: 'key' | 'name' | 'rows';
}

/**
 * Columns that name whom or what rows are about and come back in several rows (`patient_id`): by their names, or since other columns are the same throughout each of
 * their groups, as what is known of a person is. Those by name come first.
 */
export function groupColumnsOf(table: Table, target: string): readonly GroupColumn[] {
  const found = table.columns.flatMap((column): GroupColumn[] => {
    if (column.name === target || isTime(column) || column.kind === 'constant') return [];
    const codes = codesOf(column);
    if (codes === null) return [];
    const groups = new Set(codes).size;
    const each = table.rows / Math.max(1, groups);
    if (groups < leastGroups || each < groupRows.least || each > groupRows.most) return [];
    const { name } = column;
    if (keyNames.test(name) || keyEndings.test(name)) return [{ column, by: 'key' }];
    if (whoNames.test(name)) return [{ column, by: 'name' }];
    return hasOwnColumns(column, codes, table, target) ? [{ column, by: 'rows' }] : [];
  });
  const rank = { key: 0, name: 1, rows: 2 };
  return found.toSorted((one, other) => rank[one.by] - rank[other.by]);
}

/** Which group each row is of; null where a column can't name groups: numbers that are not whole, or rows without a value. */
function codesOf(column: Column): Int32Array | Float64Array | null {
  if (column.missing > 0 || column.kind === 'text') return null;
  if (column.type === 'texts') return column.codes;
  return column.values.every(Number.isInteger) ? column.values : null;
}

/** Whether at least two other columns of several values are the same throughout the groups: of one person all is known at once, of a number's value nothing. */
function hasOwnColumns(own: Column, codes: Int32Array | Float64Array, table: Table, target: string): boolean {
  let count = 0;
  for (const column of table.columns) {
    if (column === own || column.name === target || column.kind === 'constant') continue;
    const values = column.type === 'numbers' ? column.values : column.codes;
    const first = new Map<number, number>();
    const mixed = new Set<number>();
    const repeated = new Set<number>();
    for (let row = 0; row < codes.length; row++) {
      const known = first.get(codes[row]!);
      if (known === undefined) first.set(codes[row]!, values[row]!);
      else {
        repeated.add(codes[row]!);
        if (!Object.is(known, values[row]!)) mixed.add(codes[row]!);
      }
    }
    const variety = new Set(first.values()).size;
    if (variety >= 2 && repeated.size >= 20 && mixed.size <= (1 - constantShare) * repeated.size) count++;
    if (count >= 2) return true;
  }
  return false;
}

/** Whether rows of one group stand on both sides of a split, and tell of each other: scores over folds at random against scores over whole groups. */
export async function groupLeakage({
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
  const target = targetOf(columnOf(table, goal)!);
  for (const { column, by } of groupColumnsOf(table, goal).slice(0, triedAtMost)) {
    const codes = codesOf(column)!;
    const first = table.rows - test;
    const learned = new Set(codes.subarray(0, first));
    let both = 0;
    for (let row = first; row < table.rows; row++) if (learned.has(codes[row]!)) both++;
    const share = both / test;
    if (share < fewShared) continue;
    const found = await groupDependence(column, codes, target, columns, { seed, signal });
    if (found === null) continue;
    const { random, whole, metric, isFound } = found;
    const named = metric === 'r2' ? 'R²' : 'ROC AUC';
    const scores = `${named} ${random.toFixed(3)} where rows are dealt at random, ${whole.toFixed(3)} where whole groups are left out`;
    // Where this table's scores bear it the next table's may not: of what is called a key it is a finding all the same, of others a remark.
    if (!isFound && share < leastShare) continue;
    const tell = isFound ? 'and such rows tell of each other' : 'though scores hardly show it';
    return [
      {
        code: 'group-leakage',
        severity: isFound ? 'high' : by === 'key' ? 'medium' : 'low',
        column: column.name,
        message: `${(100 * share).toFixed(1)}% of the test rows are of a ${column.name} that rows to learn from are of too, ${tell}: ${scores}. Split by ${column.name}.`,
        evidence: { share, random, groups: whole, metric },
      },
    ];
  }
  return [];
}

async function groupDependence(
  column: Column,
  codes: Int32Array | Float64Array,
  target: Target,
  columns: readonly Column[],
  { seed, signal }: { seed: number; signal: AbortSignal | undefined },
) {
  const rows = wholeGroups(
    knownRows(target, Number.POSITIVE_INFINITY, randomFor(seed, 'group')),
    codes,
    seed,
  );
  if (rows.length < 150) return null;
  const own = columns.filter((other) => other !== column);
  const judge = (parts: readonly Fold[]) =>
    outOfFold({ columns: own, target, rows, folds: parts, options: fine, seed, signal });
  const atRandom = await judge(foldsFor(takeTarget(target, rows), folds, seed));
  const groups = denseCodes(Int32Array.from(rows, (row) => codes[row]!));
  const byGroup = await judge(
    foldRows({ rows: rows.length, folds, strategy: { by: 'group', codes: groups }, seed }),
  );
  if (atRandom.score === null || byGroup.score === null) return null;
  const error = Math.max(0, 1 - atRandom.score);
  const later = Math.min(1, 1 - byGroup.score);
  return {
    random: atRandom.score,
    whole: byGroup.score,
    metric: atRandom.metric,
    isFound: later - error >= leastGap && later >= leastRatio * error,
  };
}

/** Leaves of a few rows learn single groups by heart, which coarser ones would average away. */
const fine = { iterations: 80, learningRate: 0.1, maxLeaves: 31, minRowsInLeaf: 2 } as const;

/** Rows of whole groups, drawn by the seed, about 4,000 in all: half of a group would hide what its rows tell of each other. */
function wholeGroups(rows: Int32Array, codes: Int32Array | Float64Array, seed: number): Int32Array {
  if (rows.length <= rowsAtMost) return rows;
  const groups = [...new Set(Array.from(rows, (row) => codes[row]!))];
  const share = rowsAtMost / rows.length;
  const kept = new Set(
    [...randomFor(seed, 'groups').sample(Math.ceil(share * groups.length), groups.length)].map(
      (place) => groups[place]!,
    ),
  );
  return rows.filter((row) => kept.has(codes[row]!));
}

function denseCodes(codes: Int32Array): Int32Array {
  const places = new Map<number, number>();
  return codes.map((code) => {
    if (!places.has(code)) places.set(code, places.size);
    return places.get(code)!;
  });
}
