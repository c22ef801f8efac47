import { join } from 'node:path';
import { expect, it } from 'vitest';
import { codeUnitsOf, forgetText, lineOf } from '../../../src/code/code-units.ts';
import { measurePaths } from '../../../src/code/index.ts';

const repository = new URL('../../../', import.meta.url).pathname;

it('figures and lines of functions are the same where neither rules nor clones look at lines', async () => {
  const paths = ['bench/children', 'src/code/python', 'test/fixtures/python'].map((path) =>
    join(repository, path),
  );
  const measure = (without: readonly ('findings' | 'clones')[]) =>
    measurePaths(paths, { directory: repository, coverage: false, findings: false, threads: 1, without });
  const [alone, all] = [await measure(['findings', 'clones']), await measure([])];
  expect(alone.files.length).toBeGreaterThan(20);
  expect(new Set(alone.files.map(({ language }) => language))).toContain('python');
  expect(alone.files.map(({ functions }) => functions)).toEqual(all.files.map(({ functions }) => functions));
  const figures = ({ files }: typeof all) =>
    files.map(({ metrics }) => ({
      ...metrics,
      duplication: null,
      technicalDebtRatio: null,
      securityScore: null,
    }));
  expect(figures(alone)).toEqual(figures(all));
});

it('lines are counted from 1, and a line feed belongs to the line that it ends', () => {
  const text = 'a\n\nbc\n';
  expect([...text, ''].map((_, offset) => lineOf(text, offset))).toEqual([1, 1, 2, 3, 3, 3, 4]);
  expect(lineOf('', 0)).toBe(1);
});

it('code units of a text are followed by zeros, whatever text was there before', () => {
  for (const text of ['x'.repeat(100_000), 'é\u{1f600}b', '']) {
    forgetText();
    const units = codeUnitsOf(text);
    expect(String.fromCharCode(...units.subarray(0, Math.min(text.length, 1000)))).toBe(text.slice(0, 1000));
    expect([...units.subarray(text.length, text.length + 16)]).toEqual(new Array(16).fill(0));
  }
});
