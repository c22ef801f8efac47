import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { StorageError } from '../errors/index.ts';
import { makeFolder } from '../host/index.ts';
import { createEffects, type Effects } from './effects.ts';
import { createEventStore, type EventStore } from './event-store.ts';
import { ignoreState } from './git-ignore.ts';
import { migrations } from './migrations/index.ts';
import { createRecommendationStore, type RecommendationStore } from './recommendation-store.ts';
import { createRunStore, type RunStore } from './run-store.ts';
import type { Database } from './schema.ts';
import { settleLog } from './settle-log.ts';
import { createGuard } from './storage-error.ts';
import { useLog } from './use-log.ts';

export interface OpenStoreOptions {
  /** The database file; its folder is made. `:memory:` for one that is gone with the process. */
  path: string;
  /** How long a write waits for another process's write. */
  busyTimeoutMs?: number;
}

/** The state of record. Every method may throw a StorageError that says what to do. */
export interface Store {
  readonly path: string;
  /** For what has no method of its own; queries must run on SQLite and PostgreSQL alike. */
  readonly database: Kysely<Database>;
  readonly runs: RunStore;
  readonly events: EventStore;
  readonly effects: Effects;
  readonly recommendations: RecommendationStore;
  /** Moves what was written last from the log into the database, in a pause: else a later write has to. */
  settle(): void;
  /** Writes what is still queued, then closes. */
  close(): Promise<void>;
}

/**
 * Opens the store, making and migrating the database as needed. Safe when several processes do so at once.
 * @throws StorageError when it is locked, damaged, unwritable, or from a newer opsmith.
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { path, busyTimeoutMs = 10_000 } = options;
  const guard = createGuard(path);
  return guard(async () => {
    const sqlite = await connect(path, busyTimeoutMs);
    const statements = createStatements(sqlite);
    const database = new Kysely<Database>({ dialect: new SqliteDialect({ database: statements }) });
    try {
      await migrate(sqlite, database, path);
      statements.forget();
    } catch (thrown) {
      await database.destroy();
      throw thrown;
    }
    const events = createEventStore(database, guard);
    return {
      path,
      database,
      runs: createRunStore(database, guard),
      events,
      effects: createEffects(database, guard),
      recommendations: createRecommendationStore(database, guard),
      settle: () => settleLog(sqlite),
      async close() {
        try {
          await events.flush();
        } finally {
          await database.destroy();
        }
      },
    };
  });
}

async function connect(path: string, busyTimeoutMs: number): Promise<SqliteDatabase.Database> {
  if (path !== ':memory:' && !existsSync(path)) {
    makeFolder(dirname(path), 0o700);
    ignoreState(dirname(path));
  }
  const sqlite = new SqliteDatabase(path, { timeout: busyTimeoutMs });
  try {
    await useLog(sqlite, busyTimeoutMs);
    // In WAL mode NORMAL survives a killed process; only a power cut may lose the last moments.
    sqlite.pragma('synchronous = NORMAL');
    sqlite.pragma('foreign_keys = ON');
    // Each time the log goes into the database the disk is waited for: so that this befalls few turns, the log may have 32 MB.
    sqlite.pragma('wal_autocheckpoint = 8000');
    sqlite.pragma('journal_size_limit = 4194304');
    return sqlite;
  } catch (thrown) {
    sqlite.close();
    throw thrown;
  }
}

/** Statements kept at most; a query with lists of many lengths has many texts. */
const mostStatements = 300;

/** The database as Kysely uses it, with its statements kept: preparing one anew at each call costs more than running it. */
function createStatements(sqlite: SqliteDatabase.Database) {
  const prepared = new Map<string, SqliteDatabase.Statement>();
  return {
    prepare(sql: string): SqliteDatabase.Statement {
      const known = prepared.get(sql);
      if (known !== undefined) return known;
      if (prepared.size >= mostStatements) prepared.clear();
      const statement = sqlite.prepare(sql);
      prepared.set(sql, statement);
      return statement;
    },
    close: () => void sqlite.close(),
    /** After the tables have changed. */
    forget: () => prepared.clear(),
  };
}

async function migrate(
  sqlite: SqliteDatabase.Database,
  database: Kysely<Database>,
  path: string,
): Promise<void> {
  if (appliedMigrations(sqlite, path) === Object.keys(migrations).length) return;
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => ({ ...migrations }) },
  });
  // Kysely takes no lock on SQLite: the write lock of a transaction around all of it stands in, so that two first starts don't collide.
  sqlite.exec('BEGIN IMMEDIATE');
  try {
    const { error } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
    sqlite.exec('COMMIT');
  } catch (thrown) {
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK');
    throw thrown;
  }
}

/** How many of our migrations the database has. @throws StorageError when it has one that we do not know. */
function appliedMigrations(sqlite: SqliteDatabase.Database, path: string): number {
  const table = sqlite.prepare("select 1 from sqlite_master where name = 'kysely_migration'").get();
  if (table === undefined) return 0;
  const names = sqlite.prepare('select name from kysely_migration').pluck().all() as string[];
  const unknown = names.find((name) => !(name in migrations));
  if (unknown !== undefined)
    throw new StorageError(
      'store-newer',
      `The database ${path} was written by a newer opsmith (it has the change "${unknown}"). Update opsmith, or set OPSMITH_HOME to another folder.`,
      { details: { path, migration: unknown } },
    );
  return names.length;
}
