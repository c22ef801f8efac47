import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadHistory, looksSecret, saveHistory } from '../../../../apps/cli/repl/history.ts';

describe('history', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'opsmith-history-'));
    file = join(folder, 'state', 'history');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('gives the lines back, newest first, without repeats', () => {
    saveHistory(file, ['two', 'one']);
    saveHistory(file, ['one', 'three']);
    expect(loadHistory(file)).toEqual(['one', 'three', 'two']);
  });

  it('has none where there is no file', () => {
    expect(loadHistory(file)).toEqual([]);
  });

  it('is readable by its owner alone, also when it was not before', () => {
    saveHistory(file, ['one']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o644);
    saveHistory(file, ['two']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('keeps the newest thousand', () => {
    saveHistory(
      file,
      Array.from({ length: 1200 }, (_, index) => `line ${index}`),
    );
    const lines = loadHistory(file);
    expect(lines).toHaveLength(1000);
    expect(lines[0]).toBe('line 0');
  });

  it('leaves out secrets, empty and very long lines', () => {
    saveHistory(file, ['my password: hunter2x', '  ', 'x'.repeat(3000), 'measure a.js']);
    expect(readFileSync(file, 'utf8')).toBe('measure a.js\n');
  });

  it('reads a file with other line ends and odd bytes', () => {
    saveHistory(file, ['one']);
    writeFileSync(file, Buffer.from([0x6f, 0xff, 0x0a, 0x74, 0x0a]));
    expect(loadHistory(file)).toEqual(['t', 'o\ufffd']);
  });

  it.each([
    'use sk-proj-abcdefghij1234567890',
    'export GITHUB_TOKEN=ghp_abcdefghijklmnopqrst123456',
    'AKIAIOSFODNN7EXAMPLE',
    'password=hunter22',
    'the api key is 12345',
    'Authorization: Bearer abcdefghijklmnop1234',
    'postgres://me:secret@host/db',
    'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z',
  ])('takes %j for a secret', (line) => {
    expect(looksSecret(line)).toBe(true);
  });

  it.each([
    'review src/auth/password-reset.ts',
    'explain how the token refresh works',
    'measure src/components/very/long/path/to/some/deeply/nested/file.tsx',
    'what does getUserAuthenticationTokenFromRequestHeader do?',
    'runs show run_0123456789ab',
  ])('does not take %j for a secret', (line) => {
    expect(looksSecret(line)).toBe(false);
  });
});
