import type { Kysely } from 'kysely';
import type { Database } from '../store/index.ts';
import type { CacheStore } from './answer-cache.ts';
import { guardStorage } from './guard-storage.ts';

/** The cache in the store's table `llm_cache`. */
export function createStoreCache(database: Kysely<Database>): CacheStore {
  return {
    get: (key, at, notBefore) =>
      guardStorage(async () => {
        const row = await database
          .selectFrom('llm_cache')
          .selectAll()
          .where('key', '=', key)
          .where('created_at', '>=', notBefore)
          .executeTakeFirst();
        if (row === undefined) return null;
        await database.updateTable('llm_cache').set({ used_at: at }).where('key', '=', key).execute();
        return {
          key,
          provider: row.provider,
          model: row.model,
          answer: row.answer,
          createdAt: row.created_at,
        };
      }),

    put: ({ key, provider, model, answer, createdAt }) =>
      guardStorage(async () => {
        const kept = { answer, created_at: createdAt, used_at: createdAt, bytes: Buffer.byteLength(answer) };
        await database
          .insertInto('llm_cache')
          .values({ key, provider, model, ...kept })
          .onConflict((conflict) => conflict.column('key').doUpdateSet(kept))
          .execute();
      }),

    prune: ({ maxEntries, notBefore }) =>
      guardStorage(async () => {
        await database.deleteFrom('llm_cache').where('created_at', '<', notBefore).execute();
        await database
          .deleteFrom('llm_cache')
          .where('key', 'in', (query) =>
            query
              .selectFrom('llm_cache')
              .select('key')
              .orderBy('used_at', 'desc')
              .orderBy('key')
              // SQLite takes an offset only with a limit.
              .limit(1_000_000)
              .offset(maxEntries),
          )
          .execute();
      }),

    size: () =>
      guardStorage(async () => {
        const row = await database
          .selectFrom('llm_cache')
          .select(({ fn }) => [
            fn.countAll<number>().as('entries'),
            fn.sum<number | null>('bytes').as('bytes'),
          ])
          .executeTakeFirstOrThrow();
        return { entries: Number(row.entries), bytes: Number(row.bytes ?? 0) };
      }),

    clear: () =>
      guardStorage(async () => {
        await database.deleteFrom('llm_cache').execute();
      }),
  };
}
