import { type Target, takeTarget } from '../../train/index.ts';
import { type Column, numberName } from '../table.ts';
import type { TableSample } from './table-sample.ts';
import { inSlices, type Turns } from './turns.ts';

const classesAtMost = 20;
/** Of fewer rows for each of them whole numbers are a measure rather than classes, unless there are two. */
const rowsOfClass = 3;

/**
 * A column as what is to be predicted: classes for texts, booleans and up to 20 different whole numbers that come again (3 rows for each) and count nothing, else
 * numbers.
 */
export function targetOf(column: Column): Target {
  if (column.type === 'texts')
    return { task: 'classification', classes: column.dictionary, codes: column.codes };
  const { values } = column;
  const distinct = new Set<number>();
  addDistinct(distinct, values, 0, values.length);
  const classes = classesAmong(distinct, column);
  if (classes === null) return { task: 'regression', values };
  const codes = new Int32Array(values.length);
  codeValues(classes, values, codes, 0, values.length);
  if (areCounts(classes, codes)) return { task: 'regression', values };
  return { task: 'classification', classes: namesOf(classes, column), codes };
}

/** The same of a long column, with turns in between. */
export async function targetInTurns(column: Column, turns: Turns): Promise<Target> {
  if (column.type === 'texts') return targetOf(column);
  const { values } = column;
  const distinct = new Set<number>();
  await inSlices(values.length, turns, (from, to) => addDistinct(distinct, values, from, to));
  const classes = classesAmong(distinct, column);
  if (classes === null) return { task: 'regression', values };
  const codes = new Int32Array(values.length);
  await inSlices(values.length, turns, (from, to) => codeValues(classes, values, codes, from, to));
  if (areCounts(classes, codes)) return { task: 'regression', values };
  return { task: 'classification', classes: namesOf(classes, column), codes };
}

/** A whole table's target in its sample. */
export function targetOfSample(target: Target, { rows }: TableSample): Target {
  return rows === null ? target : takeTarget(target, rows);
}

/** False as soon as there are too many for classes. */
function addDistinct(distinct: Set<number>, values: Float64Array, from: number, to: number): boolean {
  let last = Number.NaN;
  for (let row = from; row < to; row++) {
    const value = values[row]!;
    if (value === last || Number.isNaN(value)) continue;
    last = value;
    distinct.add(value);
    if (distinct.size > classesAtMost) return false;
  }
  return true;
}

function classesAmong(
  distinct: ReadonlySet<number>,
  { kind, values, missing }: Column & { type: 'numbers' },
): number[] | null {
  const isClasses =
    distinct.size <= Math.max(2, Math.min(classesAtMost, (values.length - missing) / rowsOfClass)) &&
    [...distinct].every(Number.isInteger) &&
    kind !== 'datetime';
  return isClasses ? [...distinct].sort((one, other) => one - other) : null;
}

/** What tells how often something happened from codes of classes. */
const counts = { values: 6, mostGaps: 0.5, rareRows: 10, moreOften: 20, falling: 0.7 } as const;

/**
 * Whether whole numbers say how often something happened: from 0 or 1 up, most of them small, the larger the rarer (Kendall's tau from the commonest on), down to values of
 * so few rows that they could be no classes. Visits, claims and goals are so; codes and grades, which are in no such order, are not.
 */
function areCounts(values: readonly number[], codes: Int32Array): boolean {
  const least = values[0]!;
  const span = values.at(-1)! - least + 1;
  if (values.length < counts.values || (least !== 0 && least !== 1)) return false;
  if (span - values.length > counts.mostGaps * span) return false;
  const rows = new Int32Array(values.length);
  for (const code of codes) if (code >= 0) rows[code]!++;
  const commonest = rows.indexOf(Math.max(...rows));
  const rarest = Math.min(...rows);
  if (rarest >= counts.rareRows || rows[commonest]! < counts.moreOften * rarest) return false;
  if (commonest >= values.length / 3) return false;
  const tail = rows.subarray(commonest);
  let [falls, pairs] = [0, 0];
  for (let one = 0; one < tail.length; one++)
    for (let other = one + 1; other < tail.length; other++) {
      pairs++;
      falls += Math.sign(tail[one]! - tail[other]!);
    }
  return falls >= counts.falling * pairs;
}

function namesOf(classes: readonly number[], column: Column & { type: 'numbers' }): string[] {
  return classes.map((value) => numberName(value, column));
}

function codeValues(
  classes: readonly number[],
  values: Float64Array,
  codes: Int32Array,
  from: number,
  to: number,
): undefined {
  for (let row = from; row < to; row++) codes[row] = classes.indexOf(values[row]!);
}
