import type { Column, Table } from '../table.ts';
import { describedPairs } from './overlap.ts';
import { type CellHashes, cellHashes, createHashCounts, rowHashes } from './row-hashes.ts';
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
/** Rows of either table whose likeness is looked for among all rows to learn from; of more than so many cells an even share of the rows. */
const cellsLooked = 400_000;
const rowsAtOnce = 65_536;

/**
 * How many rows of the second table are equal to one of the first in all columns but one (an amount that was rounded, a time that was set anew), and equal to none in
 * all. A row's hash is the sum of its cells' hashes, so that the one without a column is a subtraction. Null where the columns are too few to tell copies by.
 */
export async function nearOverlapOf(table: Table, test: Table, turns: Turns): Promise<NearOverlap | null> {
  const pairs = describedPairs(table, test).described;
  const many = pairs.filter(({ column }) => hasManyValues(column)).length;
  if (pairs.length < leastCompared || many < telling.columns) return null;
  const [ours, theirs]: CellHashes[][] = [[], []];
  for (const [place, { column, other }] of pairs.entries()) {
    ours!.push(await cellHashes(column, place, turns));
    theirs!.push(await cellHashes(other, place, turns));
  }
  const width = pairs.length;
  const most = Math.max(1_000, Math.floor(cellsLooked / width));
  const own = await askedRows(ours!, table.rows, most, turns);
  const their = await askedRows(theirs!, test.rows, most, turns);
  const sums = await rowHashes(ours!, table.rows, turns);

  const without = createHashCounts((own.rows.length + their.rows.length) * width);
  const whole = createHashCounts(their.rows.length);
  for (const asked of [own, their])
    for (let at = 0; at < asked.low.length; at++) without.add(asked.low[at]!, asked.high[at]!, 0);
  for (let place = 0; place < their.rows.length; place++)
    whole.add(their.wholeLow[place]!, their.wholeHigh[place]!, 0);
  // Nearly all cells are none of those that are asked for: some bits say so at once.
  const bits = bitsOf([own, their]);
  const [low, high] = [new Int32Array(rowsAtOnce), new Int32Array(rowsAtOnce)];
  for (const fill of ours!)
    await inSlices(table.rows, turns, (from, to) => {
      fill(from, to, low, high);
      for (let row = from; row < to; row++) {
        const least = (sums.low[row]! - low[row - from]!) | 0;
        if (!bits.has(least)) continue;
        const rest = (sums.high[row]! - high[row - from]!) | 0;
        const place = without.find(least, rest);
        if (place >= 0) without.times[place] = without.times[place]! + 1;
      }
      return undefined;
    });
  await inSlices(table.rows, turns, (from, to) => {
    for (let row = from; row < to; row++) {
      const place = whole.find(sums.low[row]!, sums.high[row]!);
      if (place >= 0) whole.times[place] = 1;
    }
    return undefined;
  });

  const counts = new Int32Array(width);
  let [count, near] = [0, 0];
  for (let row = 0; row < their.rows.length; row++) {
    if (whole.times[whole.find(their.wholeLow[row]!, their.wholeHigh[row]!)]! > 0) continue;
    const place = firstBeyond(their, row, 0);
    if (place < 0) continue;
    counts[place]!++;
    count++;
  }
  // A row to learn from is like itself once.
  for (let row = 0; row < own.rows.length; row++) if (firstBeyond(own, row, 1) >= 0) near++;
  const differs = counts.indexOf(Math.max(...counts));
  return {
    columns: width,
    looked: their.rows.length,
    count,
    ownShare: near / Math.max(1, own.rows.length),
    differs: count > 0 ? pairs[differs]!.column.name : null,
  };

  /** The first column without which a row is as more than so many rows to learn from. */
  function firstBeyond(asked: AskedRows, row: number, times: number): number {
    for (let place = 0; place < width; place++) {
      const at = row * width + place;
      if (without.times[without.find(asked.low[at]!, asked.high[at]!)]! > times) return place;
    }
    return -1;
  }
}

/** Rows that are looked for, with their hashes without each of the columns, row by row. */
interface AskedRows {
  rows: Int32Array;
  wholeLow: Int32Array;
  wholeHigh: Int32Array;
  low: Int32Array;
  high: Int32Array;
}

async function askedRows(
  cells: readonly CellHashes[],
  of: number,
  most: number,
  turns: Turns,
): Promise<AskedRows> {
  const step = Math.max(1, of / most);
  const rows = Int32Array.from({ length: Math.floor(of / step) }, (_, place) => Math.floor(place * step));
  const width = cells.length;
  const [low, high] = [new Int32Array(rows.length * width), new Int32Array(rows.length * width)];
  const [wholeLow, wholeHigh] = [new Int32Array(rows.length), new Int32Array(rows.length)];
  const [ownLow, ownHigh] = [new Int32Array(1), new Int32Array(1)];
  for (const [place, fill] of cells.entries()) {
    await turns();
    for (const [at, row] of rows.entries()) {
      fill(row, row + 1, ownLow, ownHigh);
      low[at * width + place] = ownLow[0]!;
      high[at * width + place] = ownHigh[0]!;
      wholeLow[at] = wholeLow[at]! + ownLow[0]!;
      wholeHigh[at] = wholeHigh[at]! + ownHigh[0]!;
    }
  }
  for (let at = 0; at < low.length; at++) {
    const row = Math.floor(at / width);
    low[at] = wholeLow[row]! - low[at]!;
    high[at] = wholeHigh[row]! - high[at]!;
  }
  return { rows, wholeLow, wholeHigh, low, high };
}

/** Which hashes may be among those asked for, by some of their bits. */
function bitsOf(asked: readonly AskedRows[]): { has(low: number): boolean } {
  const cells = asked.reduce((sum, { low }) => sum + low.length, 0);
  const size = 2 ** Math.max(10, Math.ceil(Math.log2(16 * cells)));
  const words = new Int32Array(size >> 5);
  for (const { low } of asked) for (const hash of low) words[(hash & (size - 1)) >> 5]! |= 1 << (hash & 31);
  return { has: (low) => (words[(low & (size - 1)) >> 5]! & (1 << (low & 31))) !== 0 };
}

function hasManyValues(column: Column): boolean {
  const values = column.type === 'numbers' ? column.values : column.codes;
  const seen = new Set<number>();
  for (const value of values.subarray(0, 100_000)) {
    seen.add(value);
    if (seen.size >= telling.values) return true;
  }
  return false;
}
