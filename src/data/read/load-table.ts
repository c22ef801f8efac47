import { InputError, InternalError } from '../../errors/index.ts';
import type { TableFiles } from '../files/locate-files.ts';
import { drawnLines } from './drawn-lines.ts';
import { explainDuckError, isConversionError } from './explain-duck-error.ts';
import { chooseRows, memoryPlan } from './memory-plan.ts';
import { missingMarks } from './missing-marks.ts';
import type { RelationOf, StoredColumn } from './open-table.ts';
import { planSql, quoted } from './plan-column.ts';
import { nativeColumns, type PlannedColumn, planAgain, planColumns, planWarnings } from './plan-columns.ts';
import type { RawTable } from './raw-table.ts';
import type { ReadOptions, ReadWarning } from './read-options.ts';

export interface LoadInput {
  raw: RawTable;
  places: readonly number[];
  files: TableFiles;
  options: ReadOptions;
}

export interface Loaded {
  relation: RelationOf;
  stored: StoredColumn[];
  isSampled: boolean;
  /** Columns that lie here as they are rather than in the relation, by their places. */
  here?: ReadonlyMap<number, Float64Array>;
}

/** Each round either succeeds, or moves a column towards text; four are plenty. */
export const rounds = 4;
/** A table of DuckDB's takes memory for each of its columns, full or not; wider tables lie in several. */
export const columnsPerTable = 500;

/** Loads a table of texts, each column as its plan says. */
export async function loadTexts({ raw, places, files, options }: LoadInput): Promise<Loaded> {
  // Texts are what is biggest, and it is not known yet what the columns are.
  const memory = memoryPlan({ raw, columns: places.map(() => ({ stored: 'number' })), options });
  const given = { raw, places, files, options };
  const ids = places.map((_, at) => at);
  const drawn =
    memory.sample === null || options.most === undefined
      ? null
      : await loadDrawn(given, { ids, sample: memory.sample, isBig: memory.isBig });
  if (drawn !== null) {
    raw.warnings.push(...memory.warnings.map(notLookedAt));
    return { relation: relationOf(drawn.tableOf), stored: drawn.columns.map(storedAs), isSampled: true };
  }
  const chosen = await chooseRows(raw, memory.sample, files.paths);
  const { columns, tableOf } = await loadGroups(given, { ids, chosen, isBig: memory.isBig });
  raw.warnings.push(...memory.warnings);
  return { relation: relationOf(tableOf), stored: columns.map(storedAs), isSampled: chosen !== null };
}

function notLookedAt(warning: ReadWarning): ReadWarning {
  return { ...warning, message: `${warning.message} What stands in the other rows was not looked at.` };
}

/** Loads some rows alone, for one who has little time. Null where that cannot be, or where a value of theirs asks for a look at all others. */
async function loadDrawn(
  { raw, places, files, options }: LoadInput,
  { ids, sample, isBig }: { ids: readonly number[]; sample: { rows: number; seed: number }; isBig: boolean },
): Promise<{ columns: PlannedColumn[]; tableOf: Map<number, string> } | null> {
  if (options.raggedRows === 'leave-out' || options.limit !== undefined) return null;
  const warnings: ReadWarning[] = [];
  try {
    const drawn = await drawnLines(raw, sample, options);
    if (drawn === null) return null;
    const loaded = await loadGroups(
      { raw: { ...drawn, warnings }, places, files, options },
      { ids, chosen: null, isBig },
    );
    // Its places are not those of the file, and what is odd in a few rows may be so in many.
    if (warnings.some(({ row, code }) => row !== undefined || code === 'mixed-types')) return null;
    raw.warnings.push(...warnings);
    return loaded;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** What to put behind FROM, where each column lies in one of several tables. */
export function relationOf(tableOf: ReadonlyMap<number, string>): RelationOf {
  return (wanted) => [...new Set(wanted.map((id) => tableOf.get(id)!))].join(' POSITIONAL JOIN ');
}

/** Loads columns into as many tables as it takes; `ids` are the names that they get, `c<id>`. Warnings go to the raw table's. */
export async function loadGroups(
  { raw, places, files, options }: LoadInput,
  { ids, chosen, isBig }: { ids: readonly number[]; chosen: string | null; isBig: boolean },
): Promise<{ columns: PlannedColumn[]; tableOf: Map<number, string> }> {
  const found: ReadWarning[] = [];
  const columns: PlannedColumn[] = [];
  const tableOf = new Map<number, string>();
  for (let from = 0; from < places.length; from += columnsPerTable) {
    const table = `${isBig ? 'work' : 'memory'}.main.loaded${from / columnsPerTable}`;
    const group = places.slice(from, from + columnsPerTable);
    const own = ids.slice(from, from + columnsPerTable);
    columns.push(
      ...(await loadGroup({ raw, places: group, files, options }, { table, ids: own, chosen, found })),
    );
    for (const id of own) tableOf.set(id, table);
  }
  if (options.raggedRows === 'leave-out') found.push(...(await rowsLeftOut(raw)));
  raw.warnings.push(...found);
  return { columns, tableOf };
}

/**
 * Loads some columns into a table. Where a value does not fit, the whole file is looked at, the column is planned again with what was found, and the
 * load begins anew.
 */
async function loadGroup(
  { raw, places, files, options }: LoadInput,
  {
    table,
    ids,
    chosen,
    found,
  }: { table: string; ids: readonly number[]; chosen: string | null; found: ReadWarning[] },
): Promise<PlannedColumn[]> {
  const missing = options.missing ?? [];
  const told: ReadWarning[] = [];
  let columns = await planColumns(raw, places, missing, files.paths);
  for (let round = 0; ; round++) {
    try {
      await raw.session.run(loadSql({ raw, columns, table, ids, chosen, limit: options.limit }));
      break;
    } catch (error) {
      if (!isConversionError(error)) throw explainDuckError(error, files.paths);
      if (round === rounds)
        throw new InternalError(`A table could not be typed: ${String(error)}`, { cause: error });
      const isLast = round === rounds - 1;
      columns = await planAgain(raw, columns, missing, told).catch((thrown) => {
        throw explainDuckError(thrown, files.paths);
      });
      if (isLast) columns = columns.map((column) => (column.canBeNative ? column : asText(column)));
    }
  }
  const loaded = { raw, columns, table, ids };
  told.push(...planWarnings(columns, told));
  told.push(...(await clearMarks(loaded, missing)));
  told.push(...(await clearNans(loaded)));
  told.push(...(await impossibleDates(raw, columns)));
  found.push(...told);
  return columns;
}

/** A table of DuckDB's whose columns are `c<id>`. */
interface LoadedGroup {
  raw: RawTable;
  columns: readonly PlannedColumn[];
  table: string;
  ids: readonly number[];
}

function asText(column: PlannedColumn): PlannedColumn {
  return { ...column, plan: { type: 'text', reason: 'mixed' } };
}

export function storedAs({ name, plan }: PlannedColumn): StoredColumn {
  const sign = plan.type === 'number' ? plan.sign : undefined;
  return { name, stored: plan.type, ...(sign !== undefined && { sign }) };
}

function loadSql({
  raw,
  columns,
  table,
  ids,
  chosen,
  limit,
}: LoadedGroup & { chosen: string | null; limit: number | undefined }): string {
  const native = nativeColumns(columns);
  const values = columns.map(({ place, plan }, at) => {
    const isDouble = native.has(place) && raw.dialect !== null;
    return `${isDouble ? `c${place}` : planSql(`c${place}`, plan)} AS c${ids[at]}`;
  });
  const texts = columns.map(({ place }) => `c${place}`).join(', ');
  const from =
    chosen === null
      ? `(SELECT ${texts} FROM ${raw.relation(native)})`
      : chosenRows(`(SELECT ${texts}, r FROM ${raw.numbered(native)})`, chosen);
  return `CREATE OR REPLACE TABLE ${table} AS SELECT ${values.join(', ')} FROM ${from}${limitSql(limit)}`;
}

/** The rows of a numbered relation that were drawn, in their order. */
export function chosenRows(relation: string, chosen: string): string {
  return `${relation} SEMI JOIN ${chosen} USING (r) ORDER BY r`;
}

export function limitSql(limit: number | undefined): string {
  return limit === undefined ? '' : ` LIMIT ${Math.max(0, Math.trunc(limit))}`;
}

/** Takes what stands for missing out of the texts, and says which it was. */
async function clearMarks(
  { raw, columns, table, ids }: LoadedGroup,
  missing: readonly string[],
): Promise<ReadWarning[]> {
  const texts = columns.flatMap(({ name, plan }, at) =>
    plan.type === 'text' ? [{ name, id: ids[at]! }] : [],
  );
  if (texts.length === 0) return [];
  const marks = ["''", ...[...missingMarks, ...missing].map(quoted)].join(', ');
  const counts = await raw.session.row(
    `SELECT ${texts.map(({ id }) => `count(*) FILTER (trim(c${id}) IN (${marks})) AS n${id}`).join(', ')} FROM ${table}`,
  );
  const warnings: ReadWarning[] = [];
  for (const { name: column, id } of texts) {
    const count = Number(counts[`n${id}`]);
    if (count === 0) continue;
    const isMark = `trim(c${id}) IN (${marks})`;
    const which = await raw.session.texts(
      `SELECT DISTINCT trim(c${id}) FROM ${table} WHERE ${isMark} ORDER BY 1`,
    );
    await raw.session.run(`UPDATE ${table} SET c${id} = NULL WHERE ${isMark}`);
    warnings.push({
      code: 'missing-marks',
      column,
      count,
      message: `Column ${column}: ${which.map((mark) => JSON.stringify(mark)).join(', ')} is read as missing (${count} rows).`,
    });
  }
  return warnings;
}

/** DuckDB reads `nan` as a number; here it is none. */
async function clearNans({ raw, columns, table, ids }: LoadedGroup): Promise<ReadWarning[]> {
  const numbers = columns.flatMap(({ name, plan }, at) =>
    plan.type === 'number' ? [{ name, id: ids[at]! }] : [],
  );
  if (numbers.length === 0) return [];
  const counts = await raw.session.row(
    `SELECT ${numbers.map(({ id }) => `count(*) FILTER (isnan(c${id})) AS n${id}`).join(', ')} FROM ${table}`,
  );
  const warnings: ReadWarning[] = [];
  for (const { name: column, id } of numbers) {
    const count = Number(counts[`n${id}`]);
    if (count === 0) continue;
    await raw.session.run(`UPDATE ${table} SET c${id} = NULL WHERE isnan(c${id})`);
    const message = `Column ${column}: "nan" is read as missing (${count} rows).`;
    warnings.push({ code: 'missing-marks', column, count, message });
  }
  return warnings;
}

/** Dates that no calendar has, counted in the whole file. */
export async function impossibleDates(
  raw: RawTable,
  columns: readonly PlannedColumn[],
): Promise<ReadWarning[]> {
  const warnings: ReadWarning[] = [];
  for (const { place, name, plan } of columns) {
    if (plan.type !== 'time' || !plan.hasImpossible) continue;
    const marks = ["''", ...plan.marks.map(quoted)].join(', ');
    const isBad = `trim(c${place}) NOT IN (${marks}) AND ${planSql(`c${place}`, plan)} IS NULL`;
    const found = await raw.session.row(
      `SELECT count(*) FILTER (${isBad}) AS n, min(r) FILTER (${isBad}) AS r, arg_min(c${place}, r) FILTER (${isBad}) AS v
       FROM (SELECT c${place}, row_number() OVER () AS r FROM ${raw.relation()})`,
    );
    const [count, row, value] = [Number(found.n), Number(found.r), String(found.v)];
    if (count === 0) continue;
    warnings.push({
      code: 'impossible-dates',
      column: name,
      row,
      value,
      count,
      message: `Column ${name} has ${count} dates that no calendar has, the first ${JSON.stringify(value)} in row ${row}; they are read as missing.`,
    });
  }
  return warnings;
}

async function rowsLeftOut(raw: RawTable): Promise<ReadWarning[]> {
  const { n, line } = await raw.session.row(
    'SELECT count(DISTINCT (file_id, line)) AS n, min(line) AS line FROM reject_errors',
  );
  if (Number(n) === 0) return [];
  const message = `${n} rows with too many or too few fields are left out, the first on line ${line}.`;
  return [{ code: 'rows-left-out', column: null, count: Number(n), message }];
}
