import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { widthOf } from '../../../../apps/cli/terminal/width.ts';
import { runInProcess } from '../run-in-process.ts';
import { runsIn } from '../runs-on-record.ts';
import { makeWorkspace } from '../workspace.ts';

const bad = `const { exec } = require('child_process');

function run(req, res) {
  exec('ls ' + req.query.dir, (error, out) => {
    res.send(out);
  });
  try { JSON.parse(req.body) } catch (e) { }
}
`;
const good = 'export const one = 1;\n';

interface Document {
  run: string;
  score: number;
  decidedBy: string;
  files: { path: string; score: number }[];
  recommendations: {
    id: string;
    file: string;
    line: number;
    endLine: number;
    severity: string;
    quote: string;
  }[];
}

describe('opsmith review', () => {
  it('prints the review as one JSON document, every quote to the letter', async () => {
    const cwd = makeWorkspace({ 'bad.js': bad });
    const { status, stdout, stderr } = await runInProcess(['review', 'bad.js', '--json'], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const review = JSON.parse(stdout) as Document;
    expect(review).toMatchObject({ decidedBy: 'policy', files: [{ path: 'bad.js' }] });
    expect(review.run).toMatch(/^run_/);
    expect(review.recommendations.length).toBeGreaterThan(0);
    const lines = bad.split('\n');
    for (const { quote, line, endLine } of review.recommendations)
      expect(lines.slice(line - 1, endLine).join('\n')).toContain(quote);
    const shown = await runInProcess(['runs', 'show', review.run, '--json'], { cwd });
    expect((JSON.parse(shown.stdout) as { run: { status: string } }).run.status).toBe('done');
  });

  it('lets rules that are off by default speak too where all are asked for, and says why they are off', async () => {
    const cwd = makeWorkspace({
      'a.rs': 'fn f(s: &str) -> Result<i32, E> {\n    let n = g(s).unwrap();\n    Ok(n)\n}\n',
    });
    const ids = async (...more: string[]) => {
      const { stdout } = await runInProcess(['review', 'a.rs', '--json', ...more], { cwd });
      return (JSON.parse(stdout) as { recommendations: { rule: string }[] }).recommendations.map(
        ({ rule }) => rule,
      );
    };
    expect(await ids()).not.toContain('unwrap-in-fallible-function');
    expect(await ids('--rules', 'all')).toContain('unwrap-in-fallible-function');
    expect(await ids()).not.toContain('unwrap-in-fallible-function');
    const shown = await runInProcess(['rules', 'show', 'unwrap-in-fallible-function'], { cwd });
    expect(shown.stdout.replaceAll(/\s+/g, ' ')).toContain('off by default: a matter of taste');
  });

  it('gives the same finding the same id again', async () => {
    const cwd = makeWorkspace({ 'bad.js': bad });
    const ids = async () => {
      const { stdout } = await runInProcess(['review', 'bad.js', '--json'], { cwd });
      return (JSON.parse(stdout) as Document).recommendations.map(({ id }) => id);
    };
    expect(await ids()).toEqual(await ids());
  });

  it.each([100, 80, 40, 20])('shows the findings with their code at %i columns', async (columns) => {
    const { status, stdout } = await runInProcess(['review', 'bad.js'], {
      cwd: makeWorkspace({ 'bad.js': bad }),
      columns,
    });
    expect(status).toBe(0);
    expect(stdout).toContain('CRITICAL');
    expect(stdout).toMatch(/4 .*│.* .*exec/);
    for (const line of stdout.split('\n')) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
  });

  it('fails on findings as grave as the gate, and only on them', async () => {
    const cwd = makeWorkspace({ 'bad.js': bad, 'good.js': good });
    expect((await runInProcess(['review', 'bad.js', '--fail-on', 'critical'], { cwd })).status).toBe(1);
    expect((await runInProcess(['review', 'good.js', '--fail-on', 'low'], { cwd })).status).toBe(0);
  });

  it('reads standard input', async () => {
    const { stdout } = await runInProcess(['review', '-', '--language', 'js', '--json'], {
      cwd: makeWorkspace(),
      stdin: bad,
    });
    const { files, recommendations } = JSON.parse(stdout) as Document;
    expect(files).toMatchObject([{ path: '-' }]);
    expect(recommendations.every(({ file }) => file === '-')).toBe(true);
  });

  it('reviews a path that was named, wherever it lies', async () => {
    const elsewhere = makeWorkspace({ 'bad.js': bad });
    const { status, stdout } = await runInProcess(['review', join(elsewhere, 'bad.js'), '--json'], {
      cwd: makeWorkspace(),
    });
    expect(status).toBe(0);
    expect((JSON.parse(stdout) as Document).files).toMatchObject([{ path: join(elsewhere, 'bad.js') }]);
  });

  it('reviews the rest where a path is missing, and ends with 2', async () => {
    const { status, stdout, stderr } = await runInProcess(['review', 'none.js', 'good.js', '--json'], {
      cwd: makeWorkspace({ 'good.js': good }),
    });
    expect(status).toBe(2);
    expect((JSON.parse(stdout) as Document).files).toHaveLength(1);
    expect(stderr).toContain('none.js was left out: there is no such file');
  });

  it.each([
    [['none.js'], ''],
    [['-'], '  \n'],
    [['-'], '\0\u0001'],
    [['-', 'good.js'], ''],
    [['good.js', '--language', 'klingon'], ''],
  ])('refuses %j with one sentence', async (words, stdin) => {
    const { status, stdout, stderr } = await runInProcess(['review', ...words], {
      cwd: makeWorkspace({ 'good.js': good }),
      stdin,
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^opsmith: .+\n$/);
  });

  it('ends with 130 when it is interrupted, and the run can be resumed', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 400 }, (_, index) => [`f${index}.js`, bad.repeat(20)]),
    );
    const cwd = makeWorkspace(files);
    const stopping = new AbortController();
    const running = runInProcess(['review', '.', '--json'], { cwd, signal: stopping.signal });
    // Not before the run is on record, and long before it is over.
    const list = async () => {
      const { stdout } = await runInProcess(['runs', 'list', '--json'], { cwd });
      return (JSON.parse(stdout) as { runs: { id: string; status: string }[] }).runs;
    };
    await expect.poll(() => runsIn(cwd), { timeout: 10_000, interval: 5 }).toBe(1);
    stopping.abort();
    const { status, stdout } = await running;
    expect(status).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'interrupted' } });
    const [run] = await list();
    expect(run!.status).toBe('cancelled');
    const resumed = await runInProcess(['runs', 'resume', run!.id, '--json'], { cwd });
    expect(resumed.status).toBe(0);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ run: run!.id, status: 'done' });
  });
});
