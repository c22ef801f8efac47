import { mkdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { isRepeatable, repeatKey } from '../../../../apps/cli/code/repeat-key.ts';
import { isSilent } from '../../../../apps/cli/code/repeat-review.ts';
import type { CliContext } from '../../../../apps/cli/context.ts';
import { createScreen } from '../../../../apps/cli/terminal/screen.ts';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

const bad = 'function f(text) {\n  return eval(text);\n}\n';

interface Reviewed {
  status: number;
  stdout: string;
  stderr: string;
  run: string;
  /** Whether it was printed again rather than done. */
  isRepeated: boolean;
}

let folder: string;

beforeEach(() => {
  folder = makeWorkspace({
    'a.js': bad,
    'lib/b.js': 'export const x = 1;\n',
    'lib/tool': '#!/usr/bin/env node\nexport const y = 2;\n',
    '.gitignore': 'ignored.js\n',
  });
  for (const name of ['a.js', 'lib/b.js', 'lib/tool', '.gitignore']) age(name);
});

/** Lets a file be older than the grain of clocks. */
function age(name: string, seconds = 60): void {
  const then = Date.now() / 1_000 - seconds;
  utimesSync(join(folder, name), then, then);
}

function write(name: string, text: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
}

async function review(words: readonly string[] = ['.'], env: Record<string, string> = {}): Promise<Reviewed> {
  const { status, stdout, stderr } = await runInProcess(['review', ...words], { cwd: folder, env });
  const database = new SqliteDatabase(join(folder, '.opsmith', 'opsmith.db'), { readonly: true });
  const run = String(database.prepare('select id from runs order by number desc limit 1').pluck().get());
  const looked = database
    .prepare("select 1 from events where run = ? and type = 'tool-end' and body like '%look_for_changes%'")
    .get(run);
  database.close();
  return { status, stdout, stderr, run, isRepeated: looked !== undefined };
}

/** What was printed, without the name of the run. */
const words = ({ stdout, run }: Reviewed) => stdout.replaceAll(run, 'RUN');

async function twice(args?: readonly string[], env?: Record<string, string>): Promise<[Reviewed, Reviewed]> {
  return [await review(args, env), await review(args, env)];
}

describe('a review of which nothing changed', () => {
  it.each([
    ['text', []],
    ['json', ['--json']],
    ['sarif', ['--format', 'sarif']],
    ['markdown', ['--format', 'markdown']],
    ['github', ['--format', 'github']],
    ['junit', ['--format', 'junit']],
  ])('prints the same as %s under a name of its own', async (_, options) => {
    const [first, second] = await twice(['.', ...options]);
    expect([first.isRepeated, second.isRepeated]).toEqual([false, true]);
    expect(words(second)).toBe(words(first));
    expect(second.run).not.toBe(first.run);
    if (first.stdout.includes(first.run)) expect(second.stdout).toContain(second.run);
    expect(second.stdout).not.toContain(first.run);
  });

  it('is on record as a run with the same events around the work, the same result and the same findings', async () => {
    const [first, second] = await twice();
    const database = new SqliteDatabase(join(folder, '.opsmith', 'opsmith.db'), { readonly: true });
    onTestFinished(() => void database.close());
    const typesOf = (run: string) =>
      database
        .prepare(
          "select type from events where run = ? and type not in ('tool-start', 'tool-end', 'progress') order by seq",
        )
        .pluck()
        .all(run);
    const recommended = database
      .prepare('select recommendation, position from run_recommendations where run = ? order by position')
      .raw();
    const answerOf = (run: string) =>
      (
        JSON.parse(String(database.prepare('select result from runs where id = ?').pluck().get(run))) as {
          answer: string;
        }
      ).answer;
    expect(typesOf(second.run)).toEqual(typesOf(first.run));
    expect(typesOf(second.run)).toContain('run-end');
    expect(recommended.all(second.run)).toEqual(recommended.all(first.run));
    expect(recommended.all(second.run)).toHaveLength(1);
    expect(answerOf(second.run)).toBe(answerOf(first.run));
    const shown = await runInProcess(['runs', 'show', second.run], { cwd: folder });
    expect(shown.stdout).toContain('done');
    expect(shown.stdout.replace(/\s+/g, ' ')).toContain(
      `nothing changed in 3 files since ${first.run}, which found the same`,
    );
  });

  it('gives the same exit status and says the same of gates and of what was left out', async () => {
    write('lib/image.js', 'a\0b');
    age('lib/image.js');
    const [first, second] = await twice(['lib/image.js', '.', '--fail-on', 'medium']);
    expect(second.isRepeated).toBe(true);
    expect([first.status, second.status]).toEqual([2, 2]);
    expect(second.stderr).toBe(first.stderr);
    expect((await twice(['.', '--fail-on', 'medium'])).map(({ status }) => status)).toEqual([1, 1]);
    expect(second.stderr).toMatch(/lib\/image\.js was left out: .*\n.*not passed/s);
  });

  it('writes the files of --output and --report again', async () => {
    const args = ['lib', 'a.js', '--output', 'out.txt', '--report', 'sarif=out.sarif'];
    const first = await review(args);
    const before = readFileSync(join(folder, 'out.txt'), 'utf8');
    const sarif = readFileSync(join(folder, 'out.sarif'), 'utf8');
    rmSync(join(folder, 'out.txt'));
    rmSync(join(folder, 'out.sarif'));
    const second = await review(args);
    expect(second.isRepeated).toBe(true);
    expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toBe(before.replaceAll(first.run, second.run));
    expect(readFileSync(join(folder, 'out.sarif'), 'utf8')).toBe(sarif.replaceAll(first.run, second.run));
  });

  it('is repeated where a file is so new that its times could deceive, by its content', async () => {
    write('a.js', bad);
    const [, second] = await twice();
    expect(second.isRepeated).toBe(true);
  });
});

describe('a review is done again', () => {
  const changes: [string, () => void][] = [
    ['a file was changed', () => write('a.js', `${bad}f(1);\n`)],
    [
      'a file was changed to the same size and times',
      () => {
        write('a.js', bad.replace('eval', 'oval'));
        age('a.js');
      },
    ],
    ['a file is new', () => write('lib/c.js', bad)],
    ['a file is new in a folder of its own', () => write('more/c.js', bad)],
    ['a file is gone', () => unlinkSync(join(folder, 'lib/b.js'))],
    ['an .opsmithignore is there', () => write('lib/.opsmithignore', 'b.js\n')],
    ['a .gitignore says something else', () => write('.gitignore', 'lib/\n')],
    ['a script is one no longer', () => write('lib/tool', 'text\n')],
    ['a link leads to code', () => symlinkSync(join(folder, 'a.js'), join(folder, 'lib/link.js'))],
    ['there is a configuration', () => write('opsmith.config.json', '{"review":{"thresholds":{}}}')],
    ['there is a rule of the project’s own', () => write('.opsmith/rules/own.yaml', 'id: no-x\n')],
    ['there is a coverage report', () => write('lcov.info', 'SF:a.js\nDA:1,1\nend_of_record\n')],
    ['it became a repository', () => mkdirSync(join(folder, '.git'))],
  ];
  it.each(changes)('where %s', async (_, change) => {
    await review();
    change();
    expect((await review()).isRepeated).toBe(false);
  });

  it('where a file was only touched, once', async () => {
    const first = await review();
    age('a.js', 30);
    const second = await review();
    const third = await review();
    expect([second.isRepeated, third.isRepeated]).toEqual([false, true]);
    expect(words(third)).toBe(words(first));
  });

  it('where a configuration says something else', async () => {
    write('opsmith.config.yaml', 'review:\n  thresholds: {}\n');
    age('opsmith.config.yaml');
    expect((await twice())[1].isRepeated).toBe(true);
    write('opsmith.config.yaml', 'review:\n  rules: { javascript/none: off }\n');
    const third = await runInProcess(['review', '.'], { cwd: folder });
    expect(third.status).toBe(2);
  });

  it('where a variable or the command line is another', async () => {
    await review(['.']);
    expect((await review(['.'], { OPSMITH_LIMITS_SECONDS: '600' })).isRepeated).toBe(false);
    expect((await review(['lib', 'a.js'])).isRepeated).toBe(false);
    expect((await review(['.', '--json'])).isRepeated).toBe(false);
    expect((await review(['.', '--fail-on', 'low'])).status).toBe(1);
    expect((await review(['.'])).isRepeated).toBe(true);
  });

  it('where a baseline says something else', async () => {
    await review(['.', '--write-baseline', 'known.json']);
    const [first, second] = await twice(['.', '--baseline', 'known.json']);
    expect(second.isRepeated).toBe(true);
    expect(words(second)).toBe(words(first));
    write('known.json', '{"opsmith":"baseline","version":1,"findings":[]}');
    const third = await review(['.', '--baseline', 'known.json', '--fail-on', 'medium']);
    expect([third.isRepeated, third.status]).toEqual([false, 1]);
  });

  it('where somebody judged a recommendation', async () => {
    const { stdout } = await review(['.', '--json']);
    const { recommendations } = JSON.parse(stdout) as { recommendations: { id: string }[] };
    await runInProcess(['feedback', recommendations[0]!.id, 'reject'], { cwd: folder });
    const second = await review(['.', '--json']);
    expect(second.isRepeated).toBe(false);
    expect(second.stdout).toContain('"verdicts": 1');
  });

  it('where another review has recorded since', async () => {
    await review(['.']);
    await review(['lib']);
    expect((await review(['.'])).isRepeated).toBe(false);
  });

  it('where its run is no longer on record', async () => {
    const { run } = await review();
    const database = new SqliteDatabase(join(folder, '.opsmith', 'opsmith.db'));
    database.prepare('delete from runs where id = ?').run(run);
    database.close();
    const second = await review();
    expect([second.isRepeated, second.status]).toEqual([false, 0]);
  });

  it('where what was kept is not what was written', async () => {
    const first = await review();
    const database = new SqliteDatabase(join(folder, '.opsmith', 'cache', 'printed.db'));
    database.prepare("update kept_parts set bytes = cast('approved' as blob)").run();
    database.close();
    const second = await review();
    expect(second.isRepeated).toBe(false);
    expect(words(second)).toBe(words(first));
  });

  it('where what is kept is no database any more, which is then made anew', async () => {
    await review();
    writeFileSync(join(folder, '.opsmith', 'cache', 'printed.db'), 'spoiled'.repeat(2_000));
    const [second, third] = await twice();
    expect([second.isRepeated, third.isRepeated]).toEqual([false, true]);
    expect(third.stderr).toBe(second.stderr);
  });

  it('with --no-cache, where there is more to do than to print, and for standard input', async () => {
    await review();
    expect((await review(['.', '--no-cache'])).isRepeated).toBe(false);
    expect((await review(['.', '--fix'])).isRepeated).toBe(false);
    expect(isRepeatable(['-'], {})).toBe(false);
    expect(isRepeatable(['.'], { diff: 'main' })).toBe(false);
    expect(isRepeatable(['.'], { modelFindings: 'on' })).toBe(false);
    expect(isRepeatable(['.'], { writeBaseline: 'b.json' })).toBe(false);
    expect(isRepeatable(['.'], { failOn: 'high', all: true })).toBe(true);
  });
});

describe('the key of a review', () => {
  const stream = { write: () => true };
  const context = (env: Record<string, string> = {}, columns?: number): CliContext => ({
    cwd: '/here',
    env,
    stdin: () => process.stdin,
    out: createScreen(columns === undefined ? stream : { ...stream, isTTY: true, columns }, env),
    err: createScreen(stream, env),
    signal: new AbortController().signal,
    isDebug: false,
    isOutputClosed: () => false,
  });

  it('is another one for another version of opsmith, terminal or variable', () => {
    const keys = [
      repeatKey(context(), ['.'], {}, 'one'),
      repeatKey(context(), ['.'], {}, 'two'),
      repeatKey(context({}, 60), ['.'], {}, 'one'),
      repeatKey(context({}, 61), ['.'], {}, 'one'),
      repeatKey(context({ OPSMITH_HOME: 'x' }), ['.'], {}, 'one'),
      repeatKey(context(), ['./'], {}, 'one'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(repeatKey(context({ HOME: 'x' }), ['.'], {}, 'one')).toBe(keys[0]);
  });
});

it('knows whether a model’s server is silent', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  expect(await isSilent(`http://127.0.0.1:${port}`)).toBe(false);
  await new Promise((resolve) => server.close(resolve));
  expect(await isSilent(`http://127.0.0.1:${port}`)).toBe(true);
});
