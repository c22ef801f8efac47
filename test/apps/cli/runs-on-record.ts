import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';

/** How many runs a workspace has on record, read beside whoever writes them. */
export function runsIn(folder: string): number {
  try {
    const database = new SqliteDatabase(join(folder, '.opsmith/opsmith.db'), { readonly: true });
    try {
      return database.prepare('select count(*) from runs').pluck().get() as number;
    } finally {
      database.close();
    }
  } catch {
    return 0;
  }
}
