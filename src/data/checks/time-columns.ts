import type { Column, Table } from '../table.ts';

const timeNames = /(^|[_\s.-])(year|date|time|timestamp|day|week|month|period|epoch|hour|trend)s?$/i;
const leastMoments = 30;

/** Whether a column says when: times, or numbers whose name says so. */
export function isTime({ kind, type, name }: Column): boolean {
  return kind === 'datetime' || (type === 'numbers' && timeNames.test(name));
}

/** The column that says when a row was: times, or whole numbers whose name says so; the one with most different moments, or null. */
export function timeColumnOf(table: Table, target?: string): (Column & { type: 'numbers' }) | null {
  let best: { column: Column & { type: 'numbers' }; moments: number } | null = null;
  for (const column of table.columns) {
    if (column.type !== 'numbers' || column.name === target || column.missing > 0) continue;
    if (!isTime(column)) continue;
    const moments = new Set(column.values).size;
    if (moments < leastMoments || (best !== null && moments <= best.moments)) continue;
    best = { column, moments };
  }
  return best?.column ?? null;
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
