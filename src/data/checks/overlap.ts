import type { Column, Table } from '../table.ts';
import { columnOf } from '../table.ts';
import {
  type CellHashes,
  cellHashes,
  createHashCounts,
  type HashCounts,
  type RowHashes,
  rowHashes,
} from './row-hashes.ts';
import { inSlices, type Turns } from './turns.ts';

/** Rows of the second table that stand in the first. */
export interface Overlap {
  /** Equal in every column that is compared; texts are compared as texts. */
  count: number;
  /** Columns that are compared: those that both have, but for identifiers, which copies have anew. */
  columns: number;
  /** Of the rows to learn from, the share that has an equal one among them: what tables of few values have by themselves. */
  ownShare: number;
  /** How many of the equal rows could hardly be so by chance, by how common their values are. */
  improbable: number;
  /** The share of the rows to learn from that have such an improbable equal among themselves: columns that depend on each other make some. */
  ownImprobable: number;
  /** By so many standard deviations values that come two to five times stand on both sides more often than rows dealt at random do. */
  straddle: number;
}

/** A column with that of the same name and type in another table. */
export interface ColumnPair {
  column: Column;
  other: Column;
}

/** An equal row is improbable where fewer than that many are expected from its columns, taken one by one. */
const chance = 1e-8;
/** Of larger tables so many rows, evenly, say how common values are. */
const rowsForShares = 20_000;
/** Rows between two turns where each is held against all columns. */
const rowsWeighed = 2_048;
const rowsForVariety = 10_000;

/** Columns that both tables have alike and that describe rows rather than name them. */
function describedPairs(table: Table, test: Table): { all: ColumnPair[]; described: ColumnPair[] } {
  const all = table.columns.flatMap((column) => {
    const other = columnOf(test, column.name);
    return other !== undefined && other.type === column.type ? [{ column, other }] : [];
  });
  return {
    all,
    described: all.filter(({ column }) => column.kind !== 'identifier' && column.kind !== 'constant'),
  };
}

/** Two tables whose rows are compared by hashes: those of two halves of the columns, whose sum is the row's. */
export interface ComparedTables {
  pairs: readonly ColumnPair[];
  /** Whether the columns are those that describe rows; else there are too few of them, and all are compared. */
  isDescribed: boolean;
  ours: HashedTable;
  theirs: HashedTable;
}

export interface HashedTable {
  rows: number;
  /** By column, in the order of the pairs. */
  cells: readonly CellHashes[];
  halves: readonly [RowHashes, RowHashes];
  low: Int32Array;
  high: Int32Array;
}

/** Hashes all rows of both tables, in one pass over each column; columns of even places are the first half. */
export async function compareTables(table: Table, test: Table, turns: Turns): Promise<ComparedTables> {
  const { all, described } = describedPairs(table, test);
  const isDescribed = described.length >= 3;
  // Columns of many values are dealt to both halves.
  const pairs = (isDescribed ? described : all).toSorted(
    (one, other) => varietyOf(other.column) - varietyOf(one.column),
  );
  const side = (of: 'column' | 'other', rows: number) =>
    hashedTable(
      pairs.map((pair) => pair[of]),
      rows,
      turns,
    );
  return {
    pairs,
    isDescribed,
    ours: await side('column', table.rows),
    theirs: await side('other', test.rows),
  };
}

async function hashedTable(columns: readonly Column[], rows: number, turns: Turns): Promise<HashedTable> {
  const cells: CellHashes[] = [];
  for (const [place, column] of columns.entries()) cells.push(await cellHashes(column, place, turns));
  const half = (rest: number) =>
    rowHashes(
      cells.filter((_, place) => place % 2 === rest),
      rows,
      turns,
    );
  const halves = [await half(0), await half(1)] as const;
  const [low, high] = [new Int32Array(rows), new Int32Array(rows)];
  await inSlices(rows, turns, (from, to) => {
    for (let row = from; row < to; row++) {
      low[row] = halves[0].low[row]! + halves[1].low[row]!;
      high[row] = halves[0].high[row]! + halves[1].high[row]!;
    }
    return undefined;
  });
  return { rows, cells, halves, low, high };
}

/** Different values among the first some thousand rows. */
export function varietyOf(column: Column): number {
  const values = column.type === 'numbers' ? column.values : column.codes;
  return new Set(values.subarray(0, rowsForVariety)).size;
}

/** How many rows of the second table stand in the first. */
export async function overlapOf({ pairs, ours, theirs }: ComparedTables, turns: Turns): Promise<Overlap> {
  if (pairs.length === 0)
    return { count: 0, columns: 0, ownShare: 0, improbable: 0, ownImprobable: 0, straddle: 0 };
  const seen = { ...ours, counts: await counted(ours, turns) };
  const tested = { ...theirs, counts: await counted(theirs, turns) };
  let own = 0;
  const { times, size } = seen.counts;
  await inSlices(size, turns, (from, to) => {
    for (let place = from; place < to; place++) if (times[place]! > 1) own += times[place]!;
    return undefined;
  });
  const shares: ((other: Column, row: number) => number)[] = [];
  for (const { column } of pairs) {
    await turns();
    shares.push(sharesOf(column));
  }
  let [count, improbable] = [0, 0];
  await inSlices(
    theirs.rows,
    turns,
    (from, to) => {
      for (let row = from; row < to; row++) {
        const place = seen.counts.find(tested.low[row]!, tested.high[row]!);
        if (place < 0) continue;
        count++;
        if (isImprobable('other', row)) improbable++;
      }
      return undefined;
    },
    rowsWeighed,
  );
  const step = Math.max(1, ours.rows / rowsForShares);
  const looked = Math.floor(ours.rows / step);
  let ownImprobable = 0;
  await inSlices(
    looked,
    turns,
    (from, to) => {
      for (let place = from; place < to; place++) {
        const row = Math.floor(place * step);
        const times = seen.counts.times[seen.counts.find(ours.low[row]!, ours.high[row]!)]!;
        if (times > 1 && isImprobable('column', row)) ownImprobable++;
      }
      return undefined;
    },
    rowsWeighed,
  );
  const straddle = await straddling(seen, tested, theirs.rows / Math.max(1, ours.rows + theirs.rows), turns);
  return {
    count,
    columns: pairs.length,
    ownShare: own / Math.max(1, ours.rows),
    improbable,
    ownImprobable: ownImprobable / Math.max(1, looked),
    straddle,
  };

  function isImprobable(side: 'column' | 'other', row: number): boolean {
    let expected = ours.rows;
    for (let at = 0; at < pairs.length && expected >= chance; at++)
      expected *= shares[at]!(pairs[at]![side], row);
    return expected < chance;
  }
}

type CountedRows = HashedTable & { counts: HashCounts };

async function counted({ rows, low, high }: HashedTable, turns: Turns): Promise<HashCounts> {
  const counts = createHashCounts(rows);
  await inSlices(rows, turns, (from, to) => {
    for (let row = from; row < to; row++) counts.add(low[row]!, high[row]!);
    return undefined;
  });
  return counts;
}

const mostTimes = 5;

/**
 * Whether rows that come a few times stand on both sides more often than by chance. Of rows dealt at random, the `times` equal ones all stand on one side with
 * probability share^times + (1 - share)^times; copies made from one side to the other never do. Values that come often say nothing, so only rare ones are counted.
 */
async function straddling(
  seen: CountedRows,
  tested: CountedRows,
  share: number,
  turns: Turns,
): Promise<number> {
  let [observed, expected, variance] = [0, 0, 0];
  const count = (times: number, isBoth: boolean) => {
    if (times < 2 || times > mostTimes) return;
    const usual = 1 - share ** times - (1 - share) ** times;
    if (isBoth) observed++;
    expected += usual;
    variance += usual * (1 - usual);
  };
  const isBoth = new Uint8Array(seen.counts.size);
  const isCounted = new Uint8Array(tested.counts.size);
  await inSlices(tested.low.length, turns, (from, to) => {
    for (let row = from; row < to; row++) {
      const low = tested.low[row]!;
      const high = tested.high[row]!;
      const place = tested.counts.find(low, high);
      if (isCounted[place] === 1) continue;
      isCounted[place] = 1;
      const times = tested.counts.times[place]!;
      const same = seen.counts.find(low, high);
      if (same >= 0) isBoth[same] = 1;
      count(times + (same < 0 ? 0 : seen.counts.times[same]!), same >= 0);
    }
    return undefined;
  });
  await inSlices(isBoth.length, turns, (from, to) => {
    for (let place = from; place < to; place++)
      if (isBoth[place] === 0) count(seen.counts.times[place]!, false);
    return undefined;
  });
  return variance > 0 ? (observed - expected) / Math.sqrt(variance) : 0;
}

/** How common the value of another table's row is in a column, of which an even share of rows is looked at; one that is not among those counts as one of them. */
function sharesOf(column: Column): (other: Column, row: number) => number {
  const own = column.type === 'numbers' ? column.values : column.codes;
  const step = Math.max(1, own.length / rowsForShares);
  const looked = Math.floor(own.length / step);
  const counts = new Map<number | string, number>();
  for (let place = 0; place < looked; place++) {
    const value = cellOf(column, Math.floor(place * step));
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return (other, row) => Math.max(1, counts.get(cellOf(other, row)) ?? 1) / Math.max(1, looked);
}

function cellOf(column: Column, row: number): number | string {
  if (column.type === 'numbers') return column.values[row]!;
  return column.codes[row]! < 0 ? -1 : column.dictionary[column.codes[row]!]!;
}
