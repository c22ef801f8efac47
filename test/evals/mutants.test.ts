import { describe, expect, test } from 'vitest';
import { mutate } from '../../evals/mutants/mutate.ts';
import { operators } from '../../evals/mutants/operators/index.ts';
import { parametersOf } from '../../evals/mutants/parameters.ts';
import type { Snippet } from '../../evals/mutants/snippet.ts';
import { originalOf } from '../../evals/suites/review/expected.ts';
import type { LanguageName } from '../../src/code/index.ts';

/** A function as the cutter gives it; its first line is the declaration. */
function snippetOf(language: LanguageName, code: string, before: readonly string[] = []): Snippet {
  const own = code.split('\n');
  const lines = [...before, ...own];
  return {
    language,
    origin: { registry: 'npm', package: 'p', version: '1', licence: 'MIT', file: 'f', lines: '1-2' },
    lines,
    importAt: 0,
    header: before.length,
    body: before.length + 1,
    last: lines.length - 1,
    indent: /^\s*/.exec(own[1]!)![0],
    parameters: parametersOf(own[0]!, language),
  };
}

function spoiled(operator: string, snippet: Snippet) {
  const declared = operators.find(({ id }) => id === operator)!;
  return (declared.sites[snippet.language]?.(snippet) ?? []).map((site) => mutate(snippet, site));
}

function textsOf(operator: string, language: LanguageName, code: string): string[] {
  return spoiled(operator, snippetOf(language, code)).map(({ lines }) => lines.join('\n'));
}

describe('operators', () => {
  test.each([
    [
      'guard-with-or',
      'javascript',
      'function f(a) {\n  return a && a.b;\n}',
      'function f(a) {\n  return a || a.b;\n}',
    ],
    [
      'one-too-many',
      'java',
      '  int f(int[] a) {\n    for (int i = 0; i < a.length; i++) g(a[i]);\n  }',
      '  int f(int[] a) {\n    for (int i = 0; i <= a.length; i++) g(a[i]);\n  }',
    ],
    [
      'swallowed',
      'python',
      'def f():\n    try:\n        g()\n    except ValueError:\n        log()\n        raise',
      'def f():\n    try:\n        g()\n    except ValueError:\n        pass',
    ],
    [
      'error-not-looked-at',
      'go',
      'func f() error {\n\terr := g()\n\tif err != nil {\n\t\treturn err\n\t}\n\treturn nil\n}',
      'func f() error {\n\terr := g()\n\treturn nil\n}',
    ],
    [
      'format-from-text',
      'c',
      'void f(char *s) {\n  printf("%s", s);\n}',
      'void f(char *s) {\n  printf(s);\n}',
    ],
    [
      'evaluates-data',
      'typescript',
      'function f(s: string) {\n  return JSON.parse(s);\n}',
      "function f(s: string) {\n  return eval('(' + s + ')');\n}",
    ],
    [
      'same-condition-again',
      'go',
      'func f(a int) {\n\tif a > 1 {\n\t\tg()\n\t} else if a > 0 {\n\t\th()\n\t}\n}',
      'func f(a int) {\n\tif a > 1 {\n\t\tg()\n\t} else if a > 1 {\n\t\th()\n\t}\n}',
    ],
    [
      'not-closed',
      'python',
      'def f(p):\n    with open(p) as s:\n        t = s.read()\n    return t',
      'def f(p):\n    s = open(p)\n    t = s.read()\n    return t',
    ],
  ] as const)('%s spoils %s', (operator, language, before, after) => {
    expect(textsOf(operator, language, before)).toEqual([after]);
  });

  test.each([
    ['guard-with-or', 'javascript', 'function f(a, b) {\n  return a && b.c;\n}'],
    ['falls-through', 'c', 'void f(int a) {\n  switch (a) {\n  case 1:\n  case 2:\n    break;\n  }\n}'],
    ['evaluates-data', 'java', '  void f(String s) {\n    parse(s);\n  }'],
    ['assigns-to-itself', 'javascript', 'function f(a) {\n  // this.a = a;\n  return a;\n}'],
  ] as const)('%s finds nothing to spoil where there is nothing', (operator, language, code) => {
    expect(textsOf(operator, language, code)).toEqual([]);
  });

  test('have names of their own, a number of the CWE list and something to say', () => {
    expect(new Set(operators.map(({ id }) => id)).size).toBe(operators.length);
    for (const { id, cwe, says } of operators) {
      expect(cwe, id).toBeGreaterThan(0);
      expect(says, id).toMatch(/[.’)]$/);
    }
  });
});

describe('a mutant', () => {
  test('names the lines that differ, after the imports that it needs', () => {
    const snippet = snippetOf('python', 'def f(name):\n    g(name)\n    return name');
    const [mutant] = spoiled('shell-with-parameter', snippet);
    expect(mutant!.lines[0]).toMatch(/^import /);
    expect(mutant!.changed).toEqual([3, 3]);
    expect(mutant!.lines[2]).toContain('name');
  });

  test('gives the original back', () => {
    const code =
      'def f(name, items=None):\n    with open(name) as s:\n        t = s.read()\n    if items is not None and items.x:\n        return t\n    return name';
    const snippet = snippetOf('python', code, ['import os', '']);
    let seen = 0;
    for (const { id } of operators) {
      for (const { lines, changed, also, edits } of spoiled(id, snippet)) {
        const defect = {
          operator: id,
          class: 'behaviour' as const,
          cwe: 1,
          says: '',
          original: 'u',
          lines: [...changed] as [number, number],
          also: [...also],
          edits: edits.map((edit) => ({ ...edit, removed: [...edit.removed] })),
        };
        expect(originalOf(lines.join('\n'), defect), id).toBe(snippet.lines.join('\n'));
        seen += 1;
      }
    }
    expect(seen).toBeGreaterThan(10);
  });

  test('of lines that are gone points to the two around the gap', () => {
    const [mutant] = spoiled(
      'error-not-looked-at',
      snippetOf(
        'go',
        'func f() error {\n\terr := g()\n\tif err != nil {\n\t\treturn err\n\t}\n\treturn nil\n}',
      ),
    );
    expect(mutant!.changed).toEqual([2, 3]);
  });
});

describe('parameters', () => {
  test.each([
    [
      'def f(self, name: str, *, size=3, **rest)',
      'python',
      [
        ['name', 'str'],
        ['size', ''],
      ],
    ],
    [
      'func (s *S) f(name string, n int) error {',
      'go',
      [
        ['name', 'string'],
        ['n', 'int'],
      ],
    ],
    [
      'static int f(const char *path, size_t n)',
      'c',
      [
        ['path', 'const char *'],
        ['n', 'size_t'],
      ],
    ],
    [
      'public void f(Map<String, Integer> m, String key) {',
      'java',
      [
        ['m', 'Map<String, Integer>'],
        ['key', 'String'],
      ],
    ],
    [
      'function f(?string $a, array $b = []) {',
      'php',
      [
        ['a', 'string'],
        ['b', 'array'],
      ],
    ],
  ] as const)('of %s', (signature, language, expected) => {
    expect(parametersOf(signature, language).map(({ name, type }) => [name, type])).toEqual(expected);
  });
});
