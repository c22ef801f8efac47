import { resolve } from 'node:path';
import { InputError, InterruptedError } from '../../errors/index.ts';
import type { DuckSession } from '../duckdb/session.ts';
import type { Dialect } from '../files/dialect.ts';
import { locateFiles, type TableFiles } from '../files/locate-files.ts';
import type { TextEncoding } from '../files/text-encoding.ts';
import type { StoredAs } from '../kinds.ts';
import { noSuchColumn } from '../no-such-column.ts';
import { type ColumnFacts, measureColumns } from './column-facts.ts';
import { explainDuckError } from './explain-duck-error.ts';
import { loadTexts } from './load-table.ts';
import { isWide, loadWide } from './load-wide.ts';
import { openRawTable, type RawTable } from './raw-table.ts';
import type { ReadOptions, ReadWarning } from './read-options.ts';
import { viewTyped } from './typed-table.ts';

/** Where a table came from, and how it was written. */
export interface TableSource {
  files: TableFiles;
  encoding: TextEncoding | null;
  dialect: Dialect | null;
  /** Whether the rows are some of the file's. */
  isSampled: boolean;
}

/** A table that lies in DuckDB: every column is DOUBLE (numbers, 0 and 1, milliseconds) or VARCHAR, and missing values are NULL. Close it. */
export interface OpenTable {
  session: DuckSession;
  relation: RelationOf;
  rows: number;
  columns: readonly ColumnFacts[];
  source: TableSource;
  warnings: readonly ReadWarning[];
  /** Columns that lie in memory rather than in the relation, by their places: of wide texts that are read rather than opened. NaN is missing. */
  here?: ReadonlyMap<number, Float64Array>;
  close(): void;
}

/**
 * What to put behind FROM for the columns at these places: its columns are `c<place>`. A table wider than 500 columns lies in several tables, so ask for
 * few columns at once.
 */
export type RelationOf = (places: readonly number[]) => string;

/** A column as the relation has it. */
export interface StoredColumn {
  name: string;
  stored: StoredAs;
  /** What stands beside its numbers in the file. */
  sign?: string;
}

/**
 * Opens the files that a path or glob names as one table: format, dialect, header, encoding, types and kinds found, all of each file looked at.
 *
 * @throws InputError with a code for each way in which a table can be bad; LimitError where it can't fit in memory
 */
export async function openTable(
  pathOrGlob: string,
  options: ReadOptions = {},
  // For one who asks the relation for no columns that lie in memory: `readTable` and `profileTable`.
  mayBeHere = false,
): Promise<OpenTable> {
  const files = locateFiles(pathOrGlob, resolve(options.workspace ?? '.'), options.format);
  const raw = await openRawTable(files, options);
  const { signal } = options;
  const interrupt = (): void => raw.session.interrupt();
  signal?.addEventListener('abort', interrupt);
  try {
    if (signal?.aborted) throw new InterruptedError();
    const places = wantedPlaces(raw, options.columns, pathOrGlob);
    const load =
      mayBeHere && isWide(raw, places, options) ? loadWide : raw.types === null ? loadTexts : viewTyped;
    const { relation, stored, isSampled, here } = await load({ raw, places, files, options });
    const { rows, columns } = await measureColumns(raw.session, relation, stored, here);
    if (rows === 0)
      raw.warnings.push({ code: 'no-rows', column: null, message: `${pathOrGlob} has columns and no rows.` });
    const { session, encoding, dialect, warnings } = raw;
    const source = { files, encoding, dialect, isSampled };
    const held = here === undefined ? {} : { here };
    return { session, relation, rows, columns, source, warnings, ...held, close: () => session.close() };
  } catch (error) {
    raw.session.close();
    // Damage in the middle of a file shows when its values are looked at.
    throw signal?.aborted === true ? new InterruptedError() : explainDuckError(error, files.paths);
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}

/** Where the wanted columns stand in the file. @throws InputError `no-such-column` */
function wantedPlaces(raw: RawTable, wanted: readonly string[] | undefined, path: string): number[] {
  if (wanted === undefined) return raw.names.map((_, place) => place);
  if (wanted.length === 0)
    throw new InputError('no-such-column', 'No column is asked for; name one or more.');
  return [...new Set(wanted)].map((name) => {
    const place = raw.names.indexOf(name);
    if (place >= 0) return place;
    throw noSuchColumn(raw.names, name, { table: path });
  });
}
