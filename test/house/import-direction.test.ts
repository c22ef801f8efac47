import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');

function cruise(...folders: string[]) {
  return spawnSync(process.execPath, [cruiser, ...folders], { cwd: root, encoding: 'utf8' });
}

it('finds no import against the one direction', () => {
  const result = cruise('src', 'agents', 'graphs', 'evals', 'apps');
  expect(result.stdout).toContain('no dependency violations found');
  expect(result.status).toBe(0);
});

it('refuses an engine file that imports an agent, and one that reaches behind an index', () => {
  const folder = mkdtempSync(join(root, 'src/broken-on-purpose-'));
  try {
    writeFileSync(
      join(folder, 'broken.ts'),
      "import '../../agents/define.ts';\nimport '../store/run-store.ts';\nexport const broken = 1;\n",
    );
    const result = cruise(folder.slice(root.length + 1));
    expect(result.stdout).toContain('src-knows-nothing-above-it');
    expect(result.stdout).toContain('only-through-the-index');
    expect(result.status).not.toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
