import { InternalError } from '../../errors/index.ts';
import type { TableFiles } from '../files/locate-files.ts';
import type { StoredAs } from '../kinds.ts';
import { explainDuckError, isConversionError } from './explain-duck-error.ts';
import { chooseRows, memoryPlan } from './memory-plan.ts';
import { missingMarks } from './missing-marks.ts';
import type { StoredColumn } from './open-table.ts';
import { planSql, quoted } from './plan-column.ts';
import { nativeColumns, type PlannedColumn, planAgain, planColumns, planWarnings } from './plan-columns.ts';
import type { RawTable } from './raw-table.ts';
import type { ReadOptions, ReadWarning } from './read-options.ts';

interface LoadInput {
  raw: RawTable;
  places: readonly number[];
  files: TableFiles;
  options: ReadOptions;
}

interface Loaded {
  relation: string;
  stored: StoredColumn[];
  isSampled: boolean;
}

/** Each round either succeeds, or moves a column towards text; four are plenty. */
const rounds = 4;

/**
 * Loads a table of texts, each column as its plan says. Where a value does not fit, the whole file is looked at, the column is planned again with what
 * was found, and the load begins anew.
 */
export async function loadTexts({ raw, places, files, options }: LoadInput): Promise<Loaded> {
  const missing = options.missing ?? [];
  const found: ReadWarning[] = [];
  let columns = await planColumns(raw, places, missing, files.paths);
  const memory = memoryPlan({ raw, columns: columns.map(storedAs), options });
  const target = memory.isBig ? 'work.loaded' : 'memory.main.loaded';
  const chosen = await chooseRows(raw, memory.sample, files.paths);
  for (let round = 0; ; round++) {
    try {
      await raw.session.run(loadSql(raw, columns, target, chosen, options.limit));
      break;
    } catch (error) {
      if (!isConversionError(error)) throw explainDuckError(error, files.paths);
      if (round === rounds)
        throw new InternalError(`A table could not be typed: ${String(error)}`, { cause: error });
      const isLast = round === rounds - 1;
      columns = await planAgain(raw, columns, missing, found).catch((thrown) => {
        throw explainDuckError(thrown, files.paths);
      });
      if (isLast) columns = columns.map((column) => (column.canBeNative ? column : asText(column)));
    }
  }
  found.push(...planWarnings(columns, found));
  found.push(...(await clearMarks(raw, columns, target, missing)));
  found.push(...(await impossibleDates(raw, columns)));
  if (options.raggedRows === 'leave-out') found.push(...(await rowsLeftOut(raw)));
  raw.warnings.push(...found, ...memory.warnings);
  return { relation: target, stored: columns.map(storedAs), isSampled: chosen !== null };
}

function asText(column: PlannedColumn): PlannedColumn {
  return { ...column, plan: { type: 'text', reason: 'mixed' } };
}

function storedAs({ name, plan }: PlannedColumn): StoredColumn {
  return { name, stored: plan.type };
}

function loadSql(
  raw: RawTable,
  columns: readonly PlannedColumn[],
  target: string,
  chosen: string | null,
  limit: number | undefined,
): string {
  const native = nativeColumns(columns);
  const values = columns.map(({ place, plan }, at) => {
    const isDouble = native.has(place) && raw.dialect !== null;
    return `${isDouble ? `c${place}` : planSql(`c${place}`, plan)} AS c${at}`;
  });
  const from =
    chosen === null
      ? raw.relation(native)
      : `(SELECT *, row_number() OVER () AS r FROM ${raw.relation(native)}) SEMI JOIN ${chosen} USING (r) ORDER BY r`;
  const most = limit === undefined ? '' : ` LIMIT ${Math.max(0, Math.trunc(limit))}`;
  return `CREATE OR REPLACE TABLE ${target} AS SELECT ${values.join(', ')} FROM ${from}${most}`;
}

/** Takes what stands for missing out of the texts, and says which it was. */
async function clearMarks(
  raw: RawTable,
  columns: readonly PlannedColumn[],
  target: string,
  missing: readonly string[],
): Promise<ReadWarning[]> {
  const places = columns.flatMap(({ plan }, place) => (plan.type === 'text' ? [place] : []));
  if (places.length === 0) return [];
  const marks = ["''", ...[...missingMarks, ...missing].map(quoted)].join(', ');
  const counts = await raw.session.row(
    `SELECT ${places.map((place) => `count(*) FILTER (trim(c${place}) IN (${marks})) AS n${place}`).join(', ')} FROM ${target}`,
  );
  const warnings: ReadWarning[] = [];
  for (const place of places) {
    const count = Number(counts[`n${place}`]);
    if (count === 0) continue;
    const isMark = `trim(c${place}) IN (${marks})`;
    const which = await raw.session.texts(
      `SELECT DISTINCT trim(c${place}) FROM ${target} WHERE ${isMark} ORDER BY 1`,
    );
    await raw.session.run(`UPDATE ${target} SET c${place} = NULL WHERE ${isMark}`);
    const column = columns[place]!.name;
    warnings.push({
      code: 'missing-marks',
      column,
      count,
      message: `Column ${column}: ${which.map((mark) => JSON.stringify(mark)).join(', ')} is read as missing (${count} rows).`,
    });
  }
  return warnings;
}

/** Dates that no calendar has, counted in the whole file. */
async function impossibleDates(raw: RawTable, columns: readonly PlannedColumn[]): Promise<ReadWarning[]> {
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

/** The SQL of a column of a typed file as DOUBLE or VARCHAR, and how it is then held; null for what no table can hold. */
function typedSql(text: string, type: string): { stored: StoredAs; sql: string } | null {
  if (/^(TINYINT|SMALLINT|INTEGER|U\w+INT|UINTEGER|FLOAT|DOUBLE|DECIMAL)/.test(type))
    return { stored: 'number', sql: `nullif(CAST(${text} AS DOUBLE), 'NaN'::DOUBLE)` };
  if (/^(BIGINT|UBIGINT|HUGEINT|UHUGEINT)/.test(type))
    return { stored: 'number', sql: `CAST(${text} AS DOUBLE)` };
  if (type === 'BOOLEAN') return { stored: 'boolean', sql: `CAST(${text} AS DOUBLE)` };
  if (/^(DATE$|TIMESTAMP)/.test(type))
    return { stored: 'time', sql: `CAST(epoch_ms(CAST(${text} AS TIMESTAMP)) AS DOUBLE)` };
  if (/^(VARCHAR|ENUM|UUID|JSON)/.test(type)) return { stored: 'text', sql: `CAST(${text} AS VARCHAR)` };
  if (/\[\]|^STRUCT|^MAP|^LIST/.test(type))
    return { stored: 'text', sql: `CAST(to_json(${text}) AS VARCHAR)` };
  if (/^TIME/.test(type)) return { stored: 'text', sql: `CAST(${text} AS VARCHAR)` };
  return null;
}

/** A table whose file states its types: read in place, and copied only where it is sampled. */
export async function viewTyped({ raw, places, files, options }: LoadInput): Promise<Loaded> {
  const stored: StoredColumn[] = [];
  const values: string[] = [];
  for (const place of places) {
    const type = raw.types![place]!;
    const name = raw.names[place]!;
    const typed = typedSql(`c${place}`, type);
    if (typed === null)
      raw.warnings.push({
        code: 'column-left-out',
        column: name,
        message: `Column ${name} of type ${type} is left out.`,
      });
    else {
      values.push(`${typed.sql} AS c${stored.length}`);
      stored.push({ name, stored: typed.stored });
    }
  }
  const memory = memoryPlan({ raw, columns: stored, options });
  raw.warnings.push(...memory.warnings);
  const chosen = await chooseRows(raw, memory.sample, files.paths);
  const what = chosen === null ? 'VIEW memory.main.loaded' : 'TABLE work.loaded';
  const from =
    chosen === null
      ? raw.relation()
      : `(SELECT *, row_number() OVER () AS r FROM ${raw.relation()}) SEMI JOIN ${chosen} USING (r) ORDER BY r`;
  const most = options.limit === undefined ? '' : ` LIMIT ${Math.max(0, Math.trunc(options.limit))}`;
  try {
    await raw.session.run(`CREATE ${what} AS SELECT ${values.join(', ')} FROM ${from}${most}`);
  } catch (error) {
    throw explainDuckError(error, files.paths);
  }
  return { relation: what.split(' ')[1]!, stored, isSampled: chosen !== null };
}
