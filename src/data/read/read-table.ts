import { InterruptedError } from '../../errors/index.ts';
import type { Column, Table } from '../table.ts';
import { explainDuckError } from './explain-duck-error.ts';
import { type OpenTable, openTable, type TableSource } from './open-table.ts';
import type { ReadOptions, ReadWarning } from './read-options.ts';

/** A table in memory, where it came from, and what to know of it. */
export interface TableReading {
  table: Table;
  source: TableSource;
  warnings: readonly ReadWarning[];
}

/**
 * Reads the files that a path or glob names into one table in memory. See {@link openTable} for what is found and refused; InterruptedError when the signal fires.
 *
 * @example const { table } = await readTable('data/*.csv', { workspace: '.', columns: ['age', 'income'] });
 */
export async function readTable(pathOrGlob: string, options: ReadOptions = {}): Promise<TableReading> {
  const { signal } = options;
  const open = await openTable(pathOrGlob, { exceeding: 'sample', ...options });
  const interrupt = (): void => open.session.interrupt();
  signal?.addEventListener('abort', interrupt);
  try {
    return { table: await takeTable(open, signal), source: open.source, warnings: open.warnings };
  } catch (error) {
    if (signal?.aborted) throw new InterruptedError();
    throw explainDuckError(error, open.source.files.paths);
  } finally {
    signal?.removeEventListener('abort', interrupt);
    open.close();
  }
}

/** So many columns a stream, lest a chunk of thousands of them fills the memory. */
const columnsAtOnce = 100;

/** The rows of an open table as typed arrays. Dictionaries are in the order of their texts' code points. */
export async function takeTable(open: OpenTable, signal?: AbortSignal): Promise<Table> {
  const columns: Column[] = [];
  const selects: string[] = [];
  for (const [place, { name, kind, stored, missing }] of open.columns.entries()) {
    if (stored !== 'text') {
      columns.push({ name, kind, missing, type: 'numbers', values: new Float64Array(open.rows) });
      selects.push(`coalesce(c${place}, 'NaN'::DOUBLE)`);
    } else {
      if (signal?.aborted) throw new InterruptedError();
      const dictionary = await makeDictionary(open, place);
      columns.push({ name, kind, missing, type: 'texts', codes: new Int32Array(open.rows), dictionary });
      const code = dictionary.length === 0 ? '-1' : `coalesce(enum_code(c${place}::e${place}), -1)`;
      selects.push(`CAST(${code} AS INTEGER)`);
    }
  }
  for (let from = 0; from < columns.length; from += columnsAtOnce) {
    const some = columns.slice(from, from + columnsAtOnce);
    const places = some.map((_, at) => from + at);
    const sql = `SELECT ${selects.slice(from, from + columnsAtOnce).join(', ')} FROM ${open.relation(places)}`;
    let row = 0;
    await open.session.eachChunk(sql, (items, rows) => {
      if (signal?.aborted) throw new InterruptedError();
      for (const [at, column] of some.entries()) {
        const values = items[at]!.subarray(0, rows);
        (column.type === 'numbers' ? column.values : column.codes).set(values, row);
      }
      row += rows;
    });
  }
  return { rows: open.rows, columns };
}

/** The different texts of a column, as a type of DuckDB's whose codes are their places. */
async function makeDictionary(open: OpenTable, place: number): Promise<string[]> {
  const texts = await open.session.texts(
    `SELECT DISTINCT c${place} FROM ${open.relation([place])} WHERE c${place} IS NOT NULL ORDER BY 1`,
  );
  if (texts.length === 0) return texts;
  await open.session.run(`DROP TYPE IF EXISTS e${place}`);
  await open.session.run(
    `CREATE TYPE e${place} AS ENUM (SELECT DISTINCT c${place} FROM ${open.relation([place])} WHERE c${place} IS NOT NULL ORDER BY 1)`,
  );
  return texts;
}
