import { InterruptedError } from '../../errors/index.ts';
import type { Column, Table } from '../table.ts';
import type { TableFinding } from './finding.ts';
import { isRising, isTime, orderOf, timeColumnOf } from './time-columns.ts';
import { distanceOf, largeFactor, unitBetween, unitChange } from './unit-change.ts';

/** Columns told in more than one unit: from one place on, or by source. */
export async function changedUnits(table: Table, signal?: AbortSignal): Promise<TableFinding[]> {
  const inOrder = unitsInOrder(table);
  const known = new Set(inOrder.map(({ column }) => column));
  const bySource = await unitsBySource(table, signal);
  return [...inOrder, ...bySource.filter(({ column }) => !known.has(column))];
}

/** `looked`: rows that are looked at, evenly over a larger table. */
const sources = { least: 2, most: 20, rows: 40, looked: 4_000 } as const;

/** Columns whose values of one category are the others' in another unit, while no other column differs there by much: then it is not the unit but the rows. */
async function unitsBySource(table: Table, signal: AbortSignal | undefined): Promise<TableFinding[]> {
  const step = Math.max(1, table.rows / sources.looked);
  const rows = Int32Array.from({ length: Math.floor(table.rows / step) }, (_, place) =>
    Math.floor(place * step),
  );
  const numeric = table.columns.filter(
    (column): column is Column & { type: 'numbers' } =>
      column.type === 'numbers' && column.kind === 'numeric' && !isTime(column),
  );
  const findings: TableFinding[] = [];
  for (const source of table.columns) {
    if (source.type !== 'texts' || source.kind === 'identifier' || source.kind === 'text') continue;
    if (source.dictionary.length < sources.least || source.dictionary.length > sources.most) continue;
    for (const [code, value] of source.dictionary.entries()) {
      // Each value sorts every column twice: others get their turn in between.
      await new Promise(setImmediate);
      if (signal?.aborted) throw new InterruptedError();
      const [own, others] = [rowsWhere(source, code, true, rows), rowsWhere(source, code, false, rows)];
      if (own.length < sources.rows || others.length < sources.rows) continue;
      const moved = numeric.filter((each) => apart(each, own, others) >= leastShift);
      if (moved.length !== 1) continue;
      const [column] = moved;
      const change = unitBetween(take(column!, own), take(column!, others));
      if (change === null || findings.some((each) => each.column === column!.name)) continue;
      const { factor, offset, unit, distance, distanceBefore } = change;
      const count = source.codes.reduce((sum, each) => sum + Number(each === code), 0);
      findings.push({
        code: 'unit-change',
        severity: 'high',
        column: column!.name,
        message: `${column!.name} is told in another unit where ${source.name} is ${value} (${count} rows): the values there are the others times ${factor.toPrecision(4)}${shifted(offset)} (${unit}). Bring them to one unit.`,
        evidence: { source: source.name, value, rows: count, factor, offset, distance, distanceBefore },
      });
    }
  }
  return findings;
}

function rowsWhere(
  source: Column & { type: 'texts' },
  code: number,
  isOwn: boolean,
  rows: Int32Array,
): Int32Array {
  return rows.filter((row) => source.codes[row]! >= 0 && (source.codes[row] === code) === isOwn);
}

function take(column: Column & { type: 'numbers' }, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => column.values[row]!).filter((value) => !Number.isNaN(value));
}

function apart(column: Column & { type: 'numbers' }, own: Int32Array, others: Int32Array): number {
  const [some, rest] = [take(column, own).sort(), take(column, others).sort()];
  return some.length < 10 || rest.length < 10 ? 0 : distanceOf(some, rest);
}

function shifted(offset: number): string {
  return offset === 0 ? '' : `, ${offset < 0 ? 'less' : 'and'} ${Math.abs(offset).toPrecision(4)}`;
}

/** Columns whose unit changes, in the order of the rows or of their times. Where others change at the same place, it is the rows that are others. */
function unitsInOrder(table: Table): TableFinding[] {
  const time = timeColumnOf(table);
  const step = Math.max(1, table.rows / mostInOrder);
  const orders = [{ by: 'the order of the rows', order: thinned(null, table.rows, step) }];
  if (time !== null && !isRising(time.values))
    orders.push({ by: time.name, order: thinned(orderOf(time.values), table.rows, step) });
  const findings: TableFinding[] = [];
  for (const column of table.columns) {
    if (column.type !== 'numbers' || column.kind !== 'numeric' || column === time) continue;
    for (const { by, order } of orders) {
      const values = order === null ? column.values : Float64Array.from(order, (row) => column.values[row]!);
      const change = unitChange(values);
      if (change === null) continue;
      const { from, factor, offset, unit, distance, distanceBefore } = change;
      const isLarge = factor >= largeFactor || factor <= 1 / largeFactor;
      // No row of the one part could be of the other: no order of rows does that to one column.
      const isApart = change.isStep === true || (isLarge && distanceBefore >= 0.95);
      const others = table.columns.filter((other) => other !== column && other !== time && !isTime(other));
      const moved = others.filter((other) => shiftAt(other, order, from) >= leastShift);
      if (!isApart && (isLarge ? moved.length > others.length / 2 : moved.length > 0)) continue;
      findings.push({
        code: 'unit-change',
        severity: 'high',
        column: column.name,
        message: `${column.name} changes its unit at row ${Math.floor(from * step) + 1} in ${by}: the values from there on are those before it times ${factor.toPrecision(4)}${shifted(offset)} (${unit}). Bring them to one unit.`,
        evidence: { row: Math.floor(from * step) + 1, factor, offset, distance, distanceBefore, by },
      });
      break;
    }
  }
  return findings;
}

const leastShift = 0.3;
/** Rows of an order that are looked at, evenly over a longer one. */
const mostInOrder = 50_000;

/** Every so many rows of an order; null for all rows as they stand. */
function thinned(order: Int32Array | null, rows: number, step: number): Int32Array | null {
  if (step === 1) return order;
  return Int32Array.from({ length: Math.floor(rows / step) }, (_, place) => {
    const row = Math.floor(place * step);
    return order === null ? row : order[row]!;
  });
}

/** How far apart the values before and after a place lie, by Kolmogorov and Smirnov; texts by their codes' shares. */
function shiftAt(column: Column, order: Int32Array | null, at: number): number {
  const all = column.type === 'numbers' ? column.values : Float64Array.from(column.codes);
  const values = order === null ? all : Float64Array.from(order, (row) => all[row]!);
  const part = (some: Float64Array) => some.filter((value) => !Number.isNaN(value)).sort();
  const [before, after] = [part(values.subarray(0, at)), part(values.subarray(at))];
  if (before.length < 10 || after.length < 10) return 0;
  // Names of rows differ in any order.
  if (column.kind === 'identifier' || column.kind === 'text') return 0;
  return distanceOf(before, after);
}
