/** What reviews printed, kept in a database beside the cache's under what they were asked for, so that it is printed again where nothing changed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import {
  type CacheDatabase,
  connectCacheDatabase,
  openCacheDatabase,
  printedForm,
} from '../cache/cache-database.ts';
import type { SeenRecord } from './seen.ts';

/** A review as it was printed, without the bytes. */
export interface KeptReview {
  run: string;
  /** Its exit status. */
  status: number;
  /** What it wrote to standard error. */
  said: string;
  /** What `storeForm` gave for the store that its run is in. */
  storeForm: string;
  /** An address where no language model answered, as long as which this is true; null where none is looked for. */
  silentServer: string | null;
  /** How many files were reviewed. */
  files: number;
  seen: SeenRecord;
  /** Where its outputs went: a file as it was named, or null for standard output. */
  outputs: (string | null)[];
}

export interface FoundReview extends KeptReview {
  /** Reads the outputs: for each its pieces; null where they are not what was written. */
  read(): KeptPiece[][] | null;
  close(): void;
}

export interface KeptPiece {
  bytes: Buffer;
  /** Where the run's id stands in it, for another one's to be put there. */
  idsAt: number[];
}

/** Command lines whose reviews are kept; more than that are seldom used in turn. */
const mostKept = 8;
/** A review of more is printed anew each time. */
const mostBytes = 64 * 1024 * 1024;
/** All of them together: the oldest go first. */
const mostBytesOfAll = 160 * 1024 * 1024;

function pathIn(home: string): string {
  return join(home, 'cache', 'printed.db');
}

/** A review that is kept under a key; null where there is none, or it can't be read. Its `close` must be called. */
export function findKeptReview(home: string, key: string): FoundReview | null {
  const path = pathIn(home);
  if (!existsSync(path)) return null;
  let database: CacheDatabase | null = null;
  try {
    const open = connectCacheDatabase(path, printedForm);
    database = open;
    const row = open.prepare('select body, places, stamps, crc from kept where key = ?').get(key) as
      | { body: string; places: string; stamps: Buffer; crc: number }
      | undefined;
    if (row !== undefined && crcOf(row) === row.crc) {
      const { body, places, stamps } = row;
      database = null;
      return {
        ...(JSON.parse(body) as Omit<KeptReview, 'seen'>),
        seen: { places, stamps },
        read: () => readOutputs(open, key),
        close: () => void open.close(),
      };
    }
  } catch {
    // Whoever reviews in earnest makes it anew.
  } finally {
    database?.close();
  }
  return null;
}

function readOutputs(open: CacheDatabase, key: string): KeptPiece[][] | null {
  const outputs: KeptPiece[][] = [];
  const rows = open
    .prepare('select output, bytes, places, crc from kept_parts where key = ? order by output, part')
    .raw();
  try {
    for (const row of rows.iterate(key)) {
      const [output, bytes, places, crc] = row as [number, Buffer, string, number];
      if (crc32(bytes) !== crc) return null;
      while (outputs.length <= output) outputs.push([]);
      outputs[output]!.push({ bytes, idsAt: places === '' ? [] : places.split(' ').map(Number) });
    }
  } catch {
    return null;
  }
  return outputs;
}

/** A review on its way into the cache: its outputs piece by piece, then the rest. */
export interface ReviewKeeper {
  /** Begins an output. */
  output(file: string | null): void;
  add(piece: string): void;
  /** Keeps it. */
  finish(review: Omit<KeptReview, 'outputs'>): void;
  /** Keeps nothing of what was not finished. */
  close(): void;
}

/** Keeps a review under a key. What goes wrong keeps nothing, and harms nothing else. */
export function keepReview(home: string, { key, run }: { key: string; run: string }): ReviewKeeper {
  let database: CacheDatabase | null = null;
  const outputs: (string | null)[] = [];
  const name = Buffer.from(run);
  let part = 0;
  let bytes = 0;
  let before = Buffer.alloc(0);

  function attempt(work: (open: CacheDatabase) => void): void {
    if (database === null) return;
    try {
      work(database);
    } catch {
      close();
    }
  }

  function close(): void {
    if (database === null) return;
    const open = database;
    database = null;
    // An open transaction is undone with it.
    open.close();
  }

  // What is wrong with it costs nothing but the next review's time.
  database = openCacheDatabase(pathIn(home), printedForm, () => {});
  attempt((open) => {
    open.exec('begin immediate');
    forget(open, key);
  });
  return {
    output(file) {
      outputs.push(file);
      part = 0;
      before = Buffer.alloc(0);
    },
    add(piece) {
      attempt((open) => {
        const content = Buffer.from(piece);
        bytes += content.length;
        // An id on the border of two pieces would have to be put together again: it is printed anew, as is what is too large.
        if (bytes > mostBytes || straddles(before, content, name)) return close();
        const places = placesOf(name, content).join(' ');
        open
          .prepare('insert into kept_parts (key, output, part, bytes, places, crc) values (?, ?, ?, ?, ?, ?)')
          .run(key, outputs.length - 1, part, content, places, crc32(content));
        part += 1;
        before = content;
      });
    },
    finish({ seen, ...rest }) {
      attempt((open) => {
        const row = { body: JSON.stringify({ ...rest, outputs }), ...seen };
        open
          .prepare('insert into kept (key, body, places, stamps, crc) values (?, ?, ?, ?, ?)')
          .run(key, row.body, row.places, row.stamps, crcOf(row));
        for (const each of superfluous(open)) forget(open, each);
        open.exec('commit');
      });
    },
    close,
  };
}

/** What is kept beyond the limits, the oldest of it. */
function superfluous(open: CacheDatabase): string[] {
  const newest = open
    .prepare(
      `select key, (select sum(length(bytes)) from kept_parts where kept_parts.key = kept.key) from kept order by number desc`,
    )
    .raw()
    .all() as [key: string, bytes: number | null][];
  let bytes = 0;
  return newest
    .filter(([, size], place) => {
      bytes += size ?? 0;
      return place >= mostKept || bytes > mostBytesOfAll;
    })
    .map(([key]) => key);
}

function forget(open: CacheDatabase, key: string): void {
  open.prepare('delete from kept where key = ?').run(key);
  open.prepare('delete from kept_parts where key = ?').run(key);
}

function crcOf({ body, places, stamps }: { body: string; places: string; stamps: Uint8Array }): number {
  return crc32(stamps, crc32(places, crc32(body)));
}

function placesOf(name: Buffer, content: Buffer): number[] {
  const places: number[] = [];
  for (let at = content.indexOf(name); at >= 0; at = content.indexOf(name, at + 1)) places.push(at);
  return places;
}

/** Whether a name lies partly at the end of one piece and partly at the beginning of the next. */
function straddles(before: Buffer, after: Buffer, name: Buffer): boolean {
  const most = name.length - 1;
  const end = before.subarray(Math.max(0, before.length - most));
  return Buffer.concat([end, after.subarray(0, most)]).includes(name);
}
