import { onTestFinished } from 'vitest';
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
