import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runSuites } from '../../evals/index.ts';
import { applyPatch } from '../../evals/suites/patches/apply-patch.ts';
import { failureOf } from '../../evals/suites/patches/run-program.ts';

const patch = '--- a/x\n+++ b/x\n@@ -2,2 +2,2 @@\n b\n-c\n+C\n';

describe('a patch', () => {
  test('applies to the letter', () => {
    expect(applyPatch('a\nb\nc\nd\n', patch)).toBe('a\nb\nC\nd\n');
    expect(
      applyPatch('a', '@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n'),
    ).toBe('b');
    expect(applyPatch('a\n', '@@ -1,0 +2 @@\n+b\n')).toBe('a\nb\n');
  });

  test.each([
    ['a context that is another', 'a\nx\nc\n', patch],
    ['a line that is not there', 'a\n', patch],
    ['a hunk that is cut short', 'a\nb\nc\n', '@@ -2,2 +2,2 @@\n b\n-c\n'],
    ['a wrong count of the new lines', 'a\nb\nc\n', '@@ -2,2 +5,2 @@\n b\n-c\n+C\n'],
  ])('does not with %s', (_what, text, wrong) => {
    expect(() => applyPatch(text, wrong)).toThrow();
  });
});

describe('a program with tests', () => {
  test('passes, or says why not', async () => {
    const code = 'export const double = (value) => value * 2;\n';
    expect(await failureOf('javascript', code, 'assert.equal(double(2), 4);\n')).toBeNull();
    expect(await failureOf('javascript', code, 'assert.equal(double(2), 5);\n')).toMatch(
      /4 !== 5|AssertionError/,
    );
  });

  test('may not write', async () => {
    const tests = "const { writeFileSync } = await import('node:fs');\nwriteFileSync('x.txt', 'x');\n";
    expect(await failureOf('javascript', '', tests)).toMatch(/ERR_ACCESS_DENIED|permission/i);
  });
});

describe('the suites', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'opsmith-eval-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('run each patch’s program with its tests, and tell a broken one', async () => {
    const line = (id: string, tests: string) =>
      JSON.stringify({
        id,
        input: 'export function f(x) {\n  if (x === NaN) return 0;\n  return x;\n}\n',
        expected: { tests },
        tags: ['javascript'],
      });
    await writeFile(
      join(folder, 'patches.jsonl'),
      `${line('good', 'assert.equal(f(2), 2);\n')}\n${line('broken', 'assert.equal(f(2), 3);\n')}\n`,
    );
    const { suites } = await runSuites({ suites: ['patches'], dataset: 'patches.jsonl', cwd: folder });
    const [suite] = suites;
    expect([suite!.cases, suite!.passed]).toEqual([2, 1]);
    expect(suite!.metrics.applies!.all).toMatchObject({ cases: 2, passed: 2 });
    expect(suite!.figures).toMatchObject({ casesWithPatches: 2 });
    expect(suite!.failures[0]!.failed[0]!.reason).toMatch(/fail before any patch/);
  });

  test('find a seeded defect, are quiet about its original, and give precision, recall and F1', async () => {
    const original = 'function f(x) {\n  return Number.isNaN(x);\n}\n';
    const defect = {
      operator: 'compares-with-nan',
      class: 'behaviour',
      cwe: 1025,
      says: 'Nothing equals NaN.',
      original: 'u1',
      lines: [2, 2],
      also: [],
      edits: [{ line: 2, added: 1, removed: ['  return Number.isNaN(x);'] }],
    };
    const lines = [
      { id: 'u1', input: original, expected: { defect: null }, tags: ['tune', 'javascript', 'untouched'] },
      {
        id: 'm1',
        input: original.replace('Number.isNaN(x)', 'x === NaN'),
        expected: { defect },
        tags: ['tune', 'javascript', 'behaviour', 'compares-with-nan', 'changed'],
      },
      {
        id: 'm2',
        input: original.replace('Number.isNaN(x)', 'Number.isNaN( x )'),
        expected: { defect },
        tags: ['tune', 'javascript', 'behaviour', 'compares-with-nan', 'changed'],
      },
    ];
    await writeFile(join(folder, 'review.jsonl'), lines.map((each) => JSON.stringify(each)).join('\n'));
    const { suites } = await runSuites({ suites: ['review'], dataset: 'review.jsonl', cwd: folder });
    const { metrics, figures, passed } = suites[0]!;
    expect(passed).toBe(2);
    expect(metrics.recall!.all).toMatchObject({ cases: 2, passed: 1, rate: 0.5 });
    expect(metrics.quiet!.all).toMatchObject({ cases: 1, passed: 1 });
    expect(metrics.precision!.all.rate).toBe(1);
    expect(metrics.f1!.all.rate).toBeCloseTo(2 / 3);
    expect(figures).toMatchObject({
      medium: { all: { truePositives: 1, falsePositives: 0 }, tune: { recall: 0.5 } },
    });
  });
});
