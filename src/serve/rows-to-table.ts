import {
  type Column,
  type ExpectedColumn,
  type Table,
  timeOfDayNumber,
  timeOfPeriod,
} from '../data/index.ts';
import { closestName, InputError } from '../errors/index.ts';
import type { Cell } from '../features/index.ts';

/** A row as a caller has it: values by column. null is missing; a column that the model needs must be there. */
export type Row = Readonly<Record<string, unknown>>;

/** What a model needs of a row, in the order of its inputs. */
export type Cells = readonly Cell[];

/**
 * Checks a row and takes what a model needs out of it. Numbers are numbers, booleans as 0 and 1; times are ISO 8601 (UTC where they name no zone), Dates, milliseconds
 * since 1970, days as 20260131, or periods as 2026Q1, 2026-01 and 2026-W05; texts are texts. Nothing is turned into what it is not. `at` is the row's place among those of its caller.
 *
 * @throws InputError `missing-column`, `wrong-value`, with column, row (from 1) and reason
 */
export function cellsOf(inputs: readonly ExpectedColumn[], row: Row, at: number): Cells {
  const cells = new Array<Cell>(inputs.length);
  for (let place = 0; place < cells.length; place++) {
    const input = inputs[place]!;
    const { name } = input;
    const value = cellOf(row, name, at);
    if (typeof value === 'number' && input.type === 'numbers' && input.kind !== 'datetime')
      cells[place] = value;
    else if (input.type === 'texts') cells[place] = textOf(value, name, at);
    else cells[place] = numberOf(value, name, at, input.kind === 'datetime' || input.mayBeTimes === true);
  }
  return cells;
}

/** Cells of several rows as one table. */
export function tableOfCells(inputs: readonly ExpectedColumn[], rows: readonly Cells[]): Table {
  const columns = inputs.map(({ name, type, kind }, place): Column => {
    let missing = 0;
    if (type === 'numbers') {
      const values = new Float64Array(rows.length);
      for (let row = 0; row < values.length; row++) {
        values[row] = rows[row]![place] as number;
        if (Number.isNaN(values[row])) missing += 1;
      }
      return { name, kind, type, values, missing };
    }
    const places = new Map<string, number>();
    const codes = new Int32Array(rows.length);
    for (let row = 0; row < codes.length; row++) {
      const text = rows[row]![place] as string | null;
      const code = text === null ? -1 : (places.get(text) ?? places.size);
      if (text === null) missing += 1;
      else places.set(text, code);
      codes[row] = code;
    }
    return { name, kind, type, codes, missing, dictionary: [...places.keys()] };
  });
  return { rows: rows.length, columns };
}

function cellOf(row: Row, name: string, at: number): unknown {
  const value = row[name];
  if (value !== undefined && Object.hasOwn(row, name)) return value;
  const near = closestName(name, Object.keys(row));
  throw new InputError(
    'missing-column',
    `Row ${at + 1} has no column "${name}"${near === null ? '' : `; there is "${near}"`}. Give null where the value is missing.`,
    { details: { column: name, row: at + 1 } },
  );
}

function numberOf(value: unknown, column: string, at: number, isTime: boolean): number {
  if (typeof value === 'number') return isTime ? timeOfNumber(value) : value;
  if (value === null) return Number.NaN;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return Number(value);
  if (!isTime) throw wrongValue(value, column, at, 'a number');
  if (value instanceof Date) return value.getTime();
  const time = typeof value === 'string' ? timeOf(value) : Number.NaN;
  if (Number.isNaN(time))
    throw wrongValue(value, column, at, 'a time, such as 2026-01-31 or 2026-01-31T12:00:00Z');
  return time;
}

const isoTime = /^\d{4}-\d{2}-\d{2}(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Milliseconds, but for eight digits that are a day, as tables hold it: as milliseconds they would be some minutes of the morning of 1 January 1970. */
function timeOfNumber(value: number): number {
  const day = value > 18_000_000 && value < 22_000_000 ? timeOfDayNumber(value) : Number.NaN;
  return Number.isNaN(day) ? value : day;
}

function timeOf(text: string): number {
  const match = isoTime.exec(text);
  if (match === null) return timeOfPeriod(text);
  return Date.parse(match[1] !== undefined && match[2] === undefined ? `${text.replace(' ', 'T')}Z` : text);
}

function textOf(value: unknown, column: string, at: number): string | null {
  if (typeof value === 'string' || value === null) return value;
  throw wrongValue(value, column, at, 'a text');
}

function wrongValue(value: unknown, column: string, at: number, wanted: string): InputError {
  const shown = JSON.stringify(value) ?? String(value);
  return new InputError(
    'wrong-value',
    `Column "${column}", row ${at + 1}: ${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown} is not ${wanted}.`,
    { details: { column, row: at + 1 } },
  );
}
