import { dirname, join } from 'node:path';
import type { BaseCheckpointSaver, Checkpoint } from '@langchain/langgraph-checkpoint';
import type SqliteDatabase from 'better-sqlite3';
import { StorageError } from '../src/errors/index.ts';
import { makeFolder } from '../src/host/index.ts';
import { settleLog, toStorageError, useLog } from '../src/store/index.ts';
import { aTurn } from '../src/turns/index.ts';
import { Conversation, newConversation } from './conversation.ts';

/**
 * Where graphs keep their state. A run is a LangGraph thread of its own, named by the run, so that any number of unfinished runs of one
 * conversation can wait and be resumed side by side. When it ends, what the conversation shall remember goes into the one checkpoint of the
 * conversation's thread, and the run's rows are deleted. LangGraph's Postgres saver can stand behind the same interface.
 */
export interface Checkpoints {
  /** Where they are, for messages. */
  readonly path: string;
  readonly saver: BaseCheckpointSaver;
  /** What the thread remembers; a new conversation for a thread without a checkpoint. @throws StorageError `checkpoint-corrupt` */
  conversation(thread: string): Promise<Conversation>;
  /** Whether the run has state that it can go on from. @throws StorageError `checkpoint-corrupt` when it has some that cannot be read. */
  has(run: string): Promise<boolean>;
  /** All at once or not at all: the thread's state becomes what `change` makes of it, and the run's rows go. */
  finish(
    run: string,
    thread: string | null,
    change: (conversation: Conversation) => Conversation,
  ): Promise<void>;
  /** Rows in the saver's two tables: those of a run, of a thread, or all. */
  rows(of?: { run: string } | { thread: string }): Promise<{ checkpoints: number; writes: number }>;
  /** Moves what was written last from the log into the database, in a pause. */
  settle(): void;
  close(): Promise<void>;
}

/** The checkpoints' file of a store. */
export function checkpointsPath(storePath: string): string {
  return storePath === ':memory:' ? storePath : join(dirname(storePath), 'checkpoints.db');
}

/**
 * Opens the checkpoints in a SQLite file of their own: the saver writes at once and may not wait for a transaction that the store of record
 * holds open in this same process.
 * @throws StorageError when the file is locked, damaged or unwritable.
 */
export async function openCheckpoints(path: string, busyTimeoutMs = 10_000): Promise<Checkpoints> {
  const [{ default: Sqlite }, { CheckpointSaver }, { checkpointRows, makeTables }, { emptyCheckpoint }] =
    await Promise.all([
      import('better-sqlite3'),
      import('./checkpoint-saver.ts'),
      import('./checkpoint-rows.ts'),
      import('@langchain/langgraph-checkpoint'),
    ]);
  const guard = async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      throw toStorageError(thrown, path);
    }
  };
  const database = await guard(() => connect(Sqlite, path, busyTimeoutMs));
  await aTurn();
  try {
    await guard(() => useLog(database, busyTimeoutMs));
    await guard(() => makeTables(database));
  } catch (thrown) {
    database.close();
    throw thrown;
  }
  await aTurn();
  const rows = checkpointRows(database);
  const saver = new CheckpointSaver(database, rows);
  const threads = threadRows(database);
  const known = new Map<string, { id: string; conversation: Conversation }>();
  const read = (thread: string) => {
    const before = known.get(thread);
    if (before !== undefined && threads.latestId(nameOf(thread)) === before.id) return before.conversation;
    return conversationIn(threads.latest(nameOf(thread)), thread, path);
  };
  const write = (thread: string, conversation: Conversation) => {
    const checkpoint: Checkpoint = { ...emptyCheckpoint(), channel_values: { ...conversation } };
    for (const channel of Object.keys(conversation)) checkpoint.channel_versions[channel] = 1;
    threads.replace(nameOf(thread), checkpoint);
    return { id: checkpoint.id, conversation };
  };
  const finishIn = database.transaction(
    (run: string, thread: string | null, change: (conversation: Conversation) => Conversation) => {
      const written = thread === null ? null : write(thread, change(read(thread)));
      rows.remove(run);
      return written;
    },
  );
  const finish: typeof finishIn.immediate = (run, thread, change) => {
    saver.flush();
    // The write lock from the start: two processes that end turns of one thread do so one after the other.
    const written = finishIn.immediate(run, thread, change);
    saver.forget(run);
    if (thread === null || written === null) return written;
    known.delete(thread);
    known.set(thread, written);
    if (known.size > threadsKnown) known.delete(known.keys().next().value!);
    return written;
  };
  return {
    path,
    saver,
    conversation: (thread) => guard(() => read(thread)),
    async has(run) {
      if (!(await guard(() => rows.has(run)))) return false;
      try {
        return (await saver.getTuple({ configurable: { thread_id: run } })) !== undefined;
      } catch (thrown) {
        throw corruptRun(run, path, thrown);
      }
    },
    finish: (run, thread, change) => guard(() => void finish(run, thread, change)),
    rows: (of) => guard(() => rows.count(of === undefined ? null : 'run' in of ? of.run : nameOf(of.thread))),
    settle: () => settleLog(database),
    async close() {
      saver.flush();
      giveBackSpace(database);
      database.close();
    },
  };
}

/** Threads whose memory, as this process wrote it last, need not be read again while nobody else has written it. */
const threadsKnown = 8;

/** A conversation's name among LangGraph's threads; runs stand there under their own ids. */
function nameOf(thread: string): string {
  return `thread/${thread}`;
}

function connect(
  Sqlite: typeof SqliteDatabase,
  path: string,
  busyTimeoutMs: number,
): SqliteDatabase.Database {
  if (path !== ':memory:') makeFolder(dirname(path), 0o700);
  const database = new Sqlite(path, { timeout: busyTimeoutMs });
  // Heeded only where the file is new.
  database.pragma('auto_vacuum = INCREMENTAL');
  database.pragma('synchronous = NORMAL');
  // Each time the log goes into the database the disk is waited for: so that this befalls few turns, the log may have 32 MB.
  database.pragma('wal_autocheckpoint = 8000');
  database.pragma('journal_size_limit = 4194304');
  return database;
}

/** A file may hold so many bytes for the next run's state that nothing uses; ordinary runs need less. */
const keptFreeBytes = 32 * 1024 * 1024;

/** Shortens the file after a run whose state was big, such as the review of ten thousand files. It waits for nobody: the next one may do it too. */
function giveBackSpace(database: SqliteDatabase.Database): void {
  try {
    const figureOf = (name: string) => Number(database.pragma(name, { simple: true }));
    if (figureOf('freelist_count') * figureOf('page_size') <= keptFreeBytes) return;
    database.pragma('busy_timeout = 0');
    database.pragma('incremental_vacuum');
  } catch {
    // Locked, full or damaged: what matters has been written, and the next use of the file says so.
  }
}

/** The rows of conversations, by the name of a LangGraph thread: one each. */
function threadRows(database: SqliteDatabase.Database) {
  const latestId = database
    .prepare('select checkpoint_id from checkpoints where thread_id = ? order by checkpoint_id desc limit 1')
    .pluck();
  const latest = database
    .prepare(
      'select cast(checkpoint as text) from checkpoints where thread_id = ? order by checkpoint_id desc limit 1',
    )
    .pluck();
  const remove = database.prepare('delete from checkpoints where thread_id = ?');
  const insert = database.prepare(
    `insert into checkpoints (thread_id, checkpoint_ns, checkpoint_id, type, checkpoint, metadata) values (?, '', ?, 'json', ?, ?)`,
  );
  const metadata = JSON.stringify({ source: 'update', step: 0, parents: {} });
  return {
    latestId: (name: string) => latestId.get(name) as string | undefined,
    latest: (name: string) => (latest.get(name) as string | undefined) ?? null,
    replace(name: string, checkpoint: Checkpoint) {
      remove.run(name);
      insert.run(name, checkpoint.id, JSON.stringify(checkpoint), metadata);
    },
  };
}

function corruptRun(run: string, path: string, cause: unknown): StorageError {
  return new StorageError(
    'checkpoint-corrupt',
    `The state of run ${run} in ${path} cannot be read, so it cannot go on. Ask for it again; what it recorded is still there.`,
    { cause, details: { path, run } },
  );
}

function conversationIn(body: string | null, thread: string, path: string): Conversation {
  if (body === null) return newConversation;
  try {
    return Conversation.parse(JSON.parse(body).channel_values);
  } catch (thrown) {
    throw new StorageError(
      'checkpoint-corrupt',
      `What ${path} remembers of the thread "${thread}" cannot be read. Go on in another thread (--thread NAME), or move that file away: unfinished runs and conversations are lost with it, records are not.`,
      { cause: thrown, details: { path, thread } },
    );
  }
}
