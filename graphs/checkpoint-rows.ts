import type { Checkpoint, CheckpointMetadata, PendingWrite } from '@langchain/langgraph-checkpoint';
import type SqliteDatabase from 'better-sqlite3';
import { joinTexts, readText, writeText } from './checkpoint-text.ts';

/** Which checkpoint: the latest of the thread where `id` is left out. */
export interface Place {
  thread: string;
  /** LangGraph's name of a graph within a graph; '' for the outermost. */
  space: string;
  id?: string;
}

/** A checkpoint as it stands in its row. */
export interface CheckpointRow {
  thread_id: string;
  checkpoint_ns: string;
  checkpoint_id: string;
  parent_checkpoint_id: string | null;
  checkpoint: string;
  metadata: string;
}

/** A checkpoint whose row holds only the channels that have changed; the others are in the rows that `elsewhere` names, by channel. */
type SplitCheckpoint = Checkpoint & { elsewhere?: Record<string, string> };

/** The types of a row's checkpoint: with all of its channels as LangGraph writes it, or with some of them in rows before it, which LangGraph's own saver refuses to read. */
const whole = 'json';
const split = 'json-split';

const columns =
  'thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, cast(checkpoint as text) as checkpoint, cast(metadata as text) as metadata';

/** Makes LangGraph's two tables where they are missing. */
export function makeTables(database: SqliteDatabase.Database): void {
  database.exec(`
    create table if not exists checkpoints (
      thread_id text not null, checkpoint_ns text not null default '', checkpoint_id text not null, parent_checkpoint_id text,
      type text, checkpoint blob, metadata blob, primary key (thread_id, checkpoint_ns, checkpoint_id));
    create table if not exists writes (
      thread_id text not null, checkpoint_ns text not null default '', checkpoint_id text not null, task_id text not null, idx integer not null,
      channel text not null, type text, value blob, primary key (thread_id, checkpoint_ns, checkpoint_id, task_id, idx));`);
}

export type CheckpointRows = ReturnType<typeof checkpointRows>;

/** Reads and writes the rows of LangGraph's checkpoints, by statements that are prepared once. */
export function checkpointRows(database: SqliteDatabase.Database) {
  const one = database.prepare(
    `select ${columns} from checkpoints where thread_id = ? and checkpoint_ns = ? and checkpoint_id = ?`,
  );
  const latest = database.prepare(
    `select ${columns} from checkpoints where thread_id = ? and checkpoint_ns = ? order by checkpoint_id desc limit 1`,
  );
  const listed = database.prepare(
    `select ${columns} from checkpoints where (:thread is null or thread_id = :thread) and (:space is null or checkpoint_ns = :space)
      and (:before is null or checkpoint_id < :before) order by checkpoint_id desc`,
  );
  const pending = database.prepare(
    'select task_id, channel, type, value from writes where thread_id = ? and checkpoint_ns = ? and checkpoint_id = ? order by task_id, idx',
  );
  const insert = database.prepare(
    `insert or replace into checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata)
      values (?, ?, ?, ?, ?, ?, ?)`,
  );
  const addWrite = (how: 'replace' | 'ignore') =>
    database.prepare(
      `insert or ${how} into writes (thread_id, checkpoint_ns, checkpoint_id, task_id, idx, channel, type, value) values (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  const [addOrReplace, addUnlessThere] = [addWrite('replace'), addWrite('ignore')];
  const removals = ['checkpoints', 'writes'].map((table) =>
    database.prepare(`delete from ${table} where thread_id = ?`),
  );
  const exists = database.prepare('select 1 from checkpoints where thread_id = ? limit 1');
  const counts = ['checkpoints', 'writes'].map((table) =>
    database.prepare(`select count(*) from ${table} where :thread is null or thread_id = :thread`).pluck(),
  );
  const rowAt = ({ thread, space, id }: Required<Place>) =>
    one.get(thread, space, id) as CheckpointRow | undefined;

  return {
    find: ({ thread, space, id }: Place) =>
      id === undefined
        ? (latest.get(thread, space) as CheckpointRow | undefined)
        : rowAt({ thread, space, id }),

    has: (thread: string) => exists.get(thread) !== undefined,

    remove(thread: string): void {
      for (const removal of removals) removal.run(thread);
    },

    /** How many there are of the thread, or of all. */
    count(thread: string | null): { checkpoints: number; writes: number } {
      const [checkpoints, writes] = counts.map((count) => Number(count.get({ thread })));
      return { checkpoints: checkpoints!, writes: writes! };
    },

    /** Newest first. */
    list: (thread: string | null, space: string | null, before: string | null) =>
      listed.all({ thread, space, before }) as CheckpointRow[],

    /** The checkpoint with all of its channels. @throws Error where a row that it refers to is gone */
    async checkpointOf(row: CheckpointRow): Promise<Checkpoint> {
      const { elsewhere, ...checkpoint } = (await readText(row.checkpoint)) as SplitCheckpoint;
      const others = new Map<string, Checkpoint>();
      for (const [channel, id] of Object.entries(elsewhere ?? {})) {
        let other = others.get(id);
        if (other === undefined) {
          const found = rowAt({ thread: row.thread_id, space: row.checkpoint_ns, id });
          if (found === undefined) throw new Error(`The checkpoint ${id} is not there.`);
          other = (await readText(found.checkpoint)) as Checkpoint;
          others.set(id, other);
        }
        checkpoint.channel_values[channel] = other.channel_values[channel];
      }
      return checkpoint;
    },

    async metadataOf(row: CheckpointRow): Promise<CheckpointMetadata> {
      return (await readText(row.metadata)) as CheckpointMetadata;
    },

    async writesOf(row: CheckpointRow): Promise<[string, string, unknown][]> {
      const found = pending.all(row.thread_id, row.checkpoint_ns, row.checkpoint_id) as WriteRow[];
      return Promise.all(
        found.map(async ({ task_id, channel, type, value }): Promise<[string, string, unknown]> => {
          if (type === 'bytes') return [task_id, channel, new Uint8Array(value as Buffer)];
          return [
            task_id,
            channel,
            await readText(typeof value === 'string' ? value : value.toString('utf8')),
          ];
        }),
      );
    },

    /** `texts`: the channels that the row holds; `elsewhere`: the checkpoints that hold the others. */
    insert(place: Required<Place>, parent: string | null, parts: CheckpointParts): void {
      const { texts, elsewhere, rest, metadata } = parts;
      const fields: [string, string][] = [
        ...Object.entries(rest).map(([key, value]): [string, string] => [key, writeText(value)]),
        ['channel_values', joinTexts(texts)],
      ];
      const isSplit = Object.keys(elsewhere).length > 0;
      if (isSplit) fields.push(['elsewhere', JSON.stringify(elsewhere)]);
      const { thread, space, id } = place;
      insert.run(thread, space, id, parent, isSplit ? split : whole, joinTexts(fields), writeText(metadata));
    },

    /** `place` is that of the task's write among its writes: below 0 for those that take another one's place. */
    addWrite(
      at: Required<Place>,
      task: string,
      { place, channel, value }: TaskWrite,
      replaces: boolean,
    ): void {
      const [type, text] =
        value instanceof Uint8Array ? ['bytes', Buffer.from(value)] : ['json', writeText(value)];
      const statement = replaces ? addOrReplace : addUnlessThere;
      statement.run(at.thread, at.space, at.id, task, place, channel, type, text);
    },
  };
}

export interface CheckpointParts {
  texts: Iterable<readonly [string, string]>;
  elsewhere: Readonly<Record<string, string>>;
  /** The checkpoint but for its channels. */
  rest: Omit<Checkpoint, 'channel_values'>;
  metadata: CheckpointMetadata;
}

export interface TaskWrite {
  place: number;
  channel: string;
  value: PendingWrite[1];
}

interface WriteRow {
  task_id: string;
  channel: string;
  type: string | null;
  value: string | Buffer;
}
