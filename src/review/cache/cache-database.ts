/** The cache's databases: SQLite files that are believed only where they were made, and made again when they are damaged. */
import { rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { toError } from '../../errors/index.ts';
import { makeFolder } from '../../host/index.ts';

export type CacheDatabase = SqliteDatabase.Database;

/** What a database holds. Two files, since what is printed is written while what was measured is still being read. */
export interface CacheForm {
  /** Another one is made anew. */
  version: number;
  /** Bytes of a page. */
  page: number;
  /** Makes its tables, and takes away those of earlier forms. */
  tables: string;
}

/** Analyses of files, and clones among them. */
export const measuredForm: CacheForm = {
  version: 5,
  page: 4_096,
  tables: `
    drop table if exists variants; drop table if exists files; drop table if exists details; drop table if exists sets;
    drop table if exists kept; drop table if exists kept_parts;
    create table variants (id integer primary key, name text not null unique, used integer not null);
    create table files (
      variant integer not null, path text not null, shown text not null,
      size real not null, mtime real not null, ctime real not null, ino real not null, racy integer not null,
      sha text not null, head text not null, crc integer not null, used integer not null,
      primary key (variant, path, shown)
    ) without rowid;
    create table details (
      variant integer not null, path text not null, shown text not null,
      functions text not null, functions_crc integer not null, lines blob not null, lines_crc integer not null,
      primary key (variant, path, shown)
    );
    create table sets (name text primary key, shares blob not null, clones blob not null, used integer not null);
  `,
};

/** What reviews printed. It is read whole, and one call to the system a page is what that costs: hence the large pages. */
export const printedForm: CacheForm = {
  version: 1,
  page: 32_768,
  tables: `
    drop table if exists kept; drop table if exists kept_parts;
    create table kept (
      number integer primary key, key text not null unique, body text not null, places text not null, stamps blob not null, crc integer not null
    );
    create table kept_parts (
      key text not null, output integer not null, part integer not null,
      bytes blob not null, places text not null, crc integer not null,
      primary key (key, output, part)
    );
  `,
};

/** Most that a connection holds of its file in memory. */
const cacheKib = 2_048;

/** What went wrong with a cache, for people; the review goes on without it. */
export interface CacheProblem {
  kind: 'damaged' | 'unusable';
  message: string;
}

/**
 * Opens the database, making it as needed; null where it can't be used.
 * @param onProblem told once of what a person may want to know
 */
export function openCacheDatabase(
  path: string,
  form: CacheForm,
  onProblem: (problem: CacheProblem) => void,
): CacheDatabase | null {
  try {
    return connectCacheDatabase(path, form);
  } catch (thrown) {
    if (!isDamaged(thrown)) {
      onProblem({ kind: 'unusable', message: `it can't be opened: ${toError(thrown).message}` });
      return null;
    }
  }
  onProblem({ kind: 'damaged', message: 'it was damaged, and is built anew' });
  return rebuild(path, form, onProblem);
}

/** Takes a damaged database away and begins another. */
export function rebuild(
  path: string,
  form: CacheForm,
  onProblem: (problem: CacheProblem) => void,
): CacheDatabase | null {
  try {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(path + end, { force: true });
    return connectCacheDatabase(path, form);
  } catch (thrown) {
    onProblem({ kind: 'unusable', message: `it can't be built anew: ${toError(thrown).message}` });
    return null;
  }
}

/** Whether an error says that the file is not what was written. */
export function isDamaged(thrown: unknown): boolean {
  const { code = '' } = thrown as { code?: string };
  return /^SQLITE_(NOTADB|CORRUPT)/.test(code) || thrown instanceof SyntaxError;
}

/** Whether another process is writing just now. */
export function isBusy(thrown: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test((thrown as { code?: string }).code ?? '');
}

/** Opens the database as it is, making it where there is none. @throws where it is damaged or can't be used */
export function connectCacheDatabase(path: string, form: CacheForm): CacheDatabase {
  makeFolder(dirname(path), 0o700);
  const database = new SqliteDatabase(path, { timeout: 500 });
  try {
    // A killed process leaves a journal that the next one rolls back; a power cut may cost the cache, which is then built anew.
    database.pragma('synchronous = OFF');
    // Of what is written in one go little is looked at again: SQLite's own measure here is 16 MB.
    database.pragma(`cache_size = -${cacheKib}`);
    // Of an empty file alone; another one stays as it is.
    database.pragma(`page_size = ${form.page}`);
    database.pragma('journal_mode = TRUNCATE');
    if (database.pragma('user_version', { simple: true }) !== form.version || !isAtHome(database, path))
      database.transaction(() => begin(database, path, form)).immediate();
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/**
 * A cache that came with the code (in a repository, in an archive) could hold whatever its maker wants a review to say. A copy is another
 * file to the file system, and that nobody can foresee.
 */
function placeOf(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}:${ino}`;
}

function isAtHome(database: CacheDatabase, path: string): boolean {
  return database.prepare('select place from made').pluck().get() === placeOf(path);
}

function begin(database: CacheDatabase, path: string, { version, tables }: CacheForm): void {
  // Another process may have been quicker.
  const is = database.pragma('user_version', { simple: true });
  if (is === version && isAtHome(database, path)) return;
  database.exec(`drop table if exists made; create table made (place text not null); ${tables}`);
  database.prepare('insert into made (place) values (?)').run(placeOf(path));
  database.pragma(`user_version = ${version}`);
}
