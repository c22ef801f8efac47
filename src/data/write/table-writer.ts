import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { InputError, StorageError, toError } from '../../errors/index.ts';
import { aTurn } from '../../turns/index.ts';
import { DuckSession } from '../duckdb/session.ts';
import { quoted } from '../read/plan-column.ts';
import { formattedRows, type TextFormat } from './format-rows.ts';

/** A column of a table that is written. Its values come part by part: numbers (NaN is missing), or texts by their codes (-1 is missing). */
export interface WrittenColumn {
  name: string;
  type: 'numbers' | 'texts';
}

export type WrittenValues =
  | { type: 'numbers'; values: Float64Array }
  | { type: 'texts'; codes: Int32Array; dictionary: readonly string[] };

/** Takes a table part by part. */
export interface TableWriter {
  write(rows: number, columns: readonly WrittenValues[]): Promise<void>;
  /** The file appears, whole. */
  finish(): Promise<void>;
  /** Nothing appears. */
  abandon(): Promise<void>;
}

const formats: Readonly<Record<string, TextFormat | 'parquet'>> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.parquet': 'parquet',
};

/**
 * Writes a table to a file, in the format that its name says: .csv, .tsv, .jsonl or .parquet. The file appears when it is whole, and memory does not grow with it.
 *
 * @throws InputError `unknown-format`; StorageError `table-unwritable`
 */
export async function openTableWriter(path: string, columns: readonly WrittenColumn[]): Promise<TableWriter> {
  const format = formats[extname(path).toLowerCase()];
  if (format === undefined)
    throw new InputError(
      'unknown-format',
      `${path} does not say its format: name it ${Object.keys(formats).join(', ')}.`,
      { details: { path } },
    );
  return format === 'parquet' ? parquetWriter(path, columns) : textWriter(path, format, columns);
}

/** So many values are formatted between two turns of the event loop: some 5 ms. */
const valuesATurn = 16_384;

/** Writes formatted rows to wherever texts go, in turns with all else on the event loop. */
export function textTable(
  columns: readonly WrittenColumn[],
  format: TextFormat,
  write: (text: string) => Promise<void>,
): Pick<TableWriter, 'write' | 'finish'> {
  const rows = formattedRows(columns, format);
  let isBegun = false;
  const begin = async (): Promise<void> => {
    if (!isBegun && rows.header !== '') await write(rows.header);
    isBegun = true;
  };
  return {
    async write(count, values) {
      await begin();
      const lines = rows.linesOf(values);
      const step = Math.max(1, Math.floor(valuesATurn / Math.max(1, values.length)));
      for (let from = 0; from < count; from += step) {
        if (from > 0) await aTurn();
        await write(lines(from, Math.min(count, from + step)));
      }
    },
    finish: begin,
  };
}

async function textWriter(
  path: string,
  format: TextFormat,
  columns: readonly WrittenColumn[],
): Promise<TableWriter> {
  const part = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  const stream = createWriteStream(part);
  let failure: Error | null = null;
  stream.on('error', (error) => {
    failure = error;
  });
  const check = (): void => {
    if (failure === null) return;
    rmSync(part, { force: true });
    throw unwritable(path, failure);
  };
  const table = textTable(columns, format, async (text) => {
    check();
    if (!stream.write(text)) await once(stream, 'drain').catch(() => {});
    check();
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      stream.once('close', resolve);
      stream.end();
      if (stream.closed) resolve();
    });
  return {
    write: table.write,
    async finish() {
      await table.finish();
      await close();
      check();
      moved(part, path);
    },
    async abandon() {
      await close();
      rmSync(part, { force: true });
    },
  };
}

/** By way of a text file in a session's folder, which DuckDB then turns into Parquet. */
async function parquetWriter(path: string, columns: readonly WrittenColumn[]): Promise<TableWriter> {
  const session = await DuckSession.open({ files: [], temporaryFolder: dirname(path) }).catch((cause) => {
    throw unwritable(path, toError(cause));
  });
  const text = join(session.folder, 'rows.csv');
  const writer = await textWriter(text, 'csv', columns);
  return {
    write: writer.write,
    async finish() {
      try {
        await writer.finish();
        const types = columns.map(
          ({ type }, place) => `'c${place}': '${type === 'numbers' ? 'DOUBLE' : 'VARCHAR'}'`,
        );
        const values = columns.map(({ name }, place) => `c${place} AS "${name.replaceAll('"', '""')}"`);
        const made = join(session.folder, 'rows.parquet');
        await session.run(
          `COPY (SELECT ${values.join(', ')} FROM read_csv(${quoted(text)}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, columns = {${types.join(', ')}})) TO ${quoted(made)} (FORMAT parquet)`,
        );
        moved(made, path);
        // A big one takes long to go, and closing would wait for it.
        await rm(text, { force: true });
      } finally {
        session.close();
      }
    },
    async abandon() {
      await writer.abandon();
      session.close();
    },
  };
}

function moved(part: string, path: string): void {
  try {
    renameSync(part, path);
  } catch (cause) {
    rmSync(part, { force: true });
    throw unwritable(path, toError(cause));
  }
}

function unwritable(path: string, cause: Error): StorageError {
  return new StorageError(
    'table-unwritable',
    `${path} cannot be written: ${cause.message}. Check that its folder is there, who may write it, and the space on the disk.`,
    { cause },
  );
}
