import { resolve } from 'node:path';
import { closestName, InputError, InternalError } from '../../errors/index.ts';
import { inTurns, type Work } from '../../turns/index.ts';
import { isOtherSign, otherSign } from '../checks/expectations.ts';
import type { Chunk } from '../duckdb/session.ts';
import { locateFiles } from '../files/locate-files.ts';
import type { Column, ColumnKind, Table } from '../table.ts';
import { encodedTexts, joinedTexts } from './chunk-texts.ts';
import { explainDuckError, isConversionError } from './explain-duck-error.ts';
import { missingMarks } from './missing-marks.ts';
import { type PlanOptions, planColumn, planSql, quoted } from './plan-column.ts';
import { nativeColumns, type PlannedColumn, planAgain, planColumns, planOptions } from './plan-columns.ts';
import { openRawTable, type RawTable } from './raw-table.ts';
import type { ReadOptions, ReadWarning } from './read-options.ts';
import { isText, timesAmong, typedSql } from './typed-table.ts';

/** A column that a table must have, and what its values must be. */
export interface ExpectedColumn {
  name: string;
  type: Column['type'];
  /** Numbers of this kind are times, all others are not. */
  kind: ColumnKind;
  /** Texts as they stand, nothing read as missing. */
  asWritten?: boolean;
  /** Times will do for numbers, as milliseconds since 1970. */
  mayBeTimes?: boolean;
  /** What must stand beside its numbers where a text file has them; see `Column`. */
  sign?: string;
}

/** What a stream reads: the columns by their names, from wherever they stand. */
export type StreamOptions = Pick<
  ReadOptions,
  'workspace' | 'format' | 'delimiter' | 'quote' | 'hasHeader' | 'encoding' | 'missing' | 'temporaryFolder'
> & {
  /** So many rows a table, about; 8,192 when left out. */
  rowsAtOnce?: number;
};

/** What stands between the file and its rows as they are expected. */
interface Reading {
  raw: RawTable;
  path: string;
  paths: readonly string[];
  expected: readonly ExpectedColumn[];
  missing: readonly string[];
}

/** Each round moves a column towards text, or ends. */
const rounds = 4;

/**
 * The rows of files as tables of a few thousand rows each, in the order of the file, in memory that does not grow with it. Unlike `readTable` it does not ask what the
 * columns are: they are what is expected, or refused with the row. Columns that are not expected are not read.
 *
 * @throws InputError `missing-column`, `retyped-column`, `wrong-value` (with column and row), and whatever a table can be refused for
 */
export async function* streamTable(
  pathOrGlob: string,
  expected: readonly ExpectedColumn[],
  options: StreamOptions = {},
): AsyncGenerator<Table, void, undefined> {
  const files = locateFiles(pathOrGlob, resolve(options.workspace ?? '.'), options.format);
  // With more threads a stream's parts come in the order in which they are ready.
  const raw = await openRawTable(files, { ...options, threads: 1 });
  const reading = { raw, path: pathOrGlob, paths: files.paths, expected, missing: options.missing ?? [] };
  try {
    const places = placesOf(reading);
    const tables = raw.types === null ? textTables(reading, places) : typedTables(reading, places);
    yield* gathered(tables, options.rowsAtOnce ?? 8_192);
  } catch (error) {
    throw explainDuckError(error, files.paths);
  } finally {
    raw.session.close();
  }
}

/** Where the expected columns stand in the file; several may be the same one. */
function placesOf({ raw, path, expected }: Reading): number[] {
  return expected.map(({ name, type, kind }) => {
    const place = raw.names.indexOf(name);
    if (place >= 0) return place;
    const near = closestName(name, raw.names);
    const some = raw.names.slice(0, 8).join(', ') + (raw.names.length > 8 ? ', …' : '');
    throw new InputError(
      'missing-column',
      `${path} has no column "${name}" (${wording(type, kind)}); ${near === null ? `it has ${some}` : `there is "${near}"`}.`,
      { details: { column: name } },
    );
  });
}

function wording(type: Column['type'], kind: ColumnKind): string {
  return type === 'texts' ? 'texts' : kind === 'datetime' ? 'times' : 'numbers';
}

/** Rows of a text file. Where a value was not foreseen, the whole file is looked at, and reading goes on behind the rows that were given. */
async function* textTables(reading: Reading, places: readonly number[]): AsyncGenerator<Table> {
  const { raw, paths, missing } = reading;
  let columns = (await planColumns(raw, places, missing, paths)).map((column, at) =>
    asExpected(column, reading.expected[at]!, planOptions(raw, missing, column.name)),
  );
  const warnings: ReadWarning[] = [];
  let given = 0;
  for (let round = 0; ; round++) {
    try {
      await refuseOthers(reading, columns, warnings);
      let row = 0;
      for await (const chunk of raw.session.stream(textSql(reading, columns))) {
        const skipped = Math.min(chunk.rows, Math.max(0, given - row));
        row += chunk.rows;
        if (skipped === chunk.rows) continue;
        given = row;
        yield await inTurns(tableOf(reading.expected, chunk, skipped));
      }
      return;
    } catch (error) {
      if (!isConversionError(error)) throw error;
      if (round === rounds)
        throw new InternalError(`A table could not be streamed: ${String(error)}`, { cause: error });
      columns = await planAgain(raw, columns, missing, warnings);
    }
  }
}

/** The plan of a column by what is expected of it. */
function asExpected(
  column: PlannedColumn,
  { type, kind, sign, mayBeTimes }: ExpectedColumn,
  options: PlanOptions,
): PlannedColumn {
  if (type === 'texts') return { ...column, plan: { type: 'text', reason: 'words' } };
  // Of a few rows nothing says whether eight digits are a day, but the column's kind does.
  if (kind === 'datetime' && column.plan.type !== 'time')
    column = { ...column, plan: planColumn(column.seen, { ...options, isTime: true }) };
  else if (
    kind !== 'datetime' &&
    mayBeTimes !== true &&
    column.plan.type === 'time' &&
    column.plan.period === 'day'
  )
    column = {
      ...column,
      plan: { type: 'number', style: 'plain', isAmbiguous: false, marks: column.plan.marks },
    };
  const isEmpty = column.seen.every((value) => (value?.trim() ?? '') === '');
  const isBare = column.plan.type === 'number' && column.plan.sign === undefined;
  // Zero is nothing in any unit; what comes behind it must have the sign.
  if (sign !== undefined && isBare && column.seen.every((value) => Number(value ?? 0) === 0))
    return { ...column, plan: { ...column.plan, sign } as PlannedColumn['plan'] };
  // Nothing tells how its values are written, so the first one that comes will.
  if (isEmpty && column.plan.type === 'text' && kind !== 'datetime')
    return { ...column, plan: { type: 'number', style: 'plain', isAmbiguous: false, marks: [] } };
  if (isEmpty && column.plan.type === 'text') return { ...column, plan: noTimeYet };
  return column;
}

const noTimeYet: PlannedColumn['plan'] = {
  type: 'time',
  formats: ['iso'],
  marks: [],
  isAmbiguous: false,
  zones: [],
  hasImpossible: false,
};

function isFit({ plan }: PlannedColumn, expected: ExpectedColumn): boolean {
  const { type, kind, mayBeTimes } = expected;
  if (type === 'texts' || (mayBeTimes === true && plan.type === 'time')) return true;
  if (kind === 'datetime') return plan.type === 'time';
  if (plan.type !== 'number') return plan.type === 'boolean';
  return !isOtherSign({ type, sign: plan.sign }, expected);
}

/** @throws InputError `wrong-value` where single values do not fit, `retyped-column` where the whole column is another */
async function refuseOthers(
  reading: Reading,
  columns: readonly PlannedColumn[],
  warnings: readonly ReadWarning[],
): Promise<void> {
  const at = columns.findIndex((column, place) => !isFit(column, reading.expected[place]!));
  if (at < 0) return;
  const { name, type, kind, sign } = reading.expected[at]!;
  const { plan } = columns[at]!;
  if (plan.type === 'number' && kind !== 'datetime')
    throw new InputError(
      'other-unit',
      `${otherSign(name, sign, plan.sign)} Write ${reading.path} as before.`,
      {
        details: { column: name },
      },
    );
  const known = warnings.find(({ column, row }) => column === name && row !== undefined);
  const found =
    known?.row === undefined ? await firstUnfit(reading, columns[at]!, reading.expected[at]!) : known;
  const wanted = wording(type, kind);
  if (found?.row === undefined)
    throw new InputError(
      'retyped-column',
      `Column "${name}" of ${reading.path} holds ${plan.type === 'time' ? 'times' : `no ${wanted}`}; ${wanted} are expected.`,
      { details: { column: name } },
    );
  throw new InputError(
    'wrong-value',
    `Column "${name}" of ${reading.path} must hold ${wanted}, and row ${found.row.toLocaleString('en')} has ${JSON.stringify(found.value)}. Mend the value, or leave it empty where it is missing.`,
    { details: { column: name, row: found.row, value: found.value ?? '' } },
  );
}

/** The first value that is no plain number, or no time. */
async function firstUnfit(
  { raw, missing }: Reading,
  { place, plan }: PlannedColumn,
  { kind, sign }: ExpectedColumn,
): Promise<{ row?: number; value?: string }> {
  if (plan.type !== 'text' || kind === 'datetime') return {};
  const marks = ['', ...missingMarks, ...missing].map(quoted).join(', ');
  const isWrong =
    sign === undefined
      ? `TRY_CAST(trim(c${place}) AS DOUBLE) IS NULL`
      : `(NOT contains(c${place}, ${quoted(sign)}) OR NOT regexp_matches(c${place}, '[0-9]'))`;
  const bad = `trim(c${place}) NOT IN (${marks}) AND ${isWrong}`;
  const { r, v } = await raw.session.row(
    `SELECT min(r) FILTER (${bad}) AS r, arg_min(c${place}, r) FILTER (${bad}) AS v FROM (SELECT c${place}, row_number() OVER () AS r FROM ${raw.relation()})`,
  );
  return r === null ? {} : { row: Number(r), value: String(v) };
}

function textSql({ raw, expected, missing }: Reading, columns: readonly PlannedColumn[]): string {
  const wanted = columns.filter((_, at) => expected[at]!.type === 'numbers');
  const asTexts = new Set(
    columns.filter((_, at) => expected[at]!.type === 'texts').map(({ place }) => place),
  );
  const native = new Set([...nativeColumns(wanted)].filter((place) => !asTexts.has(place)));
  const marks = ['', ...missingMarks, ...missing].map(quoted).join(', ');
  const values = columns.map(({ place, plan }, at) => {
    const text = `c${place}`;
    if (expected[at]!.asWritten === true) return `CAST(${text} AS VARCHAR)`;
    if (expected[at]!.type === 'texts')
      return `CASE WHEN trim(${text}) IN (${marks}) THEN NULL ELSE ${text} END`;
    const isDouble = native.has(place) && raw.dialect !== null;
    return `coalesce(${isDouble ? text : planSql(text, plan)}, 'NaN'::DOUBLE)`;
  });
  return `SELECT ${values.join(', ')} FROM ${raw.relation(native)}`;
}

/** Rows of a file that states its types. */
async function* typedTables(reading: Reading, places: readonly number[]): AsyncGenerator<Table> {
  const { raw, path, expected } = reading;
  const values: string[] = [];
  for (const [at, place] of places.entries()) {
    const { name, type, kind, asWritten, mayBeTimes } = expected[at]!;
    const stated = raw.types![place]!;
    const time = isText(stated) && (kind === 'datetime' || mayBeTimes === true) && asWritten !== true;
    const typed = (time ? await timeSqlOf(reading, place) : null) ?? typedSql(`c${place}`, stated);
    const stored = typed?.stored;
    const isWanted =
      type === 'texts'
        ? stored === 'text'
        : kind === 'datetime'
          ? stored === 'time'
          : stored === 'number' || stored === 'boolean' || (mayBeTimes === true && stored === 'time');
    if (asWritten === true) values.push(`CAST(c${place} AS VARCHAR)`);
    else if (isWanted) values.push(type === 'texts' ? typed!.sql : `coalesce(${typed!.sql}, 'NaN'::DOUBLE)`);
    else if (await isEmptyColumn(raw, place))
      values.push(type === 'texts' ? 'NULL::VARCHAR' : "'NaN'::DOUBLE");
    else
      throw new InputError(
        'retyped-column',
        `Column "${name}" of ${path} is ${stated}; ${wording(type, kind)} are expected. Convert the column.`,
        { details: { column: name, found: stated } },
      );
  }
  for await (const chunk of raw.session.stream(`SELECT ${values.join(', ')} FROM ${raw.relation()}`))
    yield await inTurns(tableOf(expected, chunk, 0));
}

/** Texts of a typed file that are to be times; null where they are none. @throws InputError `wrong-value` where single values are none */
async function timeSqlOf(
  { raw, path, paths, missing }: Reading,
  place: number,
): Promise<{ stored: 'time'; sql: string } | null> {
  const { times, warnings } = await timesAmong(raw, [place], { missing, paths, isTime: true });
  const plan = times.get(place);
  if (plan !== undefined) return { stored: 'time', sql: planSql(`c${place}`, plan) };
  const odd = warnings.find(({ row }) => row !== undefined);
  if (odd?.row === undefined) return null;
  throw new InputError(
    'wrong-value',
    `Column "${odd.column}" of ${path} must hold times, and row ${odd.row.toLocaleString('en')} has ${JSON.stringify(odd.value)}. Mend the value, or leave it empty where it is missing.`,
    { details: { column: odd.column ?? '', row: odd.row, value: odd.value ?? '' } },
  );
}

async function isEmptyColumn(raw: RawTable, place: number): Promise<boolean> {
  const { n } = await raw.session.row(`SELECT count(c${place}) AS n FROM ${raw.relation()}`);
  return Number(n) === 0;
}

/** In turns, as all that is done for a whole part: texts come one by one. */
function* tableOf(expected: readonly ExpectedColumn[], chunk: Chunk, first: number): Work<Table> {
  const columns: Column[] = [];
  for (const [place, { name, type, kind }] of expected.entries()) {
    if (type === 'texts') {
      columns.push(encodedTexts(name, kind, chunk.texts(place).slice(first)));
      yield;
      continue;
    }
    const values = chunk.numbers(place).slice(first, chunk.rows) as Float64Array;
    let missing = 0;
    for (const value of values) if (Number.isNaN(value)) missing += 1;
    columns.push({ name, kind, missing, type, values });
  }
  return { rows: chunk.rows - first, columns };
}

/** Small tables joined to bigger ones. */
async function* gathered(tables: AsyncGenerator<Table>, rows: number): AsyncGenerator<Table> {
  let some: Table[] = [];
  let count = 0;
  for await (const table of tables) {
    some.push(table);
    count += table.rows;
    if (count < rows) continue;
    yield await inTurns(joined(some));
    some = [];
    count = 0;
  }
  if (count > 0) yield await inTurns(joined(some));
}

function* joined(tables: readonly Table[]): Work<Table> {
  if (tables.length === 1) return tables[0]!;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const columns: Column[] = [];
  for (const [place, first] of tables[0]!.columns.entries()) {
    const parts = tables.map(({ columns: own }) => own[place]!);
    if (first.type === 'texts') {
      columns.push(joinedTexts(parts));
      yield;
      continue;
    }
    const values = new Float64Array(rows);
    let start = 0;
    for (const part of parts) {
      if (part.type === 'numbers') values.set(part.values, start);
      start += part.type === 'numbers' ? part.values.length : 0;
    }
    columns.push({ ...first, values, missing: parts.reduce((sum, { missing }) => sum + missing, 0) });
  }
  return { rows, columns };
}

/** The names of a table's columns, in their order, without reading its rows. @throws what `streamTable` throws for files that cannot be read */
export async function tableHeader(
  pathOrGlob: string,
  options: StreamOptions = {},
): Promise<readonly string[]> {
  const files = locateFiles(pathOrGlob, resolve(options.workspace ?? '.'), options.format);
  const raw = await openRawTable(files, options);
  raw.session.close();
  return raw.names;
}
