import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { compareVersions } from '../../../../src/code/index.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function workspace(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-compare-'));
  made.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const js = (old: string, young: string) =>
  compareVersions({ code: old }, { code: young }, { language: 'javascript' });

const tangled = `function f(a) {
  if (a) {
    for (const x of a) {
      if (x > 1) {
        while (x) { if (x > 2) { visit(x); } }
      }
    }
  }
}
`;
const plain = 'function f(a) {\n  for (const x of a ?? []) visit(x);\n}\n';
const unsafe = 'function f(req) {\n  return eval(req.query.a);\n}\n';

describe('the verdict', () => {
  it('is neither for the same text', async () => {
    const { verdict, reasons, files } = await js(plain, plain);
    expect(verdict).toBe('neither');
    expect(reasons).toEqual(['Both are the same text.']);
    expect(files).toMatchObject([{ status: 'same', functions: [], sameFunctions: 1 }]);
  });

  it('is better where the code got simpler, and worse the other way round', async () => {
    const there = await js(tangled, plain);
    expect(there.verdict).toBe('better');
    expect(there.figures.cognitive.change).toBeLessThan(0);
    const back = await js(plain, tangled);
    expect(back.verdict).toBe('worse');
    expect(back.figures.cognitive.change).toBe(-there.figures.cognitive.change);
  });

  it('is worse for a new grave finding, whatever else got better', async () => {
    const { verdict, reasons, findings } = await js(tangled, unsafe);
    expect(verdict).toBe('worse');
    expect(findings.new).toMatchObject([{ rule: 'eval-of-data' }]);
    expect(reasons[0]).toMatch(/^New: Data run as code \(critical, line 2\)/);
  });

  it('is neither where a graver finding went as another came', async () => {
    const medium = 'function f(a) {\n  return a.b === a.b && g();\n}\n';
    const { verdict, findings } = await js(unsafe, medium);
    expect(findings).toMatchObject({ gone: [{ severity: 'critical' }], new: [{ severity: 'medium' }] });
    expect(verdict).toBe('neither');
  });

  it('is worse where the new version does not parse', async () => {
    expect(await js(plain, 'function f( {\n')).toMatchObject({
      verdict: 'worse',
      reasons: ['The new version does not parse, and the old one did.'],
    });
    expect((await js('function f( {\n', plain)).verdict).toBe('better');
  });

  it('is neither where only white space and names changed', async () => {
    expect((await js(plain, plain.replaceAll('x', 'item').replace('  ', '\t'))).verdict).toBe('neither');
  });
});

describe('what changed', () => {
  it('is told by function, through moves and new names', async () => {
    const other = 'function keep() {\n  return one(1) + two(2);\n}\n';
    const renamed = tangled.replace('function f', 'function visitAll');
    const { files } = await js(tangled + other, `${other}\n${renamed}`);
    expect(files[0]!.sameFunctions).toBe(1);
    expect(files[0]!.functions).toMatchObject([
      { name: 'visitAll', oldName: 'f', status: 'changed', similarity: 1 },
    ]);
  });

  it('keeps a finding that moved, and one whose names changed', async () => {
    const { findings } = await js(unsafe, `const before = 1;\n\n${unsafe.replaceAll('(a)', '(text)')}`);
    expect(findings).toMatchObject({ gone: [], new: [], kept: [{ rule: 'eval-of-data', line: 4 }] });
  });

  it('is told by file for folders, with those that came, went, moved and stayed', async () => {
    const directory = workspace({
      'old/same.js': plain,
      'old/changed.js': tangled,
      'old/gone.js': 'export const a = 1;\n',
      'old/lib/moved.js': unsafe,
      'new/same.js': plain,
      'new/changed.js': plain,
      'new/came.js': 'export const b = 1;\n',
      'new/moved.js': unsafe,
    });
    const { files, findings } = await compareVersions({ path: 'old' }, { path: 'new' }, { directory });
    expect(files.map(({ old, new: young, status }) => [old, young, status])).toEqual([
      [null, 'new/came.js', 'added'],
      ['old/changed.js', 'new/changed.js', 'changed'],
      ['old/lib/moved.js', 'new/moved.js', 'same'],
      ['old/same.js', 'new/same.js', 'same'],
      ['old/gone.js', null, 'removed'],
    ]);
    expect(findings).toMatchObject({
      gone: [{ rule: 'deep-nesting', file: 'old/changed.js' }],
      new: [],
      kept: [{ rule: 'eval-of-data', file: 'new/moved.js' }],
    });
  });

  it('takes the language that one of two texts tells for both', async () => {
    const python = 'import os\n\n\ndef f(a):\n    return os.path.join(a, "b")\n';
    const { files } = await compareVersions({ code: python }, { code: 'x = f(1)\n' });
    expect(files[0]!.functions).toMatchObject([{ name: 'f', status: 'removed' }]);
  });

  it('refuses what holds no code', async () => {
    const directory = workspace({ 'a.js': plain, 'notes.txt': 'nothing' });
    const versions = [{ path: 'a.js' }, { path: 'missing.js' }] as const;
    await expect(compareVersions(...versions, { directory })).rejects.toThrow(
      /missing\.js: there is no such file/,
    );
    await expect(js('', plain)).rejects.toThrow(/empty/);
  });
});
