import { type Column, type Table, timesOfDayNumbers } from '../data/index.ts';
import { closestName, InputError } from '../errors/index.ts';
import type { Value } from './operations/operation.ts';
import type { PipelineInput } from './pipeline.ts';

/** The columns of a table by their names; the first of equal ones. */
export function columnsByName({ columns }: Table): ReadonlyMap<string, Column> {
  return new Map(columns.toReversed().map((column) => [column.name, column]));
}

/** @throws InputError `missing-column` */
export function columnNamed(columns: ReadonlyMap<string, Column>, name: string, expected: string): Column {
  const column = columns.get(name);
  if (column !== undefined) return column;
  const names = [...columns.keys()].reverse();
  const close = closestName(name, names);
  throw new InputError(
    'missing-column',
    `Column "${name}" (${expected}) is not in the table; ${close === null ? `its columns are ${listed(names)}` : `there is "${close}"`}.`,
    { details: { column: name, expected, found: listed(names) } },
  );
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const shown = names.slice(0, 8).map((name) => `"${name}"`);
  return names.length > 8 ? `${shown.join(', ')} and ${names.length - 8} more` : shown.join(', ');
}

/** A column as a value. The empty text counts as missing, since ONNX has no other missing text. */
export function columnValue(column: Column): Value {
  if (column.type === 'numbers') return { type: 'numbers', values: column.values };
  const empty = column.dictionary.indexOf('');
  const codes = empty < 0 ? column.codes : column.codes.map((code) => (code === empty ? -1 : code));
  return { type: 'texts', codes, dictionary: column.dictionary };
}

/**
 * The column that a pipeline expects, under its name. Numbers are not texts and times are not other numbers; a column without a single value may be
 * either, since nothing tells.
 *
 * @throws InputError `missing-column`, `retyped-column`
 */
export function readExpected(
  columns: ReadonlyMap<string, Column>,
  expected: Pick<PipelineInput, 'name' | 'type' | 'kind'>,
): Value {
  const column = columnNamed(columns, expected.name, wording(expected));
  const value = columnValue(column);
  const isEmpty =
    value.type === 'numbers' ? value.values.every(Number.isNaN) : value.codes.every((code) => code < 0);
  if (isEmpty)
    return missingValues(expected.type, value.type === 'numbers' ? value.values.length : value.codes.length);
  const isTime = expected.kind === 'datetime';
  const isRetyped =
    column.type !== expected.type ||
    (column.type === 'numbers' &&
      (isTime ? column.kind === 'numeric' || column.kind === 'boolean' : column.kind === 'datetime'));
  if (!isRetyped) return value;
  // In a table of few rows nothing said that eight digits were a day.
  const days = isTime && value.type === 'numbers' ? timesOfDayNumbers(value.values) : null;
  if (days !== null) return { type: 'numbers', values: days };
  throw new InputError(
    'retyped-column',
    `Column "${expected.name}" holds ${wording(column)}; ${wording(expected)} are expected. Convert the column, or fit anew.`,
    { details: { column: expected.name, expected: wording(expected), found: wording(column) } },
  );
}

function wording({ type, kind }: Pick<PipelineInput, 'type' | 'kind'>): string {
  return type === 'texts' ? 'texts' : kind === 'datetime' ? 'times' : 'numbers';
}

function missingValues(type: Value['type'], rows: number): Value {
  return type === 'numbers'
    ? { type, values: new Float64Array(rows).fill(Number.NaN) }
    : { type, codes: new Int32Array(rows).fill(-1), dictionary: [] };
}
