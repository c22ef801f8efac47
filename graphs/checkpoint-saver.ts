import type { RunnableConfig } from '@langchain/core/runnables';
import {
  BaseCheckpointSaver,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointTuple,
  type PendingWrite,
  WRITES_IDX_MAP,
} from '@langchain/langgraph-checkpoint';
import type SqliteDatabase from 'better-sqlite3';
import type { CheckpointRow, CheckpointRows, Place } from './checkpoint-rows.ts';
import { writeText } from './checkpoint-text.ts';

type Versions = Checkpoint['channel_versions'];
/** A checkpoint's own place: it has an id. */
type OwnPlace = Required<Place>;

/** What a thread's last checkpoint was written as, so that the next one need not hold what has not changed since. */
interface LastPut {
  id: string;
  versions: Versions;
  /** By channel, the checkpoint whose row holds its value. */
  holders: Readonly<Record<string, string>>;
}

/** Something that waits to be written, and whoever waits for that. */
interface Waiting {
  at: OwnPlace;
  write(): void;
  done(): void;
  failed(error: unknown): void;
}

interface WaitingPut extends Waiting {
  parent: string | null;
  /** Whether it is what a graph begins with: nobody waits for it, but all wait for the one that follows on it. */
  isBeginning: boolean;
  /** Whether some of its state is made of the results before it, which then must be there. */
  needsResults: boolean;
}

/** Threads whose last checkpoint is known; one that is forgotten writes a whole checkpoint next. */
const mostKnown = 64;

/**
 * LangGraph's checkpoints in SQLite, in the tables of its own saver. That one writes the whole state with each checkpoint, each result of a node
 * twice, and every row by itself. Here a row has what has changed since the checkpoint before; what belongs to one superstep is one transaction;
 * and results of nodes are written by themselves only where the checkpoint that holds them is yet to come: where other nodes are still at work,
 * or a person is asked. What a graph waits for with `durability: 'sync'` is on record when it goes on, as with the other.
 */
export class CheckpointSaver extends BaseCheckpointSaver {
  readonly #rows: CheckpointRows;
  readonly #inTransaction: (waiting: readonly Waiting[]) => void;
  readonly #known = new Map<string, LastPut>();
  #results: Waiting[] = [];
  #puts: WaitingPut[] = [];
  #timer: NodeJS.Immediate | null = null;

  constructor(database: SqliteDatabase.Database, rows: CheckpointRows) {
    super();
    this.#rows = rows;
    this.#inTransaction = database.transaction((waiting: readonly Waiting[]) => {
      for (const { write } of waiting) write();
    });
  }

  async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
  ): Promise<RunnableConfig> {
    const { thread, space, id: parent = null } = placeIn(config);
    const at = { thread, space, id: checkpoint.id };
    const written = new Promise<void>((done, failed) => {
      const put: WaitingPut = {
        at,
        parent,
        isBeginning: metadata.source === 'input',
        needsResults: 'counters_since_delta_snapshot' in metadata,
        write: () => this.#insert(at, put.parent, checkpoint, metadata),
        done,
        failed,
      };
      this.#puts.push(put);
    });
    // The graph goes on at once to the next checkpoint, which holds all of what it begins with, and waits for that one.
    if (metadata.source === 'input') this.#flushSoon();
    else {
      this.flush();
      await written;
    }
    return configOf(at);
  }

  async putWrites(config: RunnableConfig, writes: PendingWrite[], task: string): Promise<void> {
    const { thread, space, id } = placeIn(config);
    if (id === undefined) throw new Error('Results of a node need the checkpoint that they follow on.');
    const at = { thread, space, id };
    const replaces = writes.every(([channel]) => channel in WRITES_IDX_MAP);
    await new Promise<void>((done, failed) => {
      const write = () => {
        for (const [place, [channel, value]] of writes.entries())
          this.#rows.addWrite(
            at,
            task,
            { place: WRITES_IDX_MAP[channel] ?? place, channel, value },
            replaces,
          );
      };
      this.#results.push({ at, write, done, failed });
      this.#flushSoon();
    });
  }

  async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    if (config.configurable?.thread_id === undefined) return undefined;
    const place = placeIn(config);
    this.flush();
    const row = this.#rows.find(place);
    return row && this.#tupleOf(row, place.id === undefined ? undefined : config);
  }

  async *list(config: RunnableConfig, options: CheckpointListOptions = {}): AsyncGenerator<CheckpointTuple> {
    this.flush();
    const { thread_id: thread = null, checkpoint_ns: space = null } = config.configurable ?? {};
    const { limit = Number.POSITIVE_INFINITY, before, filter = {} } = options;
    const wanted = Object.entries(filter).filter(([, value]) => value !== undefined);
    let given = 0;
    for (const row of this.#rows.list(thread, space, before?.configurable?.checkpoint_id ?? null)) {
      if (given >= limit) return;
      const tuple = await this.#tupleOf(row);
      const metadata = (tuple.metadata ?? {}) as Record<string, unknown>;
      if (!wanted.every(([key, value]) => writeText(metadata[key]) === writeText(value))) continue;
      given += 1;
      yield tuple;
    }
  }

  async deleteThread(thread: string): Promise<void> {
    this.flush();
    this.#rows.remove(thread);
    this.forget(thread);
  }

  /** Writes what waits. A failure is told to those who wait for it. */
  flush(): void {
    if (this.#timer !== null) clearImmediate(this.#timer);
    this.#timer = null;
    const [results, puts] = [this.#results, this.#puts];
    if (results.length + puts.length === 0) return;
    this.#results = [];
    this.#puts = [];
    const written = [...results, ...puts].filter((each) => !puts.some((put) => overtakes(put, each)));
    // What follows on a checkpoint that is not written follows on the one before it.
    for (const put of puts) put.parent = puts.find((each) => overtakes(put, each))?.parent ?? put.parent;
    try {
      this.#inTransaction(written);
    } catch (thrown) {
      this.#known.clear();
      this.#puts = puts.filter((put) => put.isBeginning && written.includes(put));
      for (const { failed } of [...results, ...puts.filter(({ isBeginning }) => !isBeginning)])
        failed(thrown);
      return;
    }
    for (const { done } of [...results, ...puts]) done();
  }

  /** To be called when the thread's rows have been deleted. */
  forget(thread: string): void {
    this.#puts = this.#puts.filter(({ at }) => at.thread !== thread);
    for (const key of this.#known.keys())
      if (key.startsWith(keyOf({ thread, space: '' }))) this.#known.delete(key);
  }

  #flushSoon(): void {
    this.#timer ??= setImmediate(() => this.flush());
  }

  #insert(at: OwnPlace, parent: string | null, checkpoint: Checkpoint, metadata: CheckpointMetadata): void {
    const { channel_values: values, ...rest } = checkpoint;
    const known = this.#known.get(keyOf(at));
    const before = known !== undefined && known.id === parent ? known : null;
    const holders: Record<string, string> = {};
    const elsewhere: Record<string, string> = {};
    const texts: [string, string][] = [];
    for (const [channel, value] of Object.entries(values)) {
      const version = rest.channel_versions[channel];
      const holder =
        version !== undefined && before?.versions[channel] === version ? before.holders[channel] : undefined;
      holders[channel] = holder ?? at.id;
      if (holder === undefined) texts.push([channel, writeText(value)]);
      else elsewhere[channel] = holder;
    }
    this.#rows.insert(at, parent, { texts, elsewhere, rest, metadata });
    this.#remember(at, { id: at.id, versions: rest.channel_versions, holders });
  }

  #remember(at: OwnPlace, last: LastPut): void {
    const key = keyOf(at);
    this.#known.delete(key);
    this.#known.set(key, last);
    if (this.#known.size > mostKnown) this.#known.delete(this.#known.keys().next().value!);
  }

  async #tupleOf(row: CheckpointRow, asked?: RunnableConfig): Promise<CheckpointTuple> {
    const at = { thread: row.thread_id, space: row.checkpoint_ns, id: row.checkpoint_id };
    const [checkpoint, metadata, pendingWrites] = await Promise.all([
      this.#rows.checkpointOf(row),
      this.#rows.metadataOf(row),
      this.#rows.writesOf(row),
    ]);
    const parent = row.parent_checkpoint_id;
    return {
      checkpoint,
      metadata,
      pendingWrites,
      config: asked ?? configOf(at),
      ...(parent === null ? {} : { parentConfig: configOf({ ...at, id: parent }) }),
    };
  }
}

/** Whether a checkpoint holds all that something says which would be written at the same time: what it follows on, or a result before it. */
function overtakes({ parent, at, needsResults }: WaitingPut, { at: other }: Waiting): boolean {
  return parent === other.id && at.thread === other.thread && at.space === other.space && !needsResults;
}

/** @throws Error where the configuration names no thread */
function placeIn({ configurable }: RunnableConfig): Place {
  const { thread_id: thread, checkpoint_ns: space = '', checkpoint_id: id } = configurable ?? {};
  if (typeof thread !== 'string' || thread === '')
    throw new Error('A checkpoint needs the name of its thread, `thread_id`.');
  return { thread, space, ...(id ? { id } : {}) };
}

function configOf({ thread, space, id }: OwnPlace): RunnableConfig {
  return { configurable: { thread_id: thread, checkpoint_ns: space, checkpoint_id: id } };
}

function keyOf({ thread, space }: Place): string {
  return `${thread}\n${space}`;
}
