import { InterruptedError } from '../../errors/index.ts';
import type { Column, Table } from '../table.ts';
import { encodedTexts, sortedTexts } from './chunk-texts.ts';
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
  const open = await openTable(pathOrGlob, { exceeding: 'sample', ...options }, true);
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
/** Texts of so few rows are told apart here: the database takes three queries a column. */
const fewRows = 5_000;

/** The rows of an open table as typed arrays. Dictionaries are in the order of their texts' code points. */
export async function takeTable(open: OpenTable, signal?: AbortSignal): Promise<Table> {
  const columns: Column[] = [];
  const selects = new Map<number, string>();
  const fewTexts: number[] = [];
  for (const [place, { name, kind, stored, missing, sign }] of open.columns.entries()) {
    const here = open.here?.get(place);
    if (here !== undefined) {
      columns[place] = { name, kind, missing, type: 'numbers', values: here };
    } else if (stored !== 'text') {
      const values = new Float64Array(open.rows);
      const truth = stored === 'boolean' ? ({ isTruth: true } as const) : {};
      const beside = sign === undefined ? {} : { sign };
      columns[place] = { name, kind, missing, type: 'numbers', values, ...truth, ...beside };
      selects.set(place, `coalesce(c${place}, 'NaN'::DOUBLE)`);
    } else if (open.rows <= fewRows) {
      fewTexts.push(place);
    } else {
      if (signal?.aborted) throw new InterruptedError();
      const dictionary = await makeDictionary(open, place);
      columns[place] = { name, kind, missing, type: 'texts', codes: new Int32Array(open.rows), dictionary };
      const code = dictionary.length === 0 ? '-1' : `coalesce(enum_code(c${place}::e${place}), -1)`;
      selects.set(place, `CAST(${code} AS INTEGER)`);
    }
  }
  for (const places of someOf([...selects.keys()])) {
    const some = places.map((place) => columns[place]!);
    const sql = `SELECT ${places.map((place) => selects.get(place)).join(', ')} FROM ${open.relation(places)}`;
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
  for (const places of someOf(fewTexts)) {
    if (signal?.aborted) throw new InterruptedError();
    for (const [at, texts] of (await fewRowsOf(open, places)).entries()) {
      const { name, kind } = open.columns[places[at]!]!;
      columns[places[at]!] = sortedTexts(encodedTexts(name, kind, texts));
    }
  }
  return { rows: open.rows, columns };
}

function someOf(places: readonly number[]): number[][] {
  return Array.from({ length: Math.ceil(places.length / columnsAtOnce) }, (_, part) =>
    places.slice(part * columnsAtOnce, (part + 1) * columnsAtOnce),
  );
}

async function fewRowsOf(open: OpenTable, places: readonly number[]): Promise<(string | null)[][]> {
  const found: (string | null)[][] = places.map(() => []);
  const sql = `SELECT ${places.map((place) => `c${place}`).join(', ')} FROM ${open.relation(places)}`;
  for await (const chunk of open.session.textChunks(sql))
    for (const [at, texts] of found.entries()) for (const text of chunk.texts(at)) texts.push(text);
  return found;
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
