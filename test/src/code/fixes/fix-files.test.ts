import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFile } from '../../../../src/code/fixes/replace-file.ts';
import { type FixFilesOptions, fixFiles, reviewPaths } from '../../../../src/code/index.ts';

const wrong = 'if a is "x":\n    f()\n';
const right = 'if a == "x":\n    f()\n';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsmith-fix-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function fix(paths: readonly string[], options: Partial<FixFilesOptions> = {}) {
  const { files, recommendations } = await reviewPaths(paths, { directory: folder });
  return fixFiles(
    files.map(({ path, language }) => ({
      path,
      language,
      findings: recommendations.filter(({ file }) => file === path),
    })),
    { directory: folder, workspace: folder, write: true, levels: ['safe'], ...options },
  );
}

const at = (name: string) => join(folder, name);

describe('mending files', () => {
  it('writes nothing unless it is asked to', async () => {
    writeFileSync(at('a.py'), wrong);
    const [file] = await fix(['a.py'], { write: false });
    expect(file).toMatchObject({ path: 'a.py', written: false, changes: [{ rule: 'is-with-literal' }] });
    expect(file!.patch).toContain('--- a/a.py\n+++ b/a.py\n');
    expect(readFileSync(at('a.py'), 'utf8')).toBe(wrong);
  });

  it('writes the file in its place, with its mode, and leaves nothing beside it', async () => {
    writeFileSync(at('a.py'), wrong);
    chmodSync(at('a.py'), 0o751);
    expect(await fix(['.'])).toMatchObject([{ path: 'a.py', written: true }]);
    expect(readFileSync(at('a.py'), 'utf8')).toBe(right);
    expect(statSync(at('a.py')).mode & 0o777).toBe(0o751);
    expect(readdirSync(folder)).toEqual(['a.py']);
  });

  it('keeps a byte-order mark and CR LF', async () => {
    writeFileSync(at('a.py'), `\ufeff${wrong.replaceAll('\n', '\r\n')}`);
    await fix(['a.py']);
    expect(readFileSync(at('a.py'), 'utf8')).toBe(`\ufeff${right.replaceAll('\n', '\r\n')}`);
  });

  it('mends what a symbolic link names where that lies in the workspace, and keeps the link', async () => {
    mkdirSync(at('lib'));
    writeFileSync(at('lib/a.py'), wrong);
    symlinkSync('lib/a.py', at('link.py'));
    await fix(['link.py']);
    expect(readFileSync(at('lib/a.py'), 'utf8')).toBe(right);
    expect(lstatSync(at('link.py')).isSymbolicLink()).toBe(true);
  });

  it('leaves alone what a symbolic link names outside of the workspace', async () => {
    mkdirSync(at('in'));
    writeFileSync(at('out.py'), wrong);
    symlinkSync('../out.py', at('in/link.py'));
    const [file] = await fix(['in/link.py'], { workspace: at('in') });
    expect(file).toMatchObject({ written: false, changes: [], refused: expect.stringContaining('outside') });
    expect(readFileSync(at('out.py'), 'utf8')).toBe(wrong);
  });

  it('leaves a file alone that is closed to writing', async () => {
    writeFileSync(at('a.py'), wrong);
    chmodSync(at('a.py'), 0o444);
    // For the system's administrator nothing is closed.
    if (process.getuid?.() === 0) return;
    expect(await fix(['a.py'])).toMatchObject([
      { written: false, refused: expect.stringContaining('permission') },
    ]);
    expect(readFileSync(at('a.py'), 'utf8')).toBe(wrong);
  });

  it('does not replace a file that changed since it was read', () => {
    writeFileSync(at('a.py'), 'newer');
    expect(replaceFile(at('a.py'), Buffer.from('older'), Buffer.from('mended'))).toBe('changed');
    expect(readFileSync(at('a.py'), 'utf8')).toBe('newer');
    expect(readdirSync(folder)).toEqual(['a.py']);
  });

  it('leaves alone what the review did not tell of', async () => {
    writeFileSync(at('a.py'), wrong);
    const file = { path: 'a.py', language: 'python' as const, findings: [] };
    const options = { directory: folder, workspace: folder, write: true, levels: ['safe' as const] };
    expect(await fixFiles([file], options)).toEqual([]);
    expect(readFileSync(at('a.py'), 'utf8')).toBe(wrong);
  });

  it('offers no patch for a text that no patch fits', async () => {
    writeFileSync(at('mac.py'), wrong.replaceAll('\n', '\r'));
    writeFileSync(at('latin.py'), Buffer.from(`# caf\xe9\n${wrong}`, 'latin1'));
    writeFileSync(at('wide.py'), Buffer.from(`\ufeff${wrong}`, 'utf16le'));
    const { recommendations } = await reviewPaths(['.'], { directory: folder });
    expect(recommendations.map(({ rule, patch }) => [rule, patch])).toEqual(
      Array.from({ length: 3 }, () => ['is-with-literal', null]),
    );
    expect(await fix(['.'])).toEqual([]);
  });

  it('stops between two files when it is told to', async () => {
    writeFileSync(at('a.py'), wrong);
    await expect(fix(['a.py'], { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(readFileSync(at('a.py'), 'utf8')).toBe(wrong);
  });
});
