import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from '../../../src/host/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsmith-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a folder', () => {
  it('is made with those above it, for whom it is meant, and once', () => {
    const path = join(folder, 'a', 'b');
    makeFolder(path, 0o700);
    makeFolder(path, 0o700);
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('is refused below a file and below a link to nowhere', () => {
    writeFileSync(join(folder, 'file'), '');
    symlinkSync('nowhere/at/all', join(folder, 'link'));
    expect(() => makeFolder(join(folder, 'file', 'a'))).toThrow(/ENOTDIR/);
    expect(() => makeFolder(join(folder, 'link', 'a'))).toThrow(/ENOENT/);
  });

  it.skipIf(process.platform !== 'linux')('is refused, and soon, where nothing can ever be made', () => {
    expect(() => makeFolder('/proc/opsmith/a')).toThrow(/ENOENT|EACCES/);
  });
});
