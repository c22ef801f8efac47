import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const child = fileURLToPath(new URL('./kill-child.ts', import.meta.url));
const size = 2_000_000;

it('leaves each file old or new, whenever the process is killed', { timeout: 30_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-kill-'));
  try {
    for (const name of ['one', 'two', 'three']) writeFileSync(join(folder, name), 'a'.repeat(size));
    for (const wait of [20, 45, 70, 110, 160]) {
      const killed = spawn(process.execPath, [child, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(killed.stdout, 'data');
      await sleep(wait);
      killed.kill('SIGKILL');
      await once(killed, 'close');
      const files = readdirSync(folder).filter((name) => !name.startsWith('.'));
      expect(files.sort()).toEqual(['one', 'three', 'two']);
      for (const name of files) expect(readFileSync(join(folder, name), 'utf8')).toMatch(/^(a+|b+)$/);
      for (const name of files) expect(readFileSync(join(folder, name))).toHaveLength(size);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
