/** Analyses of files from earlier reviews, by path and content, in one database under the folder of the state. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Statement } from 'better-sqlite3';
import {
  type Analysis,
  type AnalysisCache,
  decodeAnalysis,
  type FoundFile,
  isRacy,
  isSame,
  lookAt,
  type MeasuredEntry,
} from '../../code/index.ts';
import { StorageError, toError } from '../../errors/index.ts';
import {
  type CacheDatabase,
  type CacheProblem,
  isBusy,
  isDamaged,
  measuredForm,
  openCacheDatabase,
  rebuild,
} from './cache-database.ts';
import { engineId } from './engine-id.ts';
import { evict } from './evict.ts';

export interface ReviewCacheOptions {
  /** Absolute folder of the state. */
  home: string;
  /** Told of what went wrong, a sentence; the review goes on without the cache. */
  onWarning: (message: string) => void;
  /** The code that measures; its own by default. */
  engine?: string;
  /** The file is kept below this. */
  mostBytes?: number;
}

export interface ReviewCache extends AnalysisCache {
  /** Files that `read` knew, and that it did not. */
  readonly counts: { known: number; unknown: number };
  close(): void;
}

/** A row of `files`, in the order of its columns. */
type FileRow = [
  path: string,
  shown: string,
  size: number,
  mtime: number,
  ctime: number,
  ino: number,
  racy: number,
  sha: string,
  head: string,
  crc: number,
];

/** From so many files on, all rows are read at once. */
const manyFiles = 50;
const usualMostBytes = 512 * 1024 * 1024;
const dayMs = 86_400_000;
/** Of reading what another process keeps closed; each waits for half a second. */
const mostTries = 20;

/** Opens the cache of a state folder; one that can't be used knows nothing and keeps nothing. */
export function openReviewCache(options: ReviewCacheOptions): ReviewCache {
  const { home, onWarning, engine = engineId(), mostBytes = usualMostBytes } = options;
  const path = join(home, 'cache', 'reviews.db');
  let warned = false;
  const onProblem = ({ message }: CacheProblem): void => {
    if (!warned) onWarning(`The cache of reviews ${path} is not used as it should be: ${message}.`);
    warned = true;
  };
  let database: CacheDatabase | null = openCacheDatabase(path, measuredForm, onProblem);
  const counts = { known: 0, unknown: 0 };
  const today = Math.floor(Date.now() / dayMs);
  /** Contents that are known of files, for the names of sets. */
  const shas = new Map<string, string>();
  const keyOf = ({ absolute, path: shown }: FoundFile) => `${absolute}\0${shown}`;

  /** Does something with the database; what goes wrong costs the cache and nothing else. */
  function attempt<T>(work: (open: CacheDatabase) => T, otherwise: T): T {
    if (database === null) return otherwise;
    try {
      return work(database);
    } catch (thrown) {
      if (isBusy(thrown)) return otherwise;
      if (isDamaged(thrown)) {
        onProblem({ kind: 'damaged', message: 'it was damaged, and is built anew' });
        startAnew();
      } else {
        onProblem({ kind: 'unusable', message: toError(thrown).message });
        database.close();
        database = null;
      }
      return otherwise;
    }
  }

  function startAnew(): void {
    database?.close();
    database = rebuild(path, measuredForm, onProblem);
    variants.clear();
    details = {};
  }

  const variants = new Map<string, number>();
  /** Made once: each is asked for every file. */
  let details: Partial<Record<'functions' | 'lines', Statement>> = {};
  function variantId(open: CacheDatabase, variant: string, make: boolean): number | null {
    const name = createHash('sha256').update(`${engine}\0${variant}`).digest('hex');
    const known =
      variants.get(name) ?? open.prepare('select id from variants where name = ?').pluck().get(name);
    if (known !== undefined) {
      variants.set(name, known as number);
      return known as number;
    }
    if (!make) return null;
    open.prepare('insert into variants (name, used) values (?, ?) on conflict do nothing').run(name, today);
    return open.prepare('select id from variants where name = ?').pluck().get(name) as number;
  }

  function rowsFor(open: CacheDatabase, id: number, files: readonly FoundFile[]): Map<string, FileRow> {
    const columns = 'path, shown, size, mtime, ctime, ino, racy, sha, head, crc';
    const rows = new Map<string, FileRow>();
    const add = (row: FileRow): void => void rows.set(`${row[0]}\0${row[1]}`, row);
    if (files.length >= manyFiles) {
      const all = open.prepare(`select ${columns} from files where variant = ?`).raw();
      for (const row of all.iterate(id)) add(row as FileRow);
    } else {
      const one = open
        .prepare(`select ${columns} from files where variant = ? and path = ? and shown = ?`)
        .raw();
      for (const { absolute, path: shown } of files) {
        const row = one.get(id, absolute, shown);
        if (row !== undefined) add(row as FileRow);
      }
    }
    return rows;
  }

  /** The larger parts of an analysis, read when they are asked for. @throws where they can't be */
  function detail<Part extends string | Buffer>(
    part: 'functions' | 'lines',
    id: number,
    { absolute, path: shown }: FoundFile,
  ): Part {
    if (database !== null)
      details[part] ??= database
        .prepare(`select ${part}, ${part}_crc from details where variant = ? and path = ? and shown = ?`)
        .raw();
    const row = patiently(() => (database === null ? undefined : details[part]?.get(id, absolute, shown)));
    const [found, crc] = (row ?? []) as [Part?, number?];
    if (found === undefined || crc32(found) !== crc) {
      startAnew();
      throw lost(shown);
    }
    return found;
  }

  function partsOf(id: number, file: FoundFile) {
    return {
      functions: () => detail<string>('functions', id, file),
      lines: () => detail<Buffer>('lines', id, file),
    };
  }

  function read(files: readonly FoundFile[], variant: string): (Analysis | undefined)[] {
    const unknown = files.map(() => undefined);
    const analyses = attempt<(Analysis | undefined)[]>((open) => {
      const id = variantId(open, variant, false);
      if (id === null) return unknown;
      const rows = rowsFor(open, id, files);
      const settled: [FoundFile, string][] = [];
      const found = files.map((file) => {
        const row = file.content === undefined ? rows.get(keyOf(file)) : undefined;
        if (row === undefined || !isStill(file, row, () => settled.push([file, row[7]]))) return undefined;
        const [, , , , , , , sha, head, crc] = row;
        if (crc32(head) !== crc) throw new SyntaxError('a row is not what was written');
        shas.set(keyOf(file), sha);
        return decodeAnalysis(file.path, { head, ...partsOf(id, file) });
      });
      settle(open, id, settled);
      return found;
    }, unknown);
    for (const each of analyses) counts[each === undefined ? 'unknown' : 'known'] += 1;
    return analyses;
  }

  /** Remembers how files look now whose contents were found to be what they were. */
  function settle(open: CacheDatabase, id: number, files: readonly [FoundFile, string][]): void {
    if (files.length === 0) return;
    const update = open.prepare(
      'update files set size = ?, mtime = ?, ctime = ?, ino = ?, racy = ? where variant = ? and path = ? and shown = ? and sha = ?',
    );
    try {
      open.transaction(() => {
        for (const [{ absolute, path: shown }, sha] of files) {
          const now = lookAt(absolute);
          if (now === null) continue;
          const racy = Number(isRacy({ ...now, readAtMs: Date.now() }));
          update.run(now.size, now.mtimeMs, now.ctimeMs, now.ino, racy, id, absolute, shown, sha);
        }
      })();
    } catch (thrown) {
      // Only time is lost: they are hashed again the next time.
      if (isDamaged(thrown)) throw thrown;
    }
  }

  function write(entries: readonly MeasuredEntry[], variant: string): void {
    if (entries.length === 0) return;
    attempt((open) => {
      open
        .transaction(() => {
          const id = variantId(open, variant, true)!;
          const head = open.prepare(
            'insert or replace into files (variant, path, shown, size, mtime, ctime, ino, racy, sha, head, crc, used) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
          );
          const details = open.prepare(
            'insert or replace into details (variant, path, shown, functions, functions_crc, lines, lines_crc) values (?, ?, ?, ?, ?, ?, ?)',
          );
          for (const { file, encoded } of entries) {
            const { stamp, sha, functions, lines } = encoded;
            if (stamp === null || sha === null) continue;
            const { size, mtimeMs, ctimeMs, ino } = stamp;
            const key = [id, file.absolute, file.path] as const;
            const looks = [size, mtimeMs, ctimeMs, ino, Number(isRacy(stamp)), sha] as const;
            head.run(...key, ...looks, encoded.head, crc32(encoded.head), today);
            details.run(...key, functions, crc32(functions), lines, crc32(lines));
            shas.set(keyOf(file), sha);
          }
        })
        .immediate();
    }, undefined);
  }

  return {
    counts,
    read,
    write,

    setOf(files, variant) {
      const hash = createHash('sha256').update(`${engine}\0${variant}`);
      for (const file of files) {
        const sha = shas.get(keyOf(file));
        if (sha === undefined) return null;
        hash.update(sha);
      }
      return hash.digest('hex');
    },

    readClones: (set) =>
      attempt((open) => {
        const row = open.prepare('select shares, clones from sets where name = ?').get(set) as
          | { shares: Buffer; clones: Buffer }
          | undefined;
        if (row === undefined) return null;
        return {
          shares: new Float64Array(new Uint8Array(row.shares).buffer),
          clones: new Int32Array(new Uint8Array(row.clones).buffer),
        };
      }, null),

    writeClones: (set, { shares, clones }) =>
      attempt((open) => {
        const insert = open.prepare(
          'insert or replace into sets (name, shares, clones, used) values (?, ?, ?, ?)',
        );
        insert.run(set, bytesOf(shares), bytesOf(clones), today);
      }, undefined),

    close() {
      attempt((open) => evict(open, mostBytes), undefined);
      database?.close();
      database = null;
    },
  };
}

/** Tries again where another process writes for longer than SQLite waits: there is nowhere else to read it from. */
function patiently<T>(read: () => T): T {
  for (let tries = 1; ; tries += 1) {
    try {
      return read();
    } catch (thrown) {
      if (!isBusy(thrown) || tries === mostTries) throw thrown;
    }
  }
}

function lost(path: string): StorageError {
  return new StorageError(
    'cache-damaged',
    `What was known of ${path} is no longer in the cache, which begins anew. Run it again.`,
    { details: { path } },
  );
}

/**
 * Whether a file is what a row is about: by its looks, or, where they differ or could deceive, by its content. `onSettled` is called where
 * the content had to be read.
 */
function isStill({ absolute }: FoundFile, row: FileRow, onSettled: () => void): boolean {
  const now = lookAt(absolute);
  if (now === null) return false;
  const [, , size, mtimeMs, ctimeMs, ino, racy, sha] = row;
  if (racy === 0 && isSame(now, { size, mtimeMs, ctimeMs, ino })) return true;
  if (now.size !== size) return false;
  try {
    if (createHash('sha256').update(readFileSync(absolute)).digest('hex') !== sha) return false;
  } catch {
    return false;
  }
  onSettled();
  return true;
}

function bytesOf(numbers: Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
