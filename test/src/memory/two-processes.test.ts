import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLexicalEmbedder, openMemory } from '../../../src/memory/index.ts';
import { openStore } from '../../../src/store/index.ts';

function work(path: string, name: string): Promise<{ status: number | null; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'memory-child.ts'), path, name, '12']);
    let stderr = '';
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    child.on('close', (status) => resolve({ status, stderr }));
  });
}

it('lets two processes keep and search at once: every entry has one vector', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-two-'));
  const path = join(folder, 'opsmith.db');
  try {
    const ends = await Promise.all([work(path, 'first'), work(path, 'second')]);
    for (const end of ends) expect(end).toEqual({ status: 0, stderr: '' });
    const store = await openStore({ path });
    const memory = openMemory({ store, openEmbedder: async () => createLexicalEmbedder() });
    const answer = await memory.search({ query: 'second entry 7', by: 'vectors', limit: 100 });
    expect(answer.notes).toEqual([]);
    expect(answer.hits.map(({ key }) => key)).toContain('second-7');
    expect(new Set(answer.hits.map(({ key }) => key)).size).toBe(24);
    expect((await memory.stats()).namespaces).toMatchObject([
      { entries: 24, vectors: { vectors: 24, pending: 0 } },
    ]);
    await memory.close();
    await store.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
