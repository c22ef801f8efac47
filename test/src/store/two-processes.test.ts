import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStore } from '../../../src/store/index.ts';

function write(
  path: string,
  name: string,
  count: number,
): Promise<{ status: number | null; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [
      join(import.meta.dirname, 'write-child.ts'),
      path,
      name,
      String(count),
    ]);
    let stderr = '';
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    child.on('close', (status) => resolve({ status, stderr }));
  });
}

it('lets two processes make, migrate and write the same store at once, losing and doubling nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-two-'));
  const path = join(folder, 'opsmith.db');
  try {
    const ends = await Promise.all([write(path, 'first', 60), write(path, 'second', 60)]);
    for (const end of ends) expect(end).toEqual({ status: 0, stderr: '' });

    const store = await openStore({ path });
    expect(await store.runs.countByStatus()).toEqual({ done: 120 });
    for (const run of await store.runs.list({ limit: 200 }))
      expect(await store.events.lastSeq(run.id)).toBe(2);
    expect(await store.effects.list('shared')).toHaveLength(60);
    const calls = await store.database.selectFrom('llm_calls').select(['run', 'purpose']).execute();
    expect(calls).toHaveLength(60);
    expect(new Set(calls.map((call) => call.purpose)).size).toBe(60);
    await store.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
