import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { StorageError } from '../../../src/errors/index.ts';
import {
  createMemoryCache,
  createMemoryLedger,
  createStoreCache,
  createStoreLedger,
} from '../../../src/llm/index.ts';
import { openStore } from '../../../src/store/index.ts';
import { cacheContract } from '../../contracts/answer-cache.ts';
import { ledgerContract } from '../../contracts/ledger-store.ts';

async function database() {
  const store = await openStore({ path: ':memory:' });
  onTestFinished(() => store.close());
  return store.database;
}

ledgerContract('in memory', async () => createMemoryLedger());
ledgerContract('in the store', async () => createStoreLedger(await database()));
cacheContract('in memory', async () => createMemoryCache());
cacheContract('in the store', async () => createStoreCache(await database()));

it('a database that cannot be written is told in a sentence', async () => {
  const store = await openStore({ path: ':memory:' });
  onTestFinished(() => store.close());
  await sql`pragma query_only = on`.execute(store.database);
  const entry = {
    run: null,
    at: '2026-01-01T00:00:00.000Z',
    provider: 'ollama',
    model: 'tiny:1b',
    role: 'small',
    purpose: 'chat',
    tokensIn: 1,
    tokensOut: 1,
    costUsd: 0,
    seconds: 0,
    cached: false,
    outcome: 'ok',
  } as const;
  const refused = createStoreLedger(store.database).add(entry);
  await expect(refused).rejects.toBeInstanceOf(StorageError);
  await expect(refused).rejects.toMatchObject({ code: 'store-unwritable' });
});
