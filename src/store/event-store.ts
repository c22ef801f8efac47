import type { Kysely } from 'kysely';
import type { EventSink, RunEvent } from '../observe/index.ts';
import type { Database } from './schema.ts';
import type { Guard } from './storage-error.ts';
import { createWriteQueue } from './write-queue.ts';

export interface EventStore extends EventSink {
  /** Waits until all that was appended is written. @throws StorageError of the first write that failed. */
  flush(): Promise<void>;
  /** A run's events, in order. */
  read(run: string): Promise<RunEvent[]>;
  /** The latest events of a type over all runs, newest first. */
  ofType<Type extends RunEvent['type']>(
    type: Type,
    limit: number,
  ): Promise<Extract<RunEvent, { type: Type }>[]>;
  /** The last event's number, 0 where there is none. */
  lastSeq(run: string): Promise<number>;
}

/**
 * Keeps events. `append` only queues: the events of one turn of the event loop go out as one insert, in order. What a killed process had not
 * written yet is missing from the record, never half there.
 */
export function createEventStore(database: Kysely<Database>, guard: Guard): EventStore {
  const queue = createWriteQueue<RunEvent>({
    // SQLite takes at most 32,766 variables in one statement; an event needs five.
    batchSize: 1_000,
    write: (batch) =>
      guard(() =>
        database
          .insertInto('events')
          .values(
            batch.map((event) => ({
              run: event.run,
              seq: event.seq,
              at: event.at,
              type: event.type,
              body: JSON.stringify(event),
            })),
          )
          .onConflict((conflict) => conflict.columns(['run', 'seq']).doNothing())
          .execute(),
      ),
  });

  return {
    append: queue.add,
    flush: queue.flush,
    read: (run) =>
      guard(async () => {
        const rows = await database
          .selectFrom('events')
          .select('body')
          .where('run', '=', run)
          .orderBy('seq')
          .execute();
        return rows.map((row) => JSON.parse(row.body) as RunEvent);
      }),
    ofType: <Type extends RunEvent['type']>(type: Type, limit: number) =>
      guard(async () => {
        const rows = await database
          .selectFrom('events')
          .select('body')
          .where('type', '=', type)
          .orderBy('at', 'desc')
          .limit(limit)
          .execute();
        return rows.map((row) => JSON.parse(row.body) as Extract<RunEvent, { type: Type }>);
      }),
    lastSeq: (run) =>
      guard(async () => {
        const row = await database
          .selectFrom('events')
          .select((build) => build.fn.max('seq').as('last'))
          .where('run', '=', run)
          .executeTakeFirst();
        return Number(row?.last ?? 0);
      }),
  };
}
