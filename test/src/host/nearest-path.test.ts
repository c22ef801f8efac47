import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nearestPath } from '../../../src/host/index.ts';

const root = mkdtempSync(join(tmpdir(), 'opsmith-near-'));
for (const folder of ['src/util', 'node_modules/far', '.hidden'])
  mkdirSync(join(root, folder), { recursive: true });
for (const file of [
  'a.py',
  'src/app.js',
  'src/util/Größe.java',
  'node_modules/far/lost.js',
  '.hidden/secret.py',
])
  writeFileSync(join(root, file), '');
afterAll(() => rmSync(root, { recursive: true }));

describe('a path that leads nowhere', () => {
  it.each([
    ['src/ap.js', 'src/app.js'],
    ['src/app.ts', 'src/app.js'],
    ['app.js', 'src/app.js'],
    ['lib/app.js', 'src/app.js'],
    ['größe.java', 'src/util/Größe.java'],
    ['sr', 'src'],
  ])('%s may mean %s', (path, meant) => expect(nearestPath(path, root)).toBe(meant));

  it.each(['nothing-like-it.rb', 'lost.js', 'secret.py', '../x.py', '/etc/passw'])(
    '%s means nothing that is named',
    (path) => expect(nearestPath(path, root)).toBeNull(),
  );
});
