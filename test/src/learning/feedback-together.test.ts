import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { openLearning } from '../../../src/learning/index.ts';
import { openStore } from '../../../src/store/index.ts';

it('verdicts that several processes give at a time are all kept', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-feedback-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'opsmith.db');
  await (await openStore({ path })).close();
  const child = new URL('feedback-child.ts', import.meta.url).pathname;
  const said = await Promise.all(
    ['ann', 'ben', 'cora'].map(async (developer) => {
      const one = spawn(process.execPath, [child, path, developer, '12']);
      const [errors, [status]] = await Promise.all([text(one.stderr), once(one, 'exit')]);
      return { status, errors };
    }),
  );
  expect(said).toEqual(said.map(() => ({ status: 0, errors: '' })));
  const store = await openStore({ path });
  onTestFinished(() => store.close());
  expect(await openLearning(store).verdicts()).toBe(36);
}, 60_000);
