import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { calledWithin, measureSource, parseSource, SymbolIndex } from '../../../src/code/index.ts';

function workspaceOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-symbols-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe('the calls within some lines', () => {
  it.each([
    [
      'javascript',
      'a.js',
      'load();\nconst x = fs.read(parse(y)); // call(z)\nnew Thing("f()");\n',
      ['read', 'parse', 'Thing'],
    ],
    [
      'python',
      'a.py',
      'load()\nx = fs.read(parse(y))  # call(z)\nThing("f()")\n',
      ['read', 'parse', 'Thing'],
    ],
    [
      'go',
      'a.go',
      'package a\nfunc f() { x := fs.Read(parse(y)) }\nfunc g() { h() }\n',
      ['Read', 'parse', 'h'],
    ],
  ])('are found by the parser in %s, not in comments and strings', async (_language, path, source, names) => {
    const { tree, language } = await parseSource({ path, source });
    expect(calledWithin(tree, language, { line: 2, endLine: 3 })).toEqual(names);
  });
});

describe('what a workspace says of names', () => {
  const short = 'export function clean(text) {\n  return text.trim();\n}\n';
  const long = `def grow(rows, by):\n${'    rows = rows + by\n'.repeat(20)}    return rows\n`;

  it('is the whole of a short function and the head of a long one, with their places', async () => {
    const index = new SymbolIndex(workspaceOf({ 'clean.js': short, 'grow.py': long, 'notes.md': 'clean()' }));
    expect(await index.find(['clean', 'grow', 'nowhere'])).toEqual([
      { name: 'clean', path: 'clean.js', line: 1, text: short.trim() },
      { name: 'grow', path: 'grow.py', line: 1, text: 'def grow(rows, by):\n…' },
    ]);
  });

  it('reads the workspace only when a name is asked for that it does not know', async () => {
    const index = new SymbolIndex('/nowhere/at/all');
    const source = 'function here() {}\n';
    index.add('a.js', source, (await measureSource({ path: 'a.js', source })).functions);
    expect(await index.find(['here'])).toMatchObject([{ name: 'here', line: 1 }]);
    expect(await new SymbolIndex(null).find(['there'])).toEqual([]);
  });

  it('says nothing of a name that stands for many things', async () => {
    const many = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`${name}.js`, short]));
    expect(await new SymbolIndex(workspaceOf(many)).find(['clean'])).toEqual([]);
  });

  it('reads no more than its bounds', async () => {
    const folder = workspaceOf({ 'a.js': 'function one() {}\n', 'b.js': 'function two() {}\n' });
    expect(await new SymbolIndex(folder, { files: 1 }).find(['two', 'one'])).toMatchObject([{ name: 'one' }]);
    expect(await new SymbolIndex(folder, { fileCharacters: 5 }).find(['one'])).toEqual([]);
  });
});
