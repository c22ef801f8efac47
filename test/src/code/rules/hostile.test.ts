import { describe, expect, it, vi } from 'vitest';
import { analyzeSource } from '../../../../src/code/index.ts';

const long = Array.from({ length: 300 }, (_, index) => index);

describe('code that is written to keep the rules busy', () => {
  // Each of these once took minutes, or all of the stack: a name was looked into again for every place that mentions it.
  it.each([
    [
      'a query that is built in 300 steps',
      'a.py',
      `def f(db, x):\n    s = "SELECT * FROM t WHERE 1=1"\n${long.map((n) => `    s = s + ' and a${n} = ' + x\n`).join('')}    db.execute(s)\n`,
      ['sql-injection'],
    ],
    [
      'a text that is built in 300 steps from nothing but constants',
      'a.py',
      `def f(db):\n    s = "SELECT * FROM t WHERE 1=1"\n${long.map((n) => `    s = s + ' and a${n} = 1'\n`).join('')}    db.execute(s)\n`,
      [],
    ],
    [
      'a format that is formatted into itself',
      'a.py',
      'def f(db, x):\n    s = "%s"\n    s = s % x\n    db.execute(s)\n',
      null,
    ],
    [
      'a chain of 5,000 variables',
      'a.js',
      `function f(req) {\nlet v0 = req.query.a;\n${Array.from({ length: 5_000 }, (_, n) => `let v${n + 1} = v${n} + '${n}';\n`).join('')}eval(v5000);\n}\n`,
      null,
    ],
    [
      'a call of a long name that is no assertion, with a comparison',
      'a.js',
      `${'if'.repeat(40)}(items.length < 0);\n`,
      null,
    ],
    [
      'a C declaration of 400 names, a line each',
      'a.c',
      `void f(int n) {\n  int ${Array.from({ length: 400 }, (_, n) => `v${n}    = ${n},\n        `).join('')}last = 0;\n  int i = 0;\n  while (i < missing) {\n    g(i);\n  }\n}\n`,
      null,
    ],
  ])('%s', { timeout: 10_000 }, async (_name, path, source, expected) => {
    const { file, findings } = await analyzeSource({ path, source });
    expect(file.errors).toEqual([]);
    const rules = findings.filter(({ category }) => category === 'security').map(({ rule }) => rule);
    if (expected !== null) expect(rules).toEqual(expected);
  });
});

it('verifies 20,000 mends of one file in time that grows with the file', { timeout: 40_000 }, async () => {
  const line = 'if (a == null && items.length < 0) f();\n';
  const { findings } = await analyzeSource({ path: 'a.js', source: line.repeat(20_000) });
  expect(findings.filter(({ hunks }) => hunks !== undefined)).toHaveLength(20_000);
});

it('leaves a rule that breaks on a file out, and says so', async () => {
  // Rules are arranged once for each language: these have not been yet.
  vi.resetModules();
  const [{ rules }, { analyzeSource }] = await Promise.all([
    import('../../../../src/code/rules/index.ts'),
    import('../../../../src/code/index.ts'),
  ]);
  const broken = rules.find(({ id }) => id === 'eval-of-data')!;
  vi.spyOn(broken, 'checkCall').mockImplementation(() => {
    throw new Error('no such node');
  });
  const source = 'function f(req) { eval(req.body); document.body.innerHTML = req.query.a; }\n';
  const { file, findings } = await analyzeSource({ path: 'a.js', source });
  expect(findings.map(({ rule }) => rule)).toEqual(['dom-xss']);
  expect(file.errors).toEqual([
    { line: 1, message: 'The rule eval-of-data failed on this file and was left out: no such node.' },
  ]);
  expect(file.metrics.sloc).toBe(1);
});
