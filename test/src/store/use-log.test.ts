import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { openCheckpoints } from '../../../graphs/checkpoints.ts';
import { openStore } from '../../../src/store/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'opsmith-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const driver = createRequire(import.meta.url).resolve('better-sqlite3');

/** Another thread has made a new file and is about to write in it for so many milliseconds: SQLite refuses at once to write it through a log. */
async function beingMade(name: string, ms: number) {
  const path = join(folder, name);
  const maker = new Worker(
    `const database = new (require(${JSON.stringify(driver)}))(${JSON.stringify(path)});
    database.exec('begin immediate');
    const { parentPort } = require('node:worker_threads');
    parentPort.postMessage('held');
    setTimeout(() => (database.exec('commit'), database.close()), ${ms});`,
    { eval: true },
  );
  const ended = once(maker, 'exit');
  await once(maker, 'message');
  return { path, ended };
}

describe('a database that another process makes at the same moment', () => {
  it.each([
    ['store', (path: string) => openStore({ path })],
    ['checkpoints', (path: string) => openCheckpoints(path)],
  ])('is waited for: %s', async (name, open) => {
    const { path, ended } = await beingMade(`${name}.db`, 150);
    await (await open(path)).close();
    expect(await ended).toEqual([0]);
  });

  it('is given up when the time to wait is over', async () => {
    const { path, ended } = await beingMade('held.db', 600);
    const error = { code: 'store-locked', message: expect.stringContaining(path) };
    await expect(openStore({ path, busyTimeoutMs: 30 })).rejects.toMatchObject(error);
    await expect(openCheckpoints(path, 30)).rejects.toMatchObject(error);
    await ended;
  });
});
