import type { Column } from '../table.ts';
import { inSlices, type Turns } from './turns.ts';

/** Hashes of rows, of 64 bits in two halves. A row's is the sum of its cells', so that it can be told without a column by a subtraction. */
export interface RowHashes {
  low: Int32Array;
  high: Int32Array;
}

/** Writes the hashes of a column's cells from a row to another one into the beginnings of two arrays. */
export type CellHashes = (from: number, to: number, low: Int32Array, high: Int32Array) => void;

/** The hashes of a column's cells: equal for equal numbers, for equal texts of different dictionaries, and for missing cells; unlike in another place. */
export async function cellHashes(column: Column, place: number, turns: Turns): Promise<CellHashes> {
  return column.type === 'numbers'
    ? ofNumbers(column.values, place)
    : ofTexts(column.codes, column.dictionary, place, turns);
}

function lowOf(one: number, other: number, place: number): number {
  let mixed = Math.imul(one ^ place, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13) ^ other, 0xc2b2ae35);
  return Math.imul(mixed ^ (mixed >>> 16), 0x27d4eb2f);
}

function highOf(one: number, other: number, place: number): number {
  let mixed = Math.imul(other ^ place, 0x165667b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15) ^ one, 0x9e3779b9);
  return Math.imul(mixed ^ (mixed >>> 14), 0x85ebca77);
}

/** Another number for each place of a column. */
function placeMark(place: number): number {
  return Math.imul(place + 1, 0x9e3779b1) ^ 0x5bd1e995;
}

function ofNumbers(values: Float64Array, place: number): CellHashes {
  const words = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  const mark = placeMark(place);
  return (from, to, low, high) => {
    for (let row = from, at = 2 * from; row < to; row++, at += 2) {
      let one = words[at]!;
      let other = words[at + 1]!;
      // Of 0 and of NaN there are several forms.
      if ((other & 0x7ff00000) === 0x7ff00000 && Number.isNaN(values[row]!)) {
        one = 1;
        other = -1;
      } else if (one === 0 && other === -0x80000000) other = 0;
      low[row - from] = lowOf(one, other, mark);
      high[row - from] = highOf(one, other, mark);
    }
  };
}

async function ofTexts(
  codes: Int32Array,
  dictionary: readonly string[],
  place: number,
  turns: Turns,
): Promise<CellHashes> {
  const [lows, highs] = [new Int32Array(dictionary.length + 1), new Int32Array(dictionary.length + 1)];
  const mark = placeMark(place);
  // A missing text has the first place.
  await inSlices(dictionary.length + 1, turns, (from, to) => {
    for (let code = from; code < to; code++) {
      let [one, other] = code === 0 ? [1, 2] : [0x811c9dc5, 0x2545f491];
      const text = code === 0 ? '' : dictionary[code - 1]!;
      for (let at = 0; at < text.length; at++) {
        one = Math.imul(one ^ text.charCodeAt(at), 0x01000193);
        other = Math.imul(other ^ text.charCodeAt(at) ^ (one >>> 15), 0x85ebca6b);
      }
      lows[code] = lowOf(one, other, mark);
      highs[code] = highOf(one, other, mark);
    }
    return undefined;
  });
  return (from, to, low, high) => {
    for (let row = from; row < to; row++) {
      const code = codes[row]!;
      low[row - from] = lows[code < 0 ? 0 : code + 1]!;
      high[row - from] = highs[code < 0 ? 0 : code + 1]!;
    }
  };
}

/** The hashes of all rows of some columns, in one pass over each. */
export async function rowHashes(
  cells: readonly CellHashes[],
  rows: number,
  turns: Turns,
): Promise<RowHashes> {
  const [low, high] = [new Int32Array(rows), new Int32Array(rows)];
  const [ownLow, ownHigh] = [new Int32Array(Math.min(rows, 65_536)), new Int32Array(Math.min(rows, 65_536))];
  for (const fill of cells)
    await inSlices(rows, turns, (from, to) => {
      fill(from, to, ownLow, ownHigh);
      for (let row = from; row < to; row++) {
        low[row] = low[row]! + ownLow[row - from]!;
        high[row] = high[row]! + ownHigh[row - from]!;
      }
      return undefined;
    });
  return { low, high };
}

/** Hashes that were put in, each with how often: open addressing over typed arrays, for some millions of them. */
export interface HashCounts {
  /** Counts a hash once more, or `times` times; returns its place. */
  add(low: number, high: number, times?: number): number;
  /** The place of a hash, or -1. */
  find(low: number, high: number): number;
  /** By place, in the order in which they came first. */
  times: Int32Array;
  readonly size: number;
}

/** @param most different hashes that it holds at most */
export function createHashCounts(most: number): HashCounts {
  const slots = 2 ** Math.ceil(Math.log2(Math.max(16, 2 * most)));
  const places = new Int32Array(slots).fill(-1);
  const [lows, highs, times] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)];
  let size = 0;
  const slotOf = (low: number, high: number): number => {
    let slot = (low ^ Math.imul(high, 0x9e3779b1)) & (slots - 1);
    for (;;) {
      const place = places[slot]!;
      if (place < 0 || (lows[place] === low && highs[place] === high)) return slot;
      slot = (slot + 1) & (slots - 1);
    }
  };
  return {
    add(low, high, count = 1) {
      const slot = slotOf(low, high);
      let place = places[slot]!;
      if (place < 0) {
        place = size++;
        places[slot] = place;
        lows[place] = low;
        highs[place] = high;
      }
      times[place] = times[place]! + count;
      return place;
    },
    find: (low, high) => places[slotOf(low, high)]!,
    times,
    get size() {
      return size;
    },
  };
}

/** How many different values there are, NaN among them; stops where there are more than `enough`. */
export async function countDistinct(
  values: Float64Array,
  turns: Turns,
  enough = values.length,
): Promise<number> {
  const seen = createHashCounts(Math.min(values.length, enough + 1 + 65_536));
  const fill = ofNumbers(values, 0);
  const [low, high] = [
    new Int32Array(Math.min(values.length, 65_536)),
    new Int32Array(Math.min(values.length, 65_536)),
  ];
  await inSlices(values.length, turns, (from, to) => {
    fill(from, to, low, high);
    for (let row = 0; row < to - from; row++) seen.add(low[row]!, high[row]!);
    return seen.size <= enough;
  });
  return seen.size;
}
