import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../../src/store/index.ts';

it('keeps statements: they see a table that another connection changed, and there may be more texts than are kept', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-statements-'));
  const path = join(folder, 'opsmith.db');
  const store = await openStore({ path });
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const all = () => store.database.selectFrom('runs').selectAll().execute();
  await store.runs.create({ kind: 'turn', input: { text: 'hello' } });
  expect(Object.keys((await all())[0]!)).not.toContain('added');
  const other = new SqliteDatabase(path);
  other.exec("alter table runs add column added text default 'later'");
  other.close();
  expect((await all())[0]).toMatchObject({ added: 'later' });
  for (let length = 1; length <= 320; length += 1) {
    const ids = Array.from({ length }, (_, index) => `run_${index}`);
    const found = await store.database.selectFrom('runs').select('id').where('id', 'in', ids).execute();
    expect(found).toEqual([]);
  }
  expect(await all()).toHaveLength(1);
});
