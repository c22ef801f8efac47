import type { Target } from '../../train/index.ts';
import type { Column } from '../table.ts';

/** A column that cuts the target's range into pieces: the target rounded, banded, or held against a bound. */
export interface Bands {
  values: number;
  rows: number;
  /** Share of the rows that lie in their own value's piece. */
  share: number;
}

const leastRows = 100;
const leastOfValue = 8;
const leastShare = 0.995;
/** Pieces of fewer rows in the mean are values rather than bands. */
const rowsOfBand = 4;

/**
 * Whether the rows of each of a column's values lie in a piece of the target's range of their own. What only goes along with the target overlaps; what was made from it
 * does not. Null for classes, and where it is not so.
 */
export function bandsOf(column: Column, target: Target): Bands | null {
  if (target.task !== 'regression') return null;
  const own = column.type === 'numbers' ? column.values : column.codes;
  const rows: number[] = [];
  for (let row = 0; row < own.length; row++)
    if (
      Number.isFinite(target.values[row]!) &&
      (column.type === 'numbers' ? Number.isFinite(own[row]!) : own[row]! >= 0)
    )
      rows.push(row);
  if (rows.length < leastRows) return null;
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(own[row]!, (counts.get(own[row]!) ?? 0) + 1);
  if (counts.size < 2 || counts.size * rowsOfBand > rows.length) return null;
  const large = [...counts.values()].filter((count) => count >= leastOfValue).length;
  if (large < 2) return null;
  rows.sort((one, other) => target.values[one]! - target.values[other]!);
  const middles = new Map([...counts].map(([value, count]) => [value, middleOf(rows, own, value, count)]));
  const stretches = [...counts.keys()].sort((one, other) => middles.get(one)! - middles.get(other)!);
  const stretchOf = new Map(stretches.map((value, place) => [value, place]));
  // Rows of one target that have several values are no pieces of it: they are put in the order that fits least.
  rows.sort(
    (one, other) =>
      target.values[one]! - target.values[other]! || stretchOf.get(own[other]!)! - stretchOf.get(own[one]!)!,
  );
  let [at, inside] = [0, 0];
  for (const value of stretches)
    for (const end = at + counts.get(value)!; at < end; at++) if (own[rows[at]!] === value) inside++;
  const share = inside / rows.length;
  return share >= leastShare ? { values: counts.size, rows: rows.length, share } : null;
}

function middleOf(rows: readonly number[], own: ArrayLike<number>, value: number, count: number): number {
  let seen = 0;
  for (const [place, row] of rows.entries()) if (own[row] === value && ++seen * 2 >= count) return place;
  return rows.length;
}
