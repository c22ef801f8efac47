import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { detectLanguage, LanguageName, languageNames } from '../../../src/code/index.ts';

const Snippets = z.array(z.strictObject({ language: LanguageName.nullable(), code: z.string() }));
const snippets = Snippets.parse(
  JSON.parse(readFileSync(new URL('../../fixtures/snippets/snippets.json', import.meta.url), 'utf8')),
);

describe('the language of a snippet without a name', () => {
  it('is asked of at least 60 snippets, over all languages', () => {
    expect(snippets.length).toBeGreaterThanOrEqual(60);
    expect(new Set(snippets.flatMap(({ language }) => language ?? []))).toEqual(new Set(languageNames));
  });

  it.each(
    snippets.map(({ language, code }) => [language ?? 'no language', code.slice(0, 50), code, language]),
  )('%s: %j', async (_, __, code, language) => {
    expect(await detectLanguage({ source: code! })).toBe(language);
  });
});

describe('the language of a file', () => {
  it.each([
    ['a.js', 'javascript'],
    ['a.mjs', 'javascript'],
    ['a.JSX', 'jsx'],
    ['a.d.ts', 'typescript'],
    ['a.cts', 'typescript'],
    ['src/a.tsx', 'tsx'],
    ['a.pyi', 'python'],
    ['A.java', 'java'],
    ['a.go', 'go'],
    ['a.rs', 'rust'],
    ['a.c', 'c'],
    ['a.hpp', 'cpp'],
    ['a.cs', 'csharp'],
    ['Rakefile', 'ruby'],
    ['a.php', 'php'],
  ] as const)('is told by its name: %s', async (path, language) => {
    expect(await detectLanguage({ path, source: '' })).toBe(language);
  });

  it.each([
    ['#!/usr/bin/env node\n', 'javascript'],
    ['#!/usr/bin/python3.12 -u\n', 'python'],
    ['#!/usr/bin/env -S ruby -w\n', 'ruby'],
    ['#! /usr/bin/php', 'php'],
  ] as const)('is told by its first line: %s', async (source, language) => {
    expect(await detectLanguage({ path: 'tool', source })).toBe(language);
  });

  it('is C or C++ for a header, by what it says', async () => {
    const c = '#ifndef A_H\n#define A_H\nstruct point { int x; };\nint add(int a, int b);\n#endif\n';
    const cpp = '#pragma once\n#include <string>\nnamespace app {\nclass Point {\npublic:\n  int x;\n};\n}\n';
    expect(await detectLanguage({ path: 'a.h', source: c })).toBe('c');
    expect(await detectLanguage({ path: 'a.h', source: cpp })).toBe('cpp');
    expect(await detectLanguage({ path: 'a.h', source: '' })).toBe('c');
  });

  it('is told by its content where the name says nothing', async () => {
    expect(await detectLanguage({ path: 'notes.txt', source: 'def f(x):\n    return x\n' })).toBe('python');
    expect(await detectLanguage({ path: 'notes.txt', source: 'Dear diary\n' })).toBeNull();
  });

  it('is told of a long text without reading all of it', async () => {
    const started = performance.now();
    const source = 'x = 1 # a long line of nothing much\n'.repeat(60_000);
    await detectLanguage({ source });
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
