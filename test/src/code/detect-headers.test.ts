import { expect, it } from 'vitest';
import { detectLanguage } from '../../../src/code/index.ts';

it('takes a header for C++ only where it says so', async () => {
  const c =
    '#ifndef A_H\n#define A_H\nstruct a { int b; };\nint sum(const struct a *rows, int count);\n#endif\n';
  const cpp = '#pragma once\nnamespace a {\nclass B {\n public:\n  explicit B(int c);\n};\n}\n';
  expect(await detectLanguage({ path: 'src/a.h', source: c })).toBe('c');
  expect(await detectLanguage({ path: 'src/b.h', source: cpp })).toBe('cpp');
});

it('tells the language of code that is longer than what is judged', async () => {
  const method = `  /**
   * Adds what is open, if there is anything.
   */
  public int total(List<Integer> rows) {
    int sum = 0;
    for (int row : rows) sum += row;
    return sum;
  }

`;
  const source = `package a.b;\n\nimport java.util.List;\n\npublic class Totals {\n${method.repeat(400)}}\n`;
  expect(await detectLanguage({ source })).toBe('java');
});
