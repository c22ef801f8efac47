import { type ComparedTables, type HashedTable, varietyOf } from './overlap.ts';
import { createHashCounts, type HashCounts } from './row-hashes.ts';
import { inSlices, type Turns } from './turns.ts';

/** Rows of the second table that are like one of the first in all columns but one. */
export interface NearOverlap {
  /** Columns that are compared, the one that differs among them. */
  columns: number;
  /** Rows of the second table that were looked at: all, or of a large one an even share. */
  looked: number;
  count: number;
  /** Of the rows to learn from, the share that has such a likeness among them. */
  ownShare: number;
  /** The column that differs most often. */
  differs: string | null;
}

/** With fewer columns rows that differ in one of them are no copies but neighbours. */
const leastCompared = 5;
/** A column without so many values says too little for rows that are equal in it. */
const telling = { columns: 3, values: 20 } as const;
/** Rows of either table whose likeness is looked for among all rows to learn from: of a larger one an even share. */
const rowsLooked = 10_000;
/** Pairs of rows that are alike in half of the columns and are looked at, in all. */
const pairsLooked = 10_000_000;

/**
 * How many rows of the second table are equal to one of the first in all columns but one (an amount that was rounded, a time that was set anew), and equal to none in
 * all. Such a pair is equal in one half of the columns or in the other, so only pairs with the hash of a half in common are looked at. Null where the columns are too
 * few to tell copies by.
 */
export async function nearOverlapOf(
  { pairs, isDescribed, ours, theirs }: ComparedTables,
  turns: Turns,
): Promise<NearOverlap | null> {
  const many = pairs.filter(({ column }) => varietyOf(column) >= telling.values).length;
  if (!isDescribed || pairs.length < leastCompared || many < telling.columns) return null;
  const asked = [...askedRows(ours, true), ...askedRows(theirs, false)];
  const left = new Int32Array(asked.length).fill(Math.ceil(pairsLooked / Math.max(1, asked.length)));
  /** By row that is asked for: the column but for which it is as another row, or -1. */
  const differs = new Int32Array(asked.length).fill(-1);
  const isEqual = new Uint8Array(asked.length);
  const [low, high] = [new Int32Array(1), new Int32Array(1)];
  for (const half of [0, 1] as const) {
    const known = chained(asked, half);
    const { low: lows, high: highs } = ours.halves[half];
    const others = pairs.flatMap((_, place) => (place % 2 === half ? [] : [place]));
    await inSlices(ours.rows, turns, (from, to) => {
      for (let row = from; row < to; row++) {
        if (!known.mayHave(lows[row]!)) continue;
        const place = known.counts.find(lows[row]!, highs[row]!);
        for (let at = place < 0 ? -1 : known.first[place]!; at >= 0; at = known.next[at]!)
          look(at, row, others);
      }
      return undefined;
    });
  }
  const counts = new Int32Array(pairs.length);
  let [count, own, looked] = [0, 0, 0];
  for (const [at, { isOwn }] of asked.entries()) {
    if (!isOwn) looked++;
    if (isOwn) own += differs[at]! >= 0 || isEqual[at] === 1 ? 1 : 0;
    else if (differs[at]! >= 0 && isEqual[at] === 0) {
      counts[differs[at]!]!++;
      count++;
    }
  }
  const most = counts.indexOf(Math.max(...counts));
  return {
    columns: pairs.length,
    looked,
    count,
    ownShare: own / Math.max(1, asked.length - looked),
    differs: count > 0 ? pairs[most]!.column.name : null,
  };

  /** Compares a row that is asked for with one to learn from, of which the other half of the columns is alike. */
  function look(at: number, row: number, others: readonly number[]): void {
    const { table, row: askedRow, isOwn } = asked[at]!;
    if (isOwn && askedRow === row) return;
    if (table.low[askedRow] === ours.low[row] && table.high[askedRow] === ours.high[row]) {
      isEqual[at] = 1;
      return;
    }
    if (differs[at]! >= 0 || left[at]! <= 0) return;
    left[at]!--;
    let only = -1;
    for (const place of others) {
      ours.cells[place]!(row, row + 1, low, high);
      const [ourLow, ourHigh] = [low[0], high[0]];
      table.cells[place]!(askedRow, askedRow + 1, low, high);
      if (low[0] === ourLow && high[0] === ourHigh) continue;
      if (only >= 0) return;
      only = place;
    }
    differs[at] = only;
  }
}

interface AskedRow {
  table: HashedTable;
  row: number;
  /** Whether it is itself a row to learn from. */
  isOwn: boolean;
}

function askedRows(table: HashedTable, isOwn: boolean): AskedRow[] {
  const step = Math.max(1, table.rows / rowsLooked);
  return Array.from({ length: Math.floor(table.rows / step) }, (_, place) => ({
    table,
    row: Math.floor(place * step),
    isOwn,
  }));
}

/** Rows that are asked for by the hash of one half of their columns: the first of each hash, and the next after each. */
function chained(
  asked: readonly AskedRow[],
  half: 0 | 1,
): { counts: HashCounts; first: Int32Array; next: Int32Array; mayHave(low: number): boolean } {
  const counts = createHashCounts(asked.length);
  const [first, next] = [new Int32Array(asked.length).fill(-1), new Int32Array(asked.length).fill(-1)];
  // Nearly all rows are like none that is asked for: a few bits say so at once.
  const bits = 2 ** 20;
  const words = new Int32Array(bits >> 5);
  for (const [at, { table, row }] of asked.entries()) {
    const low = table.halves[half].low[row]!;
    const place = counts.add(low, table.halves[half].high[row]!);
    next[at] = first[place]!;
    first[place] = at;
    words[(low & (bits - 1)) >> 5]! |= 1 << (low & 31);
  }
  return {
    counts,
    first,
    next,
    mayHave: (low) => (words[(low & (bits - 1)) >> 5]! & (1 << (low & 31))) !== 0,
  };
}
