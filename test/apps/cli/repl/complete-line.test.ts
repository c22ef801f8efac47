import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeLine } from '../../../../apps/cli/repl/complete-line.ts';

describe('completion in the REPL', () => {
  let cwd = '';
  beforeAll(() => {
    cwd = mkdtempSync(join(tmpdir(), 'opsmith-complete-'));
    mkdirSync(join(cwd, 'src'));
    for (const name of ['app.js', 'apple pie.py', '.hidden', 'src/inner.ts'])
      writeFileSync(join(cwd, name), '');
  });
  afterAll(() => rmSync(cwd, { recursive: true }));

  const complete = (line: string) =>
    completeLine(line, {
      cwd,
      agents: ['code-analyst', 'trainer'],
      commands: [
        { name: 'metrics' },
        { name: 'model', complete: async (words) => (words.length === 0 ? ['show', 'none'] : []) },
        { name: 'review' },
      ],
    });

  it('completes commands at the beginning of a line', async () => {
    expect(await complete('/')).toEqual([['/metrics ', '/model ', '/review '], '/']);
    expect(await complete('/rev')).toEqual([['/review '], '/rev']);
  });

  it("completes a command's own words", async () => {
    expect(await complete('/model ')).toEqual([['show', 'none'], '']);
    expect(await complete('/model n')).toEqual([['none'], 'n']);
  });

  it('completes paths after a command and within a sentence', async () => {
    expect(await complete('/review ')).toEqual([['app.js', '"apple pie.py"', 'src/'], '']);
    expect(await complete('please review src/')).toEqual([['src/inner.ts'], 'src/']);
    expect(await complete("don't review sr")).toEqual([['src/'], 'sr']);
  });

  it('quotes a path with spaces, closing the quote when it is whole', async () => {
    expect(await complete('/review apple')).toEqual([['"apple pie.py"'], 'apple']);
    expect(await complete('/review "apple ')).toEqual([['"apple pie.py"'], '"apple ']);
    expect(await complete("/review 'app")).toEqual([["'app.js'", "'apple pie.py'"], "'app"]);
  });

  it('shows hidden files only when asked for one', async () => {
    expect(await complete('/review .h')).toEqual([['.hidden'], '.h']);
  });

  it('completes an absolute path although it begins with a slash', async () => {
    expect(await complete(`${cwd}/sr`)).toEqual([[`${cwd}/src/`], `${cwd}/sr`]);
  });

  it('completes agents after @', async () => {
    expect(await complete('@co')).toEqual([['@code-analyst '], '@co']);
  });

  it('gives nothing for an empty word in a sentence or a folder that is not there', async () => {
    expect(await complete('please review ')).toEqual([[], '']);
    expect(await complete('/review nowhere/')).toEqual([[], 'nowhere/']);
  });
});
