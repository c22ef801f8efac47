import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../../src/store/index.ts';
import { temporaryRepository } from '../review/temporary-repository.ts';

describe('the folder of the state in a repository', () => {
  it('is left out of Git, but for the rules and metrics of the project', async () => {
    const repository = temporaryRepository({ 'a.js': 'f();\n' });
    const store = await openStore({ path: join(repository.folder, '.opsmith', 'opsmith.db') });
    await store.close();
    repository.write({
      '.opsmith/cache/reviews.db': 'x',
      '.opsmith/rules/mine.yaml': 'id: mine\n',
      '.opsmith/metrics/m.yaml': 'name: m\n',
    });
    repository.git('add', '-A');
    expect(repository.git('diff', '--cached', '--name-only').trim().split('\n')).toEqual([
      '.opsmith/metrics/m.yaml',
      '.opsmith/rules/mine.yaml',
    ]);
  });

  it('keeps the file that is there, and another folder gets none', async () => {
    const repository = temporaryRepository({ '.opsmith/.gitignore': 'own\n' });
    for (const folder of ['.opsmith', 'state']) {
      const store = await openStore({ path: join(repository.folder, folder, 'opsmith.db') });
      await store.close();
    }
    expect(readFileSync(join(repository.folder, '.opsmith', '.gitignore'), 'utf8')).toBe('own\n');
    expect(existsSync(join(repository.folder, 'state', '.gitignore'))).toBe(false);
  });
});
