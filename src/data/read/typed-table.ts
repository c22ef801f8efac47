import type { StoredAs } from '../kinds.ts';
import { explainDuckError, isConversionError } from './explain-duck-error.ts';
import { chosenRows, impossibleDates, type Loaded, type LoadInput, limitSql, rounds } from './load-table.ts';
import { chooseRows, memoryPlan } from './memory-plan.ts';
import type { StoredColumn } from './open-table.ts';
import { type ColumnPlan, planColumn, planSql } from './plan-column.ts';
import { planAgain, planColumns, planOptions, planWarnings } from './plan-columns.ts';
import type { RawTable } from './raw-table.ts';
import type { ReadWarning } from './read-options.ts';

/** The SQL of a column of a typed file as DOUBLE or VARCHAR, and how it is then held; null for what no table can hold. */
export function typedSql(text: string, type: string): { stored: StoredAs; sql: string } | null {
  if (/\[\]|^STRUCT|^MAP|^LIST/.test(type))
    return { stored: 'text', sql: `CAST(to_json(${text}) AS VARCHAR)` };
  if (/^(TINYINT|SMALLINT|INTEGER|U\w+INT|UINTEGER|FLOAT|DOUBLE|DECIMAL)/.test(type))
    return { stored: 'number', sql: `nullif(CAST(${text} AS DOUBLE), 'NaN'::DOUBLE)` };
  if (/^(BIGINT|UBIGINT|HUGEINT|UHUGEINT)/.test(type))
    return { stored: 'number', sql: `CAST(${text} AS DOUBLE)` };
  if (type === 'BOOLEAN') return { stored: 'boolean', sql: `CAST(${text} AS DOUBLE)` };
  if (/^(DATE$|TIMESTAMP)/.test(type))
    return { stored: 'time', sql: `CAST(epoch_ms(CAST(${text} AS TIMESTAMP)) AS DOUBLE)` };
  if (/^(VARCHAR|ENUM|UUID|JSON)/.test(type)) return { stored: 'text', sql: `CAST(${text} AS VARCHAR)` };
  if (/^TIME/.test(type)) return { stored: 'text', sql: `CAST(${text} AS VARCHAR)` };
  return null;
}

/** Whether a typed file's column is of texts, which may be times that were written as such. */
export function isText(type: string): boolean {
  return type === 'VARCHAR';
}

/**
 * Columns of texts whose values are all times, with how they are to be read: the same as a text file's, over all rows. `isTime`: they are expected to be, so that their
 * form is enough. The warnings say what was read as missing, and where a column that begins as times has something else.
 */
export async function timesAmong(
  raw: RawTable,
  places: readonly number[],
  {
    missing,
    paths,
    isTime = false,
  }: { missing: readonly string[]; paths: readonly string[]; isTime?: boolean },
): Promise<{ times: ReadonlyMap<number, ColumnPlan>; warnings: ReadWarning[] }> {
  const warnings: ReadWarning[] = [];
  if (places.length === 0) return { times: new Map(), warnings };
  let columns = (await planColumns(raw, places, missing, paths))
    .map((column) => {
      const plan = isTime
        ? planColumn(column.seen, { ...planOptions(raw, missing, column.name), isTime })
        : column.plan;
      return { ...column, plan, canBeNative: false };
    })
    .filter(({ plan }) => plan.type === 'time');
  for (let round = 0; columns.length > 0; round++) {
    try {
      const values = columns.map(({ place, plan }) => `count(${planSql(`c${place}`, plan)})`);
      await raw.session.row(`SELECT ${values.join(', ')} FROM ${raw.relation()}`);
      break;
    } catch (error) {
      if (!isConversionError(error)) throw explainDuckError(error, paths);
      const again = round < rounds ? await planAgain(raw, columns, missing, warnings) : [];
      columns = again.filter(({ plan }) => plan.type === 'time');
    }
  }
  warnings.push(...planWarnings(columns, warnings), ...(await impossibleDates(raw, columns)));
  return { times: new Map(columns.map(({ place, plan }) => [place, plan])), warnings };
}

/** A table whose file states its types: read in place, and copied only where it is sampled. */
export async function viewTyped({ raw, places, files, options }: LoadInput): Promise<Loaded> {
  const stored: StoredColumn[] = [];
  const values: string[] = [];
  const texts = places.filter((place) => isText(raw.types![place]!));
  const { times, warnings } = await timesAmong(raw, texts, {
    missing: options.missing ?? [],
    paths: files.paths,
  });
  raw.warnings.push(...warnings);
  for (const place of places) {
    const type = raw.types![place]!;
    const name = raw.names[place]!;
    const time = times.get(place);
    const typed =
      time === undefined
        ? typedSql(`c${place}`, type)
        : ({ stored: 'time', sql: planSql(`c${place}`, time) } as const);
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
  const view = `memory.main.loaded`;
  const copy = `work.main.loaded`;
  const what = chosen === null ? `VIEW ${view}` : `TABLE ${copy}`;
  const from = chosen === null ? raw.relation() : chosenRows(raw.numbered(), chosen);
  try {
    await raw.session.run(
      `CREATE ${what} AS SELECT ${values.join(', ')} FROM ${from}${limitSql(options.limit)}`,
    );
  } catch (error) {
    throw explainDuckError(error, files.paths);
  }
  return { relation: () => (chosen === null ? view : copy), stored, isSampled: chosen !== null };
}
