import type { Column, Table } from '../table.ts';
import { columnOf } from '../table.ts';

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

/** Rows of the second table that are like one of the first in all columns but one. */
export interface NearOverlap {
  /** Columns that are compared, the one that differs among them. */
  columns: number;
  count: number;
  /** Of the rows to learn from, the share that has such a likeness among them. */
  ownShare: number;
  /** The column that differs most often. */
  differs: string | null;
}

/** An equal row is improbable where fewer than that many are expected from its columns, taken one by one. */
const chance = 1e-8;

/** How many rows of the second table stand in the first. */
export function overlapOf(table: Table, test: Table): Overlap {
  const all = table.columns.flatMap((column) => {
    const other = columnOf(test, column.name);
    return other !== undefined && other.type === column.type ? [{ column, other }] : [];
  });
  const described = all.filter(({ column }) => column.kind !== 'identifier' && column.kind !== 'constant');
  const pairs = described.length >= 3 ? described : all;
  if (pairs.length === 0) return { count: 0, columns: 0, ownShare: 0, improbable: 0, straddle: 0 };
  const [ours, theirs] = [pairs.map(({ column }) => column), pairs.map(({ other }) => other)];
  const seen = new Map<string, { row: number; times: number }>();
  for (let row = 0; row < table.rows; row++) {
    const key = keyOf(ours, row);
    const known = seen.get(key);
    if (known === undefined) seen.set(key, { row, times: 1 });
    else known.times++;
  }
  let own = 0;
  for (const { times } of seen.values()) if (times > 1) own += times;
  const shares = ours.map(sharesOf);
  const tested = new Map<string, number>();
  let [count, improbable] = [0, 0];
  for (let row = 0; row < test.rows; row++) {
    const key = keyOf(theirs, row);
    tested.set(key, (tested.get(key) ?? 0) + 1);
    const known = seen.get(key);
    if (known === undefined) continue;
    count++;
    const expected = shares.reduce((product, shareAt) => product * shareAt(known.row), table.rows);
    if (expected < chance) improbable++;
  }
  const straddle = straddling(seen, tested, test.rows / Math.max(1, table.rows + test.rows));
  return { count, columns: pairs.length, ownShare: own / Math.max(1, table.rows), improbable, straddle };
}

const mostTimes = 5;

/**
 * Whether rows that come a few times stand on both sides more often than by chance. Of rows dealt at random, the `times` equal ones all stand on one side with
 * probability share^times + (1 - share)^times; copies made from one side to the other never do. Values that come often say nothing, so only rare ones are counted.
 */
function straddling(
  seen: ReadonlyMap<string, { times: number }>,
  tested: ReadonlyMap<string, number>,
  share: number,
): number {
  let [observed, expected, variance] = [0, 0, 0];
  const count = (times: number, isBoth: boolean) => {
    if (times < 2 || times > mostTimes) return;
    const usual = 1 - share ** times - (1 - share) ** times;
    if (isBoth) observed++;
    expected += usual;
    variance += usual * (1 - usual);
  };
  for (const [key, { times }] of seen) count(times + (tested.get(key) ?? 0), tested.has(key));
  for (const [key, times] of tested) if (!seen.has(key)) count(times, false);
  return variance > 0 ? (observed - expected) / Math.sqrt(variance) : 0;
}

/** With fewer columns rows that differ in one of them are no copies but neighbours. */
const leastCompared = 5;
/** A column without so many values says too little for rows that are equal in it. */
const telling = { columns: 3, values: 20 } as const;

/**
 * How many rows of the second table are equal to one of the first in all columns but one (an amount that was rounded, a time that was set anew), and equal to none in
 * all. A row's key is the sum of its columns' hashes, so that the key without a column is a subtraction. Null where the columns are too few to tell copies by.
 */
export function nearOverlapOf(table: Table, test: Table): NearOverlap | null {
  const pairs = table.columns.flatMap((column) => {
    const other = columnOf(test, column.name);
    const isTold = column.kind !== 'identifier' && column.kind !== 'constant';
    return isTold && other !== undefined && other.type === column.type ? [{ column, other }] : [];
  });
  const many = pairs.filter(({ column }) => distinctOf(column) >= telling.values).length;
  if (pairs.length < leastCompared || many < telling.columns) return null;
  const ours = pairs.map(({ column }, place) => hashesOf(column, place));
  const theirs = pairs.map(({ other }, place) => hashesOf(other, place));
  const [own, their] = [sumsOf(ours, table.rows), sumsOf(theirs, test.rows)];
  const whole = new Set(own);
  const isNearOwn = new Uint8Array(table.rows);
  const isNear = new Uint8Array(test.rows);
  const counts = pairs.map(() => 0);
  for (const place of pairs.keys()) {
    const times = new Map<number, number>();
    for (let row = 0; row < table.rows; row++) {
      const key = less(own[row]!, ours[place]![row]!);
      times.set(key, (times.get(key) ?? 0) + 1);
    }
    for (let row = 0; row < table.rows; row++)
      if (times.get(less(own[row]!, ours[place]![row]!))! > 1) isNearOwn[row] = 1;
    for (let row = 0; row < test.rows; row++) {
      if (whole.has(their[row]!) || !times.has(less(their[row]!, theirs[place]![row]!))) continue;
      if (isNear[row] === 0) counts[place]!++;
      isNear[row] = 1;
    }
  }
  const share = (flags: Uint8Array) => flags.reduce((sum, flag) => sum + flag, 0);
  const most = counts.indexOf(Math.max(...counts));
  return {
    columns: pairs.length,
    count: share(isNear),
    ownShare: share(isNearOwn) / Math.max(1, table.rows),
    differs: counts[most]! > 0 ? pairs[most]!.column.name : null,
  };
}

/** Hashes are whole numbers below 2^50, added without a remainder: a sum of columns stays exact below 2^53 after it is cut. */
const modulus = 2 ** 50;

function hashesOf(column: Column, place: number): Float64Array {
  const bytes = new DataView(new ArrayBuffer(8));
  const known = new Map<number, number>();
  const hashOf = (value: number): number => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const hash = hashed(column, value, place, bytes);
    known.set(value, hash);
    return hash;
  };
  return Float64Array.from(column.type === 'numbers' ? column.values : column.codes, hashOf);
}

function hashed(column: Column, value: number, place: number, bytes: DataView): number {
  let [high, low] = [0x811c9dc5 ^ place, 0x9e3779b9 + place];
  const mix = (part: number) => {
    high = Math.imul(high ^ part, 0x01000193);
    low = Math.imul(low ^ part ^ (high >>> 15), 0x85ebca6b);
    low ^= low >>> 13;
    high ^= high >>> 16;
  };
  if (column.type === 'texts')
    for (const letter of value < 0 ? '' : column.dictionary[value]!) mix(letter.codePointAt(0)!);
  else {
    bytes.setFloat64(0, value);
    mix(bytes.getInt32(0));
    mix(bytes.getInt32(4));
  }
  mix(0x2545f491);
  return (high >>> 14) * 2 ** 32 + (low >>> 0);
}

function sumsOf(hashes: readonly Float64Array[], rows: number): Float64Array {
  const sums = new Float64Array(rows);
  for (const own of hashes)
    for (let row = 0; row < rows; row++) sums[row] = (sums[row]! + own[row]!) % modulus;
  return sums;
}

function less(sum: number, hash: number): number {
  return (sum - hash + modulus) % modulus;
}

function distinctOf(column: Column): number {
  return new Set(column.type === 'numbers' ? column.values : column.codes).size;
}

function keyOf(columns: readonly Column[], row: number): string {
  return columns
    .map((column) =>
      column.type === 'numbers'
        ? column.values[row]
        : column.codes[row]! < 0
          ? null
          : column.dictionary[column.codes[row]!],
    )
    .join('\u001f');
}

/** How common the value of a row is in its column. */
function sharesOf(column: Column): (row: number) => number {
  const values = column.type === 'numbers' ? column.values : column.codes;
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return (row) => counts.get(values[row]!)! / values.length;
}
