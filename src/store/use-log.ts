import { setTimeout as pause } from 'node:timers/promises';
import type SqliteDatabase from 'better-sqlite3';

const pauseMs = 5;

/**
 * Has a database written through a log (WAL). While another process makes the same new file, SQLite refuses this at once, whatever time it was told
 * to wait, so the waiting is done here.
 *
 * @param waitMs how long to wait for other processes, in milliseconds
 * @throws what SQLite throws when the time is over, or for other reasons
 */
export async function useLog(database: SqliteDatabase.Database, waitMs: number): Promise<void> {
  const until = performance.now() + waitMs;
  for (;;) {
    try {
      database.pragma('journal_mode = WAL');
      return;
    } catch (thrown) {
      if ((thrown as { code?: unknown }).code !== 'SQLITE_BUSY' || performance.now() >= until) throw thrown;
      await pause(pauseMs);
    }
  }
}
