import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../../src/store/index.ts';

async function newStore() {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-settle-'));
  const path = join(folder, 'opsmith.db');
  const store = await openStore({ path });
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  return { path, store, size: () => statSync(path).size };
}

it('moves a long log into the database, and leaves a short one', async () => {
  const { store, size } = await newStore();
  const before = size();
  await store.runs.create({ kind: 'turn', input: { text: 'short' } });
  store.settle();
  expect(size()).toBe(before);
  await store.runs.create({ kind: 'turn', input: { text: 'long '.repeat(500_000) } });
  expect(size()).toBe(before);
  store.settle();
  expect(size()).toBeGreaterThan(2_000_000);
  expect(await store.runs.list()).toHaveLength(2);
});

it('does not wait for another process that reads or writes, and loses nothing', async () => {
  const { path, store, size } = await newStore();
  const other = new SqliteDatabase(path);
  onTestFinished(() => void other.close());
  other.exec('begin');
  expect(other.prepare('select count(*) from runs').pluck().get()).toBe(0);
  await store.runs.create({ kind: 'turn', input: { text: 'long '.repeat(500_000) } });
  store.settle();
  // The reader goes on seeing what it saw: the log may not go into the database before it is done.
  expect(other.prepare('select count(*) from runs').pluck().get()).toBe(0);
  expect(size()).toBeLessThan(2_000_000);
  other.exec('rollback; begin immediate');
  store.settle();
  other.exec('rollback');
  expect(size()).toBeGreaterThan(2_000_000);
  expect(await store.runs.list()).toHaveLength(1);
});
