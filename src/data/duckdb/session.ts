import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

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
    const { DuckDBInstance } = await import('@duckdb/node-api');
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
      rmSync(folder, { recursive: true, force: true });
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
    await this.#connection.run(sql);
  }

  /** The rows of a small result. */
  async rows(sql: string): Promise<QueryRow[]> {
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
    const result = await this.#connection.stream(sql);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      const columns = Array.from(
        { length: chunk.columnCount },
        (_, place) => (chunk.getColumnVector(place) as unknown as { items: Float64Array | Int32Array }).items,
      );
      visit(columns, chunk.rowCount);
    }
  }

  /** A big result chunk by chunk, as it is worked out: memory does not grow with it. */
  async *stream(sql: string): AsyncGenerator<Chunk, void, undefined> {
    const result = await this.#connection.stream(sql);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      yield {
        rows: chunk.rowCount,
        numbers: (place) => (chunk.getColumnVector(place) as unknown as { items: Float64Array }).items,
        texts: (place) => chunk.getColumnValues(place) as (string | null)[],
      };
    }
  }

  /** The texts of a column of a result. */
  async texts(sql: string): Promise<string[]> {
    const result = await this.#connection.stream(sql);
    const texts: string[] = [];
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return texts;
      for (const text of chunk.getColumnValues(0)) texts.push(text as string);
    }
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function newFolder(parent = tmpdir()): string {
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(realpathSync(parent), 'opsmith-tables-'));
}

function plainNumbers(row: Record<string, unknown>): Record<string, unknown> {
  for (const [name, value] of Object.entries(row)) if (typeof value === 'bigint') row[name] = Number(value);
  return row;
}
