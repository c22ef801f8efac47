import { statSync } from 'node:fs';
import type SqliteDatabase from 'better-sqlite3';

/** A log that is shorter is left for later: moving it waits for the disk, however short it is. */
const shortestLog = 1024 * 1024;

/**
 * Moves what was written last from a database's log into the database, as far as nobody else is reading it there. It waits for the disk, so it is for pauses;
 * a process that has none moves its log when that has grown to `wal_autocheckpoint`, and the last one to close a database does it then.
 */
export function settleLog(database: SqliteDatabase.Database): void {
  const log = statSync(`${database.name}-wal`, { throwIfNoEntry: false });
  if (log === undefined || log.size < shortestLog || database.inTransaction) return;
  try {
    database.pragma('wal_checkpoint(PASSIVE)');
  } catch {
    // Full, locked or damaged: what was written is in the log, and the next use of the database says so.
  }
}
