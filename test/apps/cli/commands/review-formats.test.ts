import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { widthOf } from '../../../../apps/cli/terminal/width.ts';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

const bad = `def find(db, name, cache={}):
\trows = db.execute("SELECT * FROM users WHERE name = '%s' AND state = 'active' ORDER BY created" % name)
\treturn rows, eval("日本語" + name)
`;

const read = (...parts: string[]) => readFileSync(join(...parts), 'utf8');

describe('the formats of opsmith review', () => {
  it('are printed alone on standard output', async () => {
    const cwd = makeWorkspace({ 'src/a b.py': bad });
    const print = async (format: string) => {
      const { status, stdout, stderr } = await runInProcess(['review', 'src', '--format', format], { cwd });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      return stdout;
    };
    const sarif = JSON.parse(await print('sarif'));
    const { physicalLocation } = sarif.runs[0].results[0].locations[0];
    expect(physicalLocation.artifactLocation).toEqual({ uri: 'src/a%20b.py', uriBaseId: 'ROOT' });
    expect(physicalLocation.region).toMatchObject({ startLine: 2, startColumn: 9 });
    expect(await print('github')).toMatch(/^(?:::(?:error|warning|notice) file=src\/a b\.py,line=\d.*\n)+$/);
    expect(XMLValidator.validate(await print('junit'))).toBe(true);
    expect(await print('markdown')).toMatch(/^<!-- opsmith-review -->\n\n### opsmith: \d findings/);
    expect(JSON.parse(await print('json'))).toHaveProperty('recommendations');
  });

  it('place findings in code from standard input too', async () => {
    const words = ['review', '-', '--language', 'python', '--format', 'github'];
    const { stdout } = await runInProcess(words, { cwd: makeWorkspace(), stdin: bad });
    expect(stdout).toMatch(/^::error line=2,endLine=2,col=9,/);
  });

  it('give paths from the top of the repository', async () => {
    const cwd = makeWorkspace({ '.git/HEAD': '', 'packages/one/a.py': bad });
    const inside = join(cwd, 'packages/one');
    const { stdout } = await runInProcess(['review', 'a.py', '--format', 'github'], { cwd: inside });
    expect(stdout).toMatch(/^::error file=packages\/one\/a\.py,/);
  });

  it('go to a file, and several from one review', async () => {
    const cwd = makeWorkspace({ 'a.py': bad });
    writeFileSync(join(cwd, 'review.sarif'), 'older', { mode: 0o640 });
    const words = [
      '--report',
      'sarif=review.sarif',
      '--report',
      'markdown=review.md',
      '--output',
      'review.txt',
    ];
    const { status, stdout, stderr } = await runInProcess(['review', 'a.py', ...words], {
      cwd,
      env: { FORCE_COLOR: '1' },
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(read(cwd, 'review.txt')).toContain('> 2 │');
    expect(read(cwd, 'review.txt')).not.toContain('\u001b');
    expect(read(cwd, 'review.md')).toContain('### opsmith');
    const run = JSON.parse(read(cwd, 'review.sarif')).runs[0].automationDetails.id;
    expect(read(cwd, 'review.md')).toContain(run.split('/')[1]);
    expect(statSync(join(cwd, 'review.sarif')).mode & 0o777).toBe(0o640);
    expect(readdirSync(cwd).sort()).toEqual(['.opsmith', 'a.py', 'review.md', 'review.sarif', 'review.txt']);
  });

  it('hold silenced findings as suppressed, or leave them out', async () => {
    const cwd = makeWorkspace({
      'a.py': `# opsmith-ignore eval-of-data: our own text\nx = eval(y)\n`,
    });
    const results = async (...words: string[]) => {
      const { stdout } = await runInProcess(['review', 'a.py', '--format', 'sarif', ...words], { cwd });
      return JSON.parse(stdout).runs[0].results as { ruleId: string; suppressions?: object[] }[];
    };
    expect(await results()).toMatchObject([
      { ruleId: 'eval-of-data', suppressions: [{ kind: 'inSource', justification: 'our own text' }] },
    ]);
    expect(await results('--no-suppressed')).toEqual([]);
  });

  it('follow a link to the file that is meant, and leave it a link', async () => {
    const cwd = makeWorkspace({ 'a.py': bad, 'real.json': '' });
    symlinkSync('real.json', join(cwd, 'link.json'));
    await runInProcess(['review', 'a.py', '--json', '--output', 'link.json'], { cwd });
    expect(JSON.parse(read(cwd, 'real.json'))).toHaveProperty('score');
    expect(
      readdirSync(cwd, { withFileTypes: true })
        .find(({ name }) => name === 'link.json')!
        .isSymbolicLink(),
    ).toBe(true);
  });

  it.each([
    [
      ['--output', 'no/where.txt'],
      /^opsmith: Nothing can be written to no\/where\.txt: there is no folder .*no\.\n$/,
    ],
    [['--output', 'folder'], /^opsmith: Nothing can be written to folder: it is a folder\.\n$/],
    [['--report', 'sarif=no/where.sarif'], /there is no folder/],
    [['--report', 'pdf=x.pdf'], /formats are text, json, sarif/],
    [['--report', 'sarif='], /A report is a format and a file/],
    [['--format', 'pdf'], /Allowed choices are text, json, sarif/],
  ])('refuse %j before anything is reviewed', async (words, sentence) => {
    const cwd = makeWorkspace({ 'a.py': bad });
    mkdirSync(join(cwd, 'folder'));
    const { status, stdout, stderr } = await runInProcess(['review', 'a.py', ...words], { cwd });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(readdirSync(cwd)).not.toContain('.opsmith');
  });

  it.each([80, 40, 20])('are readable for people at %i columns', async (columns) => {
    const cwd = makeWorkspace({ 'a-folder/with-a-rather-long-name/a.py': bad });
    const { stdout } = await runInProcess(['review', '.'], { cwd, columns, env: { NO_COLOR: '1' } });
    const lines = stdout.split('\n');
    for (const line of lines) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
    // Whatever the width: which line, what of it, how grave, why, and what to do.
    expect(stdout).toContain('HIGH');
    expect(lines.some((line) => /2 .*│ .*execute/.test(line))).toBe(true);
    expect(lines.some((line) => /^ +.*│.*\^\^\^/.test(line))).toBe(true);
    expect(stdout.replace(/\s+/g, ' ')).toContain('can change the statement.');
    expect(stdout).toContain('→');
    // No line holds a mark between words alone.
    for (const line of lines) expect(line.trim()).not.toMatch(/^[·→]$/);
  });
});
