import { type Column, columnOf, type Table } from '../table.ts';
import { countDistinct } from './row-hashes.ts';
import { isTime } from './time-columns.ts';
import { inSlices, type Turns } from './turns.ts';

/** `NO` by itself is nitric oxide as often as a number. */
const keyNames = /(^|[_\s.-])(id|key|uuid|guid|nr)$|[_\s.-](no|number)$/i;
const keyEndings = /[a-z](Id|ID|Key|No|Nr|Number)$/;
const whoNames =
  /^(person|patient|customer|client|user|member|subject|household|family|account|device|machine|firm|company|school|class|player|employee|student|driver|pair|twin|litter)s?$/i;
const leastGroups = 30;
/** Rows of one group in the mean: once each it names rows, very often it is a category like any other. */
const groupRows = { least: 1.5, most: 50 };
/** In so many of the groups a column must be the same throughout to be theirs. */
const constantShare = 0.98;

export interface GroupColumn {
  column: Column;
  /** `key`: its name says that it is one; `name`: it is called after whom or what rows may be about; `rows`: only what other columns do can say it (`hasOwnColumns`). */
  by: 'key' | 'name' | 'rows';
}

/**
 * Columns that may name whom or what rows are about, since their values come back in several rows (`patient_id`): those whose names say so come first.
 *
 * @param sample rows of the table that stand for all: most columns are none by those already
 */
export async function groupColumnsOf(
  table: Table,
  sample: Table,
  target: string,
  turns: Turns,
): Promise<readonly GroupColumn[]> {
  const found: GroupColumn[] = [];
  for (const column of table.columns) {
    const { name } = column;
    const few = columnOf(sample, name);
    if (name === target || few === undefined || isTime(column) || column.kind === 'constant') continue;
    if (codesOf(few) === null || column.missing > 0 || !mayHaveGroups(few, table.rows)) continue;
    const groups = await groupsIn(column, turns);
    const each = table.rows / Math.max(1, groups);
    if (groups < leastGroups || each < groupRows.least || each > groupRows.most) continue;
    const isKey = keyNames.test(name) || keyEndings.test(name);
    found.push({ column, by: isKey ? 'key' : whoNames.test(name) ? 'name' : 'rows' });
  }
  const rank = { key: 0, name: 1, rows: 2 };
  return found.toSorted((one, other) => rank[one.by] - rank[other.by]);
}

/** Which group each row is of; null where a column can't name groups: numbers that are not whole, or rows without a value. */
export function codesOf(column: Column): Int32Array | Float64Array | null {
  if (column.missing > 0 || column.kind === 'text') return null;
  if (column.type === 'texts') return column.codes;
  return column.values.every(Number.isInteger) ? column.values : null;
}

/** Whether so few rows have as many values as they would of groups that are not too large; half as many are let pass, since some groups are larger than others. */
function mayHaveGroups(sampled: Column, rows: number): boolean {
  const values = sampled.type === 'numbers' ? sampled.values : sampled.codes;
  const groups = rows / groupRows.most;
  const usual = groups * (1 - Math.exp(-values.length / groups));
  return new Set(values).size >= 0.5 * usual;
}

async function groupsIn(column: Column, turns: Turns): Promise<number> {
  if (column.type === 'numbers') return countDistinct(column.values, turns);
  const seen = new Uint8Array(column.dictionary.length + 1);
  const { codes } = column;
  await inSlices(codes.length, turns, (from, to) => {
    for (let row = from; row < to; row++) seen[codes[row]! + 1] = 1;
    return undefined;
  });
  return seen.reduce((sum, flag) => sum + flag, 0);
}

/** Whether at least two other columns of several values are the same throughout the groups: of one person all is known at once, of a number's value nothing. */
export function hasOwnColumns(own: Column, table: Table, target: string): boolean {
  const codes = own.type === 'numbers' ? own.values : own.codes;
  let count = 0;
  for (const column of table.columns) {
    if (column.name === own.name || column.name === target || column.kind === 'constant') continue;
    const values = column.type === 'numbers' ? column.values : column.codes;
    const first = new Map<number, number>();
    const mixed = new Set<number>();
    const repeated = new Set<number>();
    for (let row = 0; row < codes.length; row++) {
      const known = first.get(codes[row]!);
      if (known === undefined) first.set(codes[row]!, values[row]!);
      else {
        repeated.add(codes[row]!);
        if (!Object.is(known, values[row]!)) mixed.add(codes[row]!);
      }
    }
    const variety = new Set(first.values()).size;
    if (variety >= 2 && repeated.size >= 20 && mixed.size <= (1 - constantShare) * repeated.size) count++;
    if (count >= 2) return true;
  }
  return false;
}
