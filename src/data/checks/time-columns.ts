import type { Column, Table } from '../table.ts';
import { inSlices, type Turns } from './turns.ts';

const timeNames = /(^|[_\s.-])(year|date|time|timestamp|day|week|month|period|epoch|hour|trend)s?$/i;
const leastMoments = 30;
/** Names of what comes round again, with the largest value that it has: the hour of the day says nothing of which row was later. */
const cycles: readonly { name: RegExp; most: number }[] = [
  { name: /hours?$/i, most: 24 },
  { name: /days?$/i, most: 31 },
  { name: /months?$/i, most: 12 },
];

/** Whether a column says when: times, or numbers whose name says so. */
export function isTime({ kind, type, name }: Column): boolean {
  return kind === 'datetime' || (type === 'numbers' && timeNames.test(name));
}

/** The column that says when a row was: times, or whole numbers whose name says so; the one with most different moments, or null. */
export function timeColumnOf(table: Table, target?: string): (Column & { type: 'numbers' }) | null {
  let best: { column: Column & { type: 'numbers' }; moments: number } | null = null;
  for (const column of table.columns) {
    if (column.type !== 'numbers' || column.name === target || column.missing > 0) continue;
    if (!isTime(column) || comesRound(column) || saysHowLong(column)) continue;
    const moments = new Set(column.values).size;
    if (moments < leastMoments || (best !== null && moments <= best.moments)) continue;
    best = { column, moments };
  }
  return best?.column ?? null;
}

/** Whether a column of numbers is an hour of the day, a day of the month or a month of the year by its name and its values. */
function comesRound({ kind, name, values }: Column & { type: 'numbers' }): boolean {
  const cycle = kind === 'datetime' ? undefined : cycles.find((each) => each.name.test(name));
  return cycle !== undefined && values.every((value) => !(value < 0 || value > cycle.most));
}

/** Whether a column of numbers is so many hours or years, worked or lived, by its name: unless the rows are in its order it says how long rather than when. */
function saysHowLong({ kind, name, values }: Column & { type: 'numbers' }): boolean {
  return kind !== 'datetime' && /(hour|day|week|month|year)s$/i.test(name) && !isRising(values);
}

/** The rows in the order of their times. */
export function orderOf(times: Float64Array): Int32Array {
  return Int32Array.from(times.keys()).sort((one, other) => times[one]! - times[other]! || one - other);
}

/** Whether rows are in the order of their times already. */
export function isRising(values: Float64Array): boolean {
  for (let row = 1; row < values.length; row++) if (values[row]! < values[row - 1]!) return false;
  return true;
}

/** Rows that follow each other in time, in that order: all of a short table, of a longer one a stretch of about `most` from its middle. */
export async function rowsInTime(times: Float64Array, most: number, turns: Turns): Promise<Int32Array> {
  const rows = times.length;
  if (rows <= most) return orderOf(times);
  let isSorted = true;
  await inSlices(rows, turns, (from, to) => {
    isSorted = isRising(times.subarray(Math.max(0, from - 1), to));
    return isSorted;
  });
  const first = (rows - most) >> 1;
  if (isSorted) return Int32Array.from({ length: most }, (_, place) => first + place);
  const step = rows / Math.min(rows, 20_000);
  const some = Float64Array.from(
    { length: Math.floor(rows / step) },
    (_, place) => times[Math.floor(place * step)]!,
  ).sort();
  const at = (share: number) => some[Math.min(some.length - 1, Math.floor(share * some.length))]!;
  const [from, until] = [at(first / rows), at((first + most) / rows)];
  const found: number[] = [];
  await inSlices(rows, turns, (start, end) => {
    for (let row = start; row < end; row++) if (times[row]! >= from && times[row]! <= until) found.push(row);
    return found.length <= 20 * most;
  });
  return Int32Array.from(found)
    .sort((one, other) => times[one]! - times[other]! || one - other)
    .subarray(0, most);
}
