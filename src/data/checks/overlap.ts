import type { Column, Table } from '../table.ts';
import { columnOf } from '../table.ts';
import { type CellHashes, cellHashes, createHashCounts, type HashCounts, rowHashes } from './row-hashes.ts';
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
  /** By so many standard deviations values that come two to five times stand on both sides more often than rows dealt at random do. */
  straddle: number;
}

/** A column with that of the same name and type in another table. */
interface ColumnPair {
  column: Column;
  other: Column;
}

/** An equal row is improbable where fewer than that many are expected from its columns, taken one by one. */
const chance = 1e-8;
/** Of larger tables so many rows, evenly, say how common values are. */
const rowsForShares = 20_000;

/** Columns that both tables have alike and that describe rows rather than name them. */
export function describedPairs(table: Table, test: Table): { all: ColumnPair[]; described: ColumnPair[] } {
  const all = table.columns.flatMap((column) => {
    const other = columnOf(test, column.name);
    return other !== undefined && other.type === column.type ? [{ column, other }] : [];
  });
  return {
    all,
    described: all.filter(({ column }) => column.kind !== 'identifier' && column.kind !== 'constant'),
  };
}

/** How many rows of the second table stand in the first: by hashes of all rows, in one pass over each column. */
export async function overlapOf(table: Table, test: Table, turns: Turns): Promise<Overlap> {
  const { all, described } = describedPairs(table, test);
  const pairs = described.length >= 3 ? described : all;
  if (pairs.length === 0) return { count: 0, columns: 0, ownShare: 0, improbable: 0, straddle: 0 };
  const ours = await hashed(
    pairs.map(({ column }) => column),
    turns,
  );
  const theirs = await hashed(
    pairs.map(({ other }) => other),
    turns,
  );
  const seen = await counted(ours, table.rows, turns);
  const tested = await counted(theirs, test.rows, turns);
  let own = 0;
  for (const times of seen.counts.times.subarray(0, seen.counts.size)) if (times > 1) own += times;
  const shares = pairs.map(({ column }) => sharesOf(column));
  let [count, improbable] = [0, 0];
  await inSlices(test.rows, turns, (from, to) => {
    for (let row = from; row < to; row++) {
      const place = seen.counts.find(tested.low[row]!, tested.high[row]!);
      if (place < 0) continue;
      count++;
      let expected = table.rows;
      for (const [at, { other }] of pairs.entries()) expected *= shares[at]!(other, row);
      if (expected < chance) improbable++;
    }
    return undefined;
  });
  const straddle = straddling(seen, tested, test.rows / Math.max(1, table.rows + test.rows));
  return { count, columns: pairs.length, ownShare: own / Math.max(1, table.rows), improbable, straddle };
}

interface CountedRows {
  counts: HashCounts;
  low: Int32Array;
  high: Int32Array;
}

async function hashed(columns: readonly Column[], turns: Turns): Promise<CellHashes[]> {
  const cells: CellHashes[] = [];
  for (const [place, column] of columns.entries()) cells.push(await cellHashes(column, place, turns));
  return cells;
}

async function counted(cells: readonly CellHashes[], rows: number, turns: Turns): Promise<CountedRows> {
  const { low, high } = await rowHashes(cells, rows, turns);
  const counts = createHashCounts(rows);
  await inSlices(rows, turns, (from, to) => {
    for (let row = from; row < to; row++) counts.add(low[row]!, high[row]!);
    return undefined;
  });
  return { counts, low, high };
}

const mostTimes = 5;

/**
 * Whether rows that come a few times stand on both sides more often than by chance. Of rows dealt at random, the `times` equal ones all stand on one side with
 * probability share^times + (1 - share)^times; copies made from one side to the other never do. Values that come often say nothing, so only rare ones are counted.
 */
function straddling(seen: CountedRows, tested: CountedRows, share: number): number {
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
  for (let row = 0; row < tested.low.length; row++) {
    const [low, high] = [tested.low[row]!, tested.high[row]!];
    const place = tested.counts.find(low, high);
    if (isCounted[place] === 1) continue;
    isCounted[place] = 1;
    const times = tested.counts.times[place]!;
    const same = seen.counts.find(low, high);
    if (same >= 0) isBoth[same] = 1;
    count(times + (same < 0 ? 0 : seen.counts.times[same]!), same >= 0);
  }
  for (let place = 0; place < isBoth.length; place++)
    if (isBoth[place] === 0) count(seen.counts.times[place]!, false);
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
