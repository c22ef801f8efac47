import type { Kysely, Transaction } from 'kysely';
import type { Database } from './schema.ts';
import type { Guard } from './storage-error.ts';

/** What identifies an effect: the same key never happens twice. */
export interface EffectKey {
  run: string;
  step: string;
  /** Which of the step's effects. */
  name: string;
}

export interface Effects {
  /**
   * Does `work` once for the key, in one transaction with the note that it was done: after a crash either both are there or neither.
   * A second call gives the first one's result (as JSON brings it back) and does nothing. `work` must use the transaction it is given.
   */
  once<T>(key: EffectKey, work: (transaction: Transaction<Database>) => Promise<T>): Promise<T>;
  /** The steps of a run that had effects, in order. */
  list(run: string): Promise<{ step: string; name: string; at: string }[]>;
}

export function createEffects(database: Kysely<Database>, guard: Guard): Effects {
  return {
    once: <T>(key: EffectKey, work: (transaction: Transaction<Database>) => Promise<T>) =>
      guard(() =>
        database.transaction().execute(async (transaction) => {
          // Writing first takes the write lock at once: a read that turns into a write can fail half way when another process wrote between.
          const marker = await transaction
            .insertInto('effects')
            .values({ ...key, at: new Date().toISOString(), result: 'null' })
            .onConflict((conflict) => conflict.columns(['run', 'step', 'name']).doNothing())
            .executeTakeFirst();
          if (marker.numInsertedOrUpdatedRows === 0n) {
            const row = await keyed(
              transaction.selectFrom('effects').select('result'),
              key,
            ).executeTakeFirstOrThrow();
            return JSON.parse(row.result) as T;
          }
          const result = await work(transaction);
          await transaction
            .updateTable('effects')
            .set({ result: JSON.stringify(result ?? null) })
            .where('run', '=', key.run)
            .where('step', '=', key.step)
            .where('name', '=', key.name)
            .execute();
          return result;
        }),
      ),
    list: (run) =>
      guard(() =>
        database
          .selectFrom('effects')
          .select(['step', 'name', 'at'])
          .where('run', '=', run)
          .orderBy('at')
          .execute(),
      ),
  };
}

function keyed<Q extends { where(column: 'run' | 'step' | 'name', operator: '=', value: string): Q }>(
  query: Q,
  key: EffectKey,
): Q {
  return query.where('run', '=', key.run).where('step', '=', key.step).where('name', '=', key.name);
}
