/** Runs that came out as another one did: recorded with that one's help, in one transaction and without a query builder. */
import { existsSync, statSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import type { RunEvent, RunEventBody } from '../observe/index.ts';
import { recordEffect } from './record-effect.ts';

export interface RepeatRunOptions {
  /** The database file. */
  path: string;
  /** What `storeForm` gave when the other run was recorded. */
  form: string;
  /** The other run. */
  of: string;
  startedAt: Date;
  /** The new run's events, made of the other's, and its result, made of the other's, as JSON has it. */
  retell: (of: { events: readonly RunEvent[]; result: unknown }) => {
    events: readonly RunEventBody[];
    result: unknown;
  };
}

/**
 * Whoever closes a database last moves its log into it, which waits for the disk four times and takes longer than the run. A process that ends
 * before this leaves that to the next one, as a killed process does: what was committed is in the log, and every reader looks there.
 */
const closesAfterMs = 500;

/** How long the log may become: the next process goes through all of it, and can't tell what of it was moved before. */
const mostLoggedBytes = 1024 * 1024;

/** A short wait: whoever can't record so records in the usual way, which waits longer. */
const busyTimeoutMs = 500;

/** The changes that a database has, as a text: the same as long as its tables are. */
export function storeForm(path: string): string | null {
  return withDatabase(path, (database) => formOf(database));
}

/**
 * Records a finished run that recommended the very same as another one. Null, and nothing recorded, where the other is not there or did not
 * finish, where another review has recorded since, where somebody has judged a recommendation, or where the database can't be used:
 * then the work is to be done in the usual way.
 */
export function repeatRun(options: RepeatRunOptions): string | null {
  return withDatabase(
    options.path,
    (database) =>
      database
        .transaction(() => (mayRepeat(database, options) ? insertRun(database, options) : null))
        .immediate(),
    (database) => {
      if (hasLongLog(options.path)) database.close();
      else setTimeout(() => database.close(), closesAfterMs).unref();
    },
  );
}

function withDatabase<Result>(
  path: string,
  work: (database: SqliteDatabase.Database) => Result,
  close = (database: SqliteDatabase.Database): void => void database.close(),
): Result | null {
  if (!existsSync(path)) return null;
  let database: SqliteDatabase.Database | null = null;
  try {
    database = new SqliteDatabase(path, { timeout: busyTimeoutMs, fileMustExist: true });
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = ON');
    return work(database);
  } catch {
    return null;
  } finally {
    if (database !== null) close(database);
  }
}

function hasLongLog(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > mostLoggedBytes;
}

function formOf(database: SqliteDatabase.Database): string {
  return database.prepare('select name from kysely_migration order by name').pluck().all().join(' ');
}

/** What the last review recorded is what the other run did: by its digest. */
function mayRepeat(database: SqliteDatabase.Database, { form, of }: RepeatRunOptions): boolean {
  if (formOf(database) !== form) return false;
  if (database.prepare('select 1 from feedback limit 1').get() !== undefined) return false;
  const digestOf = (result: unknown) => (JSON.parse(String(result)) as { digest?: string }).digest;
  const last = database.prepare('select result from effects where name = ? order by at desc limit 1').pluck();
  const own = database.prepare('select result from effects where name = ? and run = ?').pluck();
  const [lastResult, ownResult] = [last.get(recordEffect), own.get(recordEffect, of)];
  if (lastResult === undefined || ownResult === undefined) return false;
  return digestOf(lastResult) !== undefined && digestOf(lastResult) === digestOf(ownResult);
}

interface OtherRun {
  kind: string;
  thread: string | null;
  input: string;
  result: string;
}

function insertRun(
  database: SqliteDatabase.Database,
  { of, startedAt, retell }: RepeatRunOptions,
): string | null {
  const other = database
    .prepare("select kind, thread, input, result from runs where id = ? and status = 'done'")
    .get(of) as OtherRun | undefined;
  if (other === undefined) return null;
  const bodies = database.prepare('select body from events where run = ? order by seq').pluck().all(of);
  const told = retell({
    events: bodies.map((body) => JSON.parse(String(body)) as RunEvent),
    result: JSON.parse(other.result),
  });
  // As `newRunId` makes them, by SQLite's generator: Node's module takes as long to load as all of this.
  const run = database.prepare("select 'run_' || lower(hex(randomblob(6)))").pluck().get() as string;
  const at = new Date().toISOString();
  database
    .prepare(
      `insert into runs (id, kind, thread, input, status, started_at, ended_at, result, owner) values (?, ?, ?, ?, 'done', ?, ?, ?, null)`,
    )
    .run(
      run,
      other.kind,
      other.thread,
      other.input,
      startedAt.toISOString(),
      at,
      JSON.stringify(told.result),
    );
  const event = database.prepare('insert into events (run, seq, at, type, body) values (?, ?, ?, ?, ?)');
  for (const [place, body] of told.events.entries()) {
    const whole: RunEvent = { ...body, run, seq: place + 1, at };
    event.run(run, whole.seq, at, whole.type, JSON.stringify(whole));
  }
  const effect = database
    .prepare('select step, result from effects where name = ? and run = ?')
    .get(recordEffect, of) as { step: string; result: string };
  database
    .prepare('insert into effects (run, step, name, at, result) values (?, ?, ?, ?, ?)')
    .run(
      run,
      effect.step,
      recordEffect,
      at,
      JSON.stringify({ ...(JSON.parse(effect.result) as object), fresh: 0 }),
    );
  database
    .prepare(
      'insert into run_recommendations (run, recommendation, position) select ?, recommendation, position from run_recommendations where run = ?',
    )
    .run(run, of);
  return run;
}
