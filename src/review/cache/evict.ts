import type { CacheDatabase } from './cache-database.ts';

/** After a file has grown too large, it is made smaller than this share of the limit, so that not every review has to. */
const goal = 0.75;
/** Sets of clones that are kept: a review of the same paths has one, and every change another. */
const mostSets = 20;

/** Keeps the cache below its limit: what other versions of the rules found goes first, then what was measured the longest time ago. */
export function evict(database: CacheDatabase, mostBytes: number): void {
  const sets = database.prepare('select count(*) from sets').pluck().get() as number;
  if (sets > mostSets)
    database
      .prepare('delete from sets where rowid not in (select rowid from sets order by rowid desc limit ?)')
      .run(mostSets / 2);
  if (bytesOf(database) <= mostBytes) return;
  database
    .transaction(() => {
      const newest = database.prepare('select max(id) from variants').pluck().get();
      for (const table of ['files', 'details'])
        database.prepare(`delete from ${table} where variant <> ?`).run(newest);
      database.prepare('delete from variants where id <> ?').run(newest);
      while (usedBytes(database) > mostBytes * goal && throwOutSome(database));
    })
    .immediate();
  database.exec('vacuum');
}

/** Throws out an eighth of the rows, the oldest first; false where there is none. */
function throwOutSome(database: CacheDatabase): boolean {
  const rows = database.prepare('select count(*) from details').pluck().get() as number;
  if (rows === 0) return false;
  const gone = Math.ceil(rows / 8);
  const oldest = 'select variant, path, shown from details order by rowid limit ?';
  database.prepare(`delete from files where (variant, path, shown) in (${oldest})`).run(gone);
  database.prepare(`delete from details where (variant, path, shown) in (${oldest})`).run(gone);
  return true;
}

function bytesOf(database: CacheDatabase): number {
  return pragma(database, 'page_count') * pragma(database, 'page_size');
}

function usedBytes(database: CacheDatabase): number {
  return (
    (pragma(database, 'page_count') - pragma(database, 'freelist_count')) * pragma(database, 'page_size')
  );
}

function pragma(database: CacheDatabase, name: string): number {
  return Number(database.pragma(name, { simple: true }));
}
