import { spawnSync } from 'node:child_process';
import { symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { widthOf } from '../../../../apps/cli/terminal/width.ts';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

const launcher = fileURLToPath(new URL('../../../../apps/cli/opsmith.mjs', import.meta.url));
const code = 'function add(a, b) {\n  if (a && b) {\n    return a + b;\n  }\n  return 0;\n}\n';

interface Document {
  files: {
    path: string;
    language: string;
    metrics: Record<string, unknown>;
    functions: { name: string; cyclomatic: number }[];
    errors: unknown[];
  }[];
  summary: Record<string, unknown>;
}

describe('opsmith metrics', () => {
  it('prints every figure as one JSON document', async () => {
    const cwd = makeWorkspace({ 'a.js': code });
    const { status, stdout, stderr } = await runInProcess(['metrics', 'a.js', '--json'], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { files, summary } = JSON.parse(stdout) as Document;
    expect(files).toHaveLength(1);
    expect(files[0]).toMatchObject({ path: 'a.js', language: 'javascript', errors: [] });
    expect(Object.keys(files[0]!.metrics)).toEqual(
      'sloc lloc comments blank cyclomatic cognitive halstead maintainabilityIndex duplication technicalDebtRatio securityScore testCoverage'.split(
        ' ',
      ),
    );
    expect(files[0]!.functions).toMatchObject([
      { name: 'add', line: 1, endLine: 6, parameters: 2, cyclomatic: 3, cognitive: 2 },
    ]);
    expect(summary).toMatchObject({ files: 1, functions: 1 });
  });

  it.each([100, 80, 40, 20])('shows a table that fits %i columns', async (columns) => {
    const cwd = makeWorkspace({ 'src/some/where/deep/inside/a-long-file-name.js': code, 'b.py': 'x = 1\n' });
    const { status, stdout } = await runInProcess(['metrics', '.'], { cwd, columns });
    expect(status).toBe(0);
    expect(stdout).toContain('add');
    for (const line of stdout.split('\n')) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
  });

  it('orders the table, and shortens it', async () => {
    const cwd = makeWorkspace({ 'a.js': 'x();\n', 'b.js': code, 'c.js': code + code });
    const { stdout } = await runInProcess(['metrics', '.', '--sort', 'cognitive', '--top', '2'], { cwd });
    expect(stdout.indexOf('c.js')).toBeLessThan(stdout.indexOf('b.js'));
    expect(stdout).not.toMatch(/^a\.js/m);
    expect(stdout).toContain('… and 1 more file ');
  });

  it('leaves out what it is told to, as null and not as 0, and measures the rest the same', async () => {
    const copied = 'const x = { a: 1, b: 2, c: [1, 2, 3], d: f(1, 2) };\n'.repeat(12);
    const cwd = makeWorkspace({ 'a.js': `${code}eval(x);\n`, 'b.js': copied });
    const read = async (...options: string[]) => {
      const { status, stdout } = await runInProcess(['metrics', '.', '--json', ...options], { cwd });
      expect(status).toBe(0);
      return JSON.parse(stdout) as Document;
    };
    const all = await read();
    const alone = await read('--without', 'findings,clones');
    expect(alone.summary).toMatchObject({
      without: ['findings', 'clones'],
      duplication: null,
      technicalDebtRatio: null,
      securityScore: null,
    });
    expect(all.summary).not.toHaveProperty('without');
    expect(all.files[0]!.metrics.securityScore).toBeLessThan(1);
    expect(all.files[1]!.metrics.duplication).toBeGreaterThan(0);
    const nothing = { duplication: null, technicalDebtRatio: null, securityScore: null };
    for (const file of all.files) Object.assign(file.metrics, nothing);
    expect(alone.files).toEqual(all.files);
    const { files } = await read('--without', 'clones');
    expect(files[0]!.metrics).toMatchObject({ duplication: null, securityScore: expect.any(Number) });
  });

  it('shows a dash for what was left out, and says so', async () => {
    const cwd = makeWorkspace({ 'a.js': code });
    const { stdout } = await runInProcess(['metrics', 'a.js', '--without', 'findings'], { cwd });
    expect(stdout).toMatch(/^a\.js +javascript.* 0% +– +–$/m);
    expect(stdout).toContain('Left out, as asked: findings (debt, safe).');
    const piped = await runInProcess(['metrics', '-', '--without', 'findings,clones', '--json'], {
      cwd,
      stdin: code,
    });
    expect((JSON.parse(piped.stdout) as Document).files[0]!.metrics).toMatchObject({
      duplication: null,
      securityScore: null,
    });
  });

  it('names what can be left out where something else is named', async () => {
    const { status, stderr } = await runInProcess(['metrics', '.', '--without', 'rules'], {
      cwd: makeWorkspace(),
    });
    expect(status).toBe(2);
    expect(stderr).toContain('"rules" can\'t be left out. What can: findings, clones.');
  });

  it('reads standard input, whose language it finds out or is told', async () => {
    const cwd = makeWorkspace();
    const told = await runInProcess(['metrics', '-', '--json', '--language', 'py'], {
      cwd,
      stdin: 'x = 1\n',
    });
    expect((JSON.parse(told.stdout) as Document).files[0]).toMatchObject({ path: '-', language: 'python' });
    const found = await runInProcess(['metrics', '-', '--json'], {
      cwd,
      stdin: `#!/usr/bin/env python3\ndef f(a):\n    return a\n`,
    });
    expect((JSON.parse(found.stdout) as Document).files[0]).toMatchObject({ language: 'python' });
  });

  it('refuses a language that it does not know, with the nearest', async () => {
    const { status, stderr } = await runInProcess(['metrics', '-', '--language', 'pyton'], {
      cwd: makeWorkspace(),
      stdin: 'x',
    });
    expect(status).toBe(2);
    expect(stderr).toContain('There is no language "pyton". Did you mean "python"?');
  });

  it('says what it left out and why, measures the rest, and ends with 2', async () => {
    const cwd = makeWorkspace({
      'good.js': code,
      'binary.js': new Uint8Array([1, 0, 2, 0]),
      'huge.js': '',
      'what.xyz': '?',
    });
    truncateSync(join(cwd, 'huge.js'), 50_000_000);
    symlinkSync('loop-b', join(cwd, 'loop-a'));
    symlinkSync('loop-a', join(cwd, 'loop-b'));
    const named = ['missing.js', 'binary.js', 'huge.js', 'loop-a', 'what.xyz', 'good.js'];
    const { status, stdout, stderr } = await runInProcess(['metrics', ...named, '--json'], { cwd });
    expect(status).toBe(2);
    expect((JSON.parse(stdout) as Document).files.map(({ path }) => path)).toEqual(['good.js']);
    for (const path of named.slice(0, -1))
      expect(stderr).toMatch(new RegExp(`^warning: ${path} was left out: .+\\.$`, 'm'));
  });

  it('measures what is odd but code', async () => {
    const cwd = makeWorkspace({
      'empty.js': '',
      'bom.js': `\ufeff${code}`,
      'crlf.js': code.replaceAll('\n', '\r\n'),
      'broken.js': 'function f( {\n  return 1;\n}\nfunction g() {}\n',
      'latin1.js': new Uint8Array([...Buffer.from('const a = "'), 0xe9, ...Buffer.from('";\n')]),
      'long-line.js': `const a = [${'1,'.repeat(100_000)}];\n`,
    });
    const { status, stdout } = await runInProcess(['metrics', '.', '--json'], { cwd });
    expect(status).toBe(0);
    const { files } = JSON.parse(stdout) as Document;
    expect(files.map(({ path }) => path)).toEqual([
      'bom.js',
      'broken.js',
      'crlf.js',
      'empty.js',
      'latin1.js',
      'long-line.js',
    ]);
    expect(files.find(({ path }) => path === 'broken.js')!.errors).not.toEqual([]);
    expect(files.find(({ path }) => path === 'crlf.js')!.metrics.sloc).toBe(6);
  });

  it('takes an empty path for a slip, and not for the current folder', async () => {
    const cwd = makeWorkspace({ 'a.js': code });
    for (const command of ['metrics', 'review']) {
      const { status, stderr } = await runInProcess([command, ''], { cwd });
      expect(stderr).toContain('An empty path names no file');
      expect(status).toBe(2);
    }
  });

  it('says that standard input is empty', async () => {
    const { status, stderr } = await runInProcess(['metrics', '-'], { cwd: makeWorkspace(), stdin: '\n' });
    expect(stderr).toBe('opsmith: Standard input is empty, and code was expected.\n');
    expect(status).toBe(2);
  });

  it('refuses a folder without code', async () => {
    const { status, stderr } = await runInProcess(['metrics', '.'], {
      cwd: makeWorkspace({ 'a.txt': 'hello' }),
    });
    expect(status).toBe(2);
    expect(stderr).toContain('There is no code to look at in .');
  });

  it("gives escomplex's own report", async () => {
    const cwd = makeWorkspace({ 'a.js': code, 'b.py': 'x = 1\n' });
    const { status, stdout, stderr } = await runInProcess(
      ['metrics', '.', '--engine', 'escomplex', '--json'],
      { cwd },
    );
    expect(status).toBe(0);
    expect(stderr).toContain('neither JavaScript nor TypeScript');
    const { engine, files } = JSON.parse(stdout) as {
      engine: string;
      files: { path: string; report: { methods: unknown[] } }[];
    };
    expect(engine).toBe('escomplex');
    expect(files).toMatchObject([{ path: 'a.js', report: { methods: [{ name: 'add' }] } }]);
    const table = await runInProcess(['metrics', 'a.js', '--engine', 'escomplex'], { cwd });
    expect(table.stdout).toMatch(/^a\.js +\d/m);
  });

  it('reads test coverage', async () => {
    const cwd = makeWorkspace({ 'a.js': code });
    writeFileSync(
      join(cwd, 'lcov.info'),
      `SF:${join(cwd, 'a.js')}\nDA:1,1\nDA:2,0\nDA:3,1\nDA:5,0\nend_of_record\n`,
    );
    const { stdout } = await runInProcess(['metrics', 'a.js', '--coverage', 'lcov.info', '--json'], { cwd });
    expect((JSON.parse(stdout) as Document).files[0]!.metrics.testCoverage).toBe(0.5);
    expect((await runInProcess(['metrics', 'a.js', '--coverage', 'none.info'], { cwd })).status).toBe(2);
  });

  it('loads neither agents nor database', () => {
    const watch = `import { registerHooks } from 'node:module';
      registerHooks({ load(url, context, next) {
        if (/langchain|better-sqlite3|kysely|\\/(?:agents|graphs|store)\\//.test(url)) process.stderr.write(url + '\\n');
        return next(url, context);
      } });`;
    const cwd = makeWorkspace({ 'a.js': code, 'watch.mjs': watch });
    const ran = spawnSync(
      process.execPath,
      ['--import', join(cwd, 'watch.mjs'), launcher, 'metrics', 'a.js'],
      {
        cwd,
        env: { ...process.env, OPSMITH_SOURCE: '1' },
      },
    );
    expect(String(ran.stderr)).toBe('');
    expect(ran.status).toBe(0);
  });
});
