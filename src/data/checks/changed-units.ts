import { type Column, columnOf, type Table } from '../table.ts';
import { categoryDistances, risingRows } from './category-distances.ts';
import type { TableFinding } from './finding.ts';
import { ofSample, sampleTable, type TableSample, wholeRow } from './table-sample.ts';
import { isRising, isTime, orderOf, timeColumnOf } from './time-columns.ts';
import type { Turns } from './turns.ts';
import { distanceOf, isLargeFactor, type UnitChange, unitBetween, unitChange } from './unit-change.ts';

type Numbers = Column & { type: 'numbers' };

/** Columns told in more than one unit: from one place on, or by source. Rows that stand for a long table are enough. */
export async function changedUnits(
  whole: Table,
  { seed, turns }: { seed: number; turns: Turns },
): Promise<TableFinding[]> {
  const sample = await sampleTable(whole, rowsLooked, seed, turns);
  const inOrder = await unitsInOrder(whole, sample, turns);
  const known = new Set(inOrder.map(({ column }) => column));
  const bySource = await unitsBySource(sample, turns);
  return [...inOrder, ...bySource.filter(({ column }) => !known.has(column))].map((finding) =>
    ofSample(finding, sample),
  );
}

/** Rows of a longer table that are looked at, one of each of as many stretches. */
const rowsLooked = 8_000;
const sources = { least: 2, most: 20, rows: 40 } as const;

/** Columns whose values of one category are the others' in another unit, while no other column differs there by much: then it is not the unit but the rows. */
async function unitsBySource({ table, of }: TableSample, turns: Turns): Promise<TableFinding[]> {
  const numeric: { column: Numbers; rising: Int32Array }[] = [];
  for (const column of table.columns) {
    if (column.type !== 'numbers' || column.kind !== 'numeric' || isTime(column)) continue;
    await turns();
    numeric.push({ column, rising: risingRows(column) });
  }
  const findings: TableFinding[] = [];
  for (const source of table.columns) {
    if (source.type !== 'texts' || source.kind === 'identifier' || source.kind === 'text') continue;
    if (source.dictionary.length < sources.least || source.dictionary.length > sources.most) continue;
    const moved: Numbers[][] = source.dictionary.map(() => []);
    for (const { column, rising } of numeric) {
      await turns();
      for (const [code, distance] of categoryDistances(column, rising, source).entries())
        if (distance >= leastShift) moved[code]!.push(column);
    }
    for (const [code, value] of source.dictionary.entries()) {
      const [column, another] = moved[code]!;
      if (column === undefined || another !== undefined) continue;
      await turns();
      const [own, others] = [rowsWhere(source, code, true), rowsWhere(source, code, false)];
      if (own.length < sources.rows || others.length < sources.rows) continue;
      await turns();
      const change = unitBetween(take(column, own), take(column, others));
      if (change === null || findings.some((each) => each.column === column.name)) continue;
      if (!isLargeFactor(change.factor) && !(await isBeyondLevels(column, source, code, change, turns)))
        continue;
      const { factor, offset, unit, distance, distanceBefore } = change;
      const count = Math.round((own.length * of) / table.rows);
      findings.push({
        code: 'unit-change',
        severity: 'high',
        column: column.name,
        message: `${column.name} is told in another unit where ${source.name} is ${value} (${table.rows < of ? 'about ' : ''}${count} rows): the values there are the others times ${factor.toPrecision(4)}${shifted(offset)} (${unit}). Bring them to one unit.`,
        evidence: { source: source.name, value, rows: count, factor, offset, distance, distanceBefore },
      });
    }
  }
  return findings;
}

/** How near a small factor must be to that of a unit where no third category says how far categories lie apart anyway, by its logarithm. */
const nearFactor = 0.02;
/** So far the others may lie from each other at most, beyond what chance does. */
const alike = 0.12;
/** So much farther than the other categories from each other may the converted values lie. */
const beyondOthers = 1.5;

/**
 * Whether a category that is twice the others is so for its unit. Categories of many kinds have levels of their own (rents of cities), and some of these are a factor of
 * units apart by chance: so the others must lie close together, and this one as close to them once it is converted.
 */
async function isBeyondLevels(
  column: Numbers,
  source: Column & { type: 'texts' },
  code: number,
  { factor, offset, distance }: UnitChange,
  turns: Turns,
): Promise<boolean> {
  const others = source.dictionary
    .map((_, each) => (each === code ? [] : take(column, rowsWhere(source, each, true))))
    .filter(({ length }) => length >= sources.rows);
  await turns();
  const all = take(column, rowsWhere(source, code, false)).sort();
  const own = take(column, rowsWhere(source, code, true)).sort();
  const byChance = 1.63 * Math.sqrt(1 / own.length + 1 / all.length);
  if (others.length < 2) {
    const ratio = own[own.length >> 1]! / (factor * all[all.length >> 1]! + offset);
    return distance <= byChance && Math.abs(Math.log(ratio)) <= nearFactor;
  }
  let most = 0;
  for (const some of others) {
    await turns();
    const rest = others.filter((each) => each !== some).flatMap((each) => [...each]);
    const apart = distanceOf(Float64Array.from(some).sort(), Float64Array.from(rest).sort());
    const mayBe = 1.63 * Math.sqrt(1 / some.length + 1 / rest.length);
    if (apart > Math.max(alike, mayBe)) return false;
    most = Math.max(most, apart);
  }
  return distance <= Math.max(byChance, beyondOthers * most);
}

function rowsWhere({ codes }: Column & { type: 'texts' }, code: number, isOwn: boolean): Int32Array {
  return Int32Array.from(codes.keys()).filter((row) => codes[row]! >= 0 && (codes[row] === code) === isOwn);
}

function take(column: Numbers, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => column.values[row]!).filter((value) => !Number.isNaN(value));
}

function shifted(offset: number): string {
  return offset === 0 ? '' : `, ${offset < 0 ? 'less' : 'and'} ${Math.abs(offset).toPrecision(4)}`;
}

/** Columns whose unit changes, in the order of the rows or of their times. Where others change at the same place, it is the rows that are others. */
async function unitsInOrder(whole: Table, sample: TableSample, turns: Turns): Promise<TableFinding[]> {
  const { table } = sample;
  const time = timeColumnOf(table);
  const orders: { by: string; order: Int32Array | null }[] = [{ by: 'the order of the rows', order: null }];
  if (time !== null && !isRising(time.values)) orders.push({ by: time.name, order: orderOf(time.values) });
  const findings: TableFinding[] = [];
  for (const column of table.columns) {
    if (column.type !== 'numbers' || column.kind !== 'numeric' || column === time) continue;
    for (const { by, order } of orders) {
      const values = order === null ? column.values : Float64Array.from(order, (row) => column.values[row]!);
      await turns();
      const change = unitChange(values);
      if (change === null) continue;
      const { from, factor, offset, unit, distance, distanceBefore } = change;
      const isLarge = isLargeFactor(factor);
      // No row of the one part could be of the other: no order of rows does that to one column.
      const isApart = change.isStep === true || (isLarge && distanceBefore >= 0.95);
      const others = table.columns.filter((other) => other !== column && other !== time && !isTime(other));
      const moved: Column[] = [];
      for (const other of others) {
        await turns();
        if (shiftAt(other, order, from) >= leastShift) moved.push(other);
      }
      if (!isApart && (isLarge ? moved.length > others.length / 2 : moved.length > 0)) continue;
      if (order === null && isBetweenGroups(table, from)) continue;
      const row = order === null ? exactRow(columnOf(whole, column.name)!, sample, change) : from;
      findings.push({
        code: 'unit-change',
        severity: 'high',
        column: column.name,
        message: `${column.name} changes its unit at row ${row + 1} in ${by}: the values from there on are those before it times ${factor.toPrecision(4)}${shifted(offset)} (${unit}). Bring them to one unit.`,
        evidence: { row: row + 1, factor, offset, distance, distanceBefore, by },
      });
      break;
    }
  }
  return findings;
}

/** So many groups, one after the other, and so many rows in each of them: one that begins where a unit seems to change does so by chance no more often. */
const stacked = { groups: 5, rows: 40 } as const;

/** Whether rows are stacked by a category, as those of towns are, and the next group begins there: then it is another town. Two or three files may be joined there, too. */
function isBetweenGroups({ rows, columns }: Table, at: number): boolean {
  return columns.some((column) => {
    if (column.type !== 'texts' || column.kind === 'identifier' || column.kind === 'text') return false;
    const { codes } = column;
    if (codes[at] === codes[at - 1]) return false;
    let groups = 1;
    for (let row = 1; row < rows; row++) if (codes[row] !== codes[row - 1]) groups++;
    return groups >= stacked.groups && rows >= groups * stacked.rows;
  });
}

const leastShift = 0.3;
/** The row of the whole table at which a change is that was seen between two rows of its sample: where most rows between them belong to their own side. */
function exactRow(column: Column, sample: TableSample, { from, factor, offset }: UnitChange): number {
  const last = wholeRow(sample, from);
  const sampled = columnOf(sample.table, column.name);
  if (sample.rows === null || from === 0 || column.type !== 'numbers' || sampled?.type !== 'numbers')
    return last;
  const first = wholeRow(sample, from - 1) + 1;
  const before = sampled.values
    .slice(Math.max(0, from - 100), from)
    .filter(Number.isFinite)
    .sort();
  const usual = before[before.length >> 1]!;
  const isNew = (value: number) => Math.abs(value - (factor * usual + offset)) < Math.abs(value - usual);
  let [sum, most, at] = [0, 0, last];
  for (let row = last - 1; row >= first; row--) {
    sum += isNew(column.values[row]!) ? 1 : -1;
    if (sum > most) [most, at] = [sum, row];
  }
  return at;
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
