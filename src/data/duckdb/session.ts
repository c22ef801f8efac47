import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import { InternalError, InterruptedError } from '../../errors/index.ts';
import { aTurn } from '../../turns/index.ts';
import { loadDuckDb } from './load-library.ts';

/** DuckDB takes buffers of 32 MB to read text; with less than this it reads nothing. */
const leastBytes = 256 * 2 ** 20;

export interface SessionOptions {
  /** The only files that may be read, beside the session's own folder. */
  files: readonly string[];
  /** What DuckDB may hold in memory, at least 256 MiB and a quarter of the machine's when left out; beyond it spills to the session's folder. */
  memoryBytes?: number | undefined;
  threads?: number | undefined;
  /** Where the session makes its folder; the system's for temporary files. */
  temporaryFolder?: string | undefined;
}

type Value = string | number | bigint | boolean | null;

/** What one query gave, column by column. Numbers come as numbers; whole ones of 64 bits too, since no count here passes 2^53. */
export interface QueryRow {
  readonly [column: string]: Value;
}

/** Some rows of a result, by the places of its columns. */
export interface Chunk {
  rows: number;
  /** Of a DOUBLE; the first `rows` of them count. */
  numbers(place: number): Float64Array;
  /** Of a VARCHAR. */
  texts(place: number): (string | null)[];
}

/**
 * DuckDB in this process, locked down: it reads the files named and its own folder, loads no extension, reaches no network, and its settings can't be
 * changed any more. Close it: its folder goes with it.
 */
export class DuckSession {
  readonly folder: string;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  #isInterrupted = false;

  private constructor(folder: string, instance: DuckDBInstance, connection: DuckDBConnection) {
    this.folder = folder;
    this.#instance = instance;
    this.#connection = connection;
  }

  /** Opens a session. The library is loaded by the first one. */
  static async open(
    options: SessionOptions,
    prepare?: (folder: string) => Promise<readonly string[]>,
  ): Promise<DuckSession> {
    // The library takes long to be loaded, and so does an instance to be made: nobody waits for both at once.
    await aTurn();
    const { DuckDBInstance } = await loadDuckDb();
    await aTurn();
    const folder = newFolder(options.temporaryFolder);
    try {
      const files = [...options.files, ...((await prepare?.(folder)) ?? [])];
      const instance = await DuckDBInstance.create(':memory:', {
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        allow_community_extensions: 'false',
        memory_limit: `${Math.round(Math.max(leastBytes, options.memoryBytes ?? totalmem() / 4) / 2 ** 20)}MiB`,
        threads: String(options.threads ?? Math.min(8, availableParallelism())),
        temp_directory: folder,
      });
      const session = new DuckSession(folder, instance, await instance.connect());
      await session.#lock(files);
      return session;
    } catch (error) {
      removeFolder(folder);
      throw error;
    }
  }

  async #lock(files: readonly string[]): Promise<void> {
    const list = (paths: readonly string[]) =>
      `[${paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(', ')}]`;
    await this.run(`ATTACH ${list([join(this.folder, 'work.duckdb')]).slice(1, -1)} AS work`);
    await this.run("SET TimeZone = 'UTC'");
    await this.run('SET preserve_insertion_order = true');
    await this.run(`SET allowed_paths = ${list(files)}`);
    await this.run(`SET allowed_directories = ${list([`${this.folder}/`])}`);
    await this.run('SET enable_external_access = false');
    await this.run('SET lock_configuration = true');
  }

  /** Runs statements that give nothing. @throws DuckDB's own errors, for the caller to explain */
  async run(sql: string): Promise<void> {
    this.#refuse();
    await this.#connection.run(sql);
  }

  /** The rows of a small result. */
  async rows(sql: string): Promise<QueryRow[]> {
    this.#refuse();
    const reader = await this.#connection.runAndReadAll(sql);
    return reader.getRowObjectsJS().map(plainNumbers) as QueryRow[];
  }

  /** The one row of a result. */
  async row(sql: string): Promise<QueryRow> {
    return (await this.rows(sql))[0]!;
  }

  /** Visits a big result chunk by chunk: for each column of DOUBLE or INTEGER its typed array, of which the first `rows` count. */
  async eachChunk(
    sql: string,
    visit: (columns: readonly (Float64Array | Int32Array)[], rows: number) => void,
  ): Promise<void> {
    for await (const { rows, chunk, width } of this.#chunks(sql))
      visit(
        Array.from({ length: width }, (_, place) => itemsOf(chunk, place)),
        rows,
      );
  }

  /** A big result chunk by chunk, as it is worked out: memory does not grow with it. @throws DuckDB's own errors, of any row, before the last chunk */
  async *stream(sql: string): AsyncGenerator<Chunk, void, undefined> {
    for await (const { rows, chunk } of this.#chunks(sql))
      yield {
        rows,
        numbers: (place) => itemsOf(chunk, place) as Float64Array,
        texts: (place) => (chunk.getColumnValues(place) as (string | null)[]).slice(0, rows),
      };
  }

  /** A result of texts that fits in memory, chunk by chunk: their rows stay in their order, whatever threads there are. */
  async *textChunks(sql: string): AsyncGenerator<Pick<Chunk, 'rows' | 'texts'>, void, undefined> {
    this.#refuse();
    const result = await this.#connection.run(sql);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      yield {
        rows: chunk.rowCount,
        texts: (place) => chunk.getColumnValues(place) as (string | null)[],
      };
    }
  }

  /**
   * A stream that fails midway ends, for this API, like one that is exhausted (the error stays in the result, which cannot be asked for it). So a row that says that it is
   * the last one is added; where it does not come, the query is run again to be told why.
   */
  async *#chunks(
    sql: string,
  ): AsyncGenerator<{ rows: number; chunk: DuckDBDataChunk; width: number }, void, undefined> {
    const width = (await this.rows(`DESCRIBE ${sql}`)).length;
    const names = Array.from({ length: width }, (_, place) => `v${place}`);
    const result = await this.#connection.stream(
      `SELECT ${names.join(', ')}, FALSE FROM (${sql}) AS result(${names.join(', ')})
       UNION ALL SELECT ${names.map(() => 'NULL').join(', ')}, TRUE`,
    );
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) break;
      const isLast = chunk.getColumnVector(width).getItem(chunk.rowCount - 1) === true;
      const rows = isLast ? chunk.rowCount - 1 : chunk.rowCount;
      if (rows > 0) yield { rows, chunk, width };
      if (isLast) return;
    }
    await this.run(`SELECT bit_xor(hash(COLUMNS(*))) FROM (${sql}) AS result(${names.join(', ')})`);
    throw new InternalError('A query of a table ended before its last row.');
  }

  /** The texts of a column of a result, all of them in memory. */
  async texts(sql: string): Promise<string[]> {
    const all: string[] = [];
    for await (const chunk of this.textChunks(sql))
      for (const text of chunk.texts(0)) all.push(text as string);
    return all;
  }

  /** Ends the query that runs, which fails, as does each that would come after it. */
  interrupt(): void {
    this.#isInterrupted = true;
    this.#connection.interrupt();
  }

  /** An interrupt that comes between two queries ends none. */
  #refuse(): void {
    if (this.#isInterrupted) throw new InterruptedError();
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
    removeFolder(this.folder);
  }
}

function itemsOf(chunk: DuckDBDataChunk, place: number): Float64Array | Int32Array {
  return (chunk.getColumnVector(place) as unknown as { items: Float64Array | Int32Array }).items;
}

function newFolder(parent = tmpdir()): string {
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(realpathSync(parent), 'opsmith-tables-'));
  if (openFolders.size === 0) process.once('exit', removeAll);
  openFolders.add(folder);
  return folder;
}

/** A process that is ended while a query runs has no time to close its session; what lies in the folder may be as big as the table. */
const openFolders = new Set<string>();

function removeFolder(folder: string): void {
  openFolders.delete(folder);
  if (openFolders.size === 0) process.off('exit', removeAll);
  rmSync(folder, { recursive: true, force: true });
}

function removeAll(): void {
  for (const folder of openFolders) rmSync(folder, { recursive: true, force: true });
}

function plainNumbers(row: Record<string, unknown>): Record<string, unknown> {
  for (const [name, value] of Object.entries(row)) if (typeof value === 'bigint') row[name] = Number(value);
  return row;
}
