import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runInProcess } from '../run-in-process.ts';
import { runsIn } from '../runs-on-record.ts';
import { makeWorkspace } from '../workspace.ts';

const bad = 'function f(text) {\n  return eval(text);\n}\n';
const good = 'export const one = 1;\n';

interface Document {
  score: number;
  files: { path: string }[];
  recommendations: { id: string; file: string; line: number; rule: string }[];
  suppressed: number;
  baseline: { known: number; fixed: number; new: number } | null;
  diff: { ref: string | null; head: string; files: number } | null;
}

function repository(files: Record<string, string>): { cwd: string; git: (...args: string[]) => void } {
  const cwd = makeWorkspace(files);
  const git = (...args: string[]) => {
    const who = [
      '-c',
      'user.name=Tester',
      '-c',
      'user.email=tester@example.org',
      '-c',
      'commit.gpgsign=false',
    ];
    const { PATH, HOME } = process.env;
    execFileSync('git', [...who, ...args], {
      cwd,
      stdio: 'ignore',
      env: { PATH, HOME, GIT_CONFIG_GLOBAL: '/dev/null' },
    });
  };
  writeFileSync(join(cwd, '.gitignore'), '.opsmith/\n');
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'First');
  return { cwd, git };
}

async function reviewed(
  cwd: string,
  ...words: string[]
): Promise<Document & { status: number; stderr: string }> {
  const { status, stdout, stderr } = await runInProcess(['review', ...words, '--json'], { cwd });
  return { ...(JSON.parse(stdout) as Document), status, stderr };
}

describe('opsmith review of changes', () => {
  it('tells of changed lines alone, and says what was compared', async () => {
    const { cwd } = repository({ 'a.js': bad, 'b.js': bad });
    writeFileSync(join(cwd, 'a.js'), `${bad}function g(text) {\n  return eval(text);\n}\n`);
    const review = await reviewed(cwd, '--diff', 'HEAD');
    expect(review.status).toBe(0);
    expect(review.recommendations.map(({ file, line }) => `${file}:${line}`)).toEqual(['a.js:5']);
    expect(review.diff).toMatchObject({ ref: 'HEAD', head: 'working-tree', files: 1 });
    expect((await reviewed(cwd, '--diff', 'HEAD', 'b.js')).files).toEqual([]);
  });

  it('shows staged code as it is staged, in code frames too', async () => {
    const { cwd, git } = repository({ 'a.js': good });
    writeFileSync(join(cwd, 'a.js'), `${good}eval(staged);\n`);
    git('add', 'a.js');
    writeFileSync(join(cwd, 'a.js'), 'nothing();\n');
    const { status, stdout } = await runInProcess(['review', '--staged'], { cwd });
    expect(status).toBe(0);
    expect(stdout).toContain('> 2 │ eval(staged);');
    expect(stdout).toContain('staged lines alone');
    const { files, diff } = await reviewed(cwd, '--staged');
    expect({ files, diff }).toMatchObject({ files: [{ path: 'a.js' }], diff: { ref: null, head: 'index' } });
  });

  it('passes where nothing changed, and where all that changed is left out', async () => {
    const { cwd } = repository({ 'a.js': bad, 'README.md': 'Hello\n' });
    writeFileSync(join(cwd, 'README.md'), 'Hello there\n');
    expect(await reviewed(cwd, '--diff', 'HEAD', '--fail-on', 'low')).toMatchObject({
      status: 0,
      files: [],
      score: 1,
    });
  });

  it.each([
    [['--diff', 'nope'], /There is no version "nope"/],
    [['--diff=--all'], /is no name of a version/],
    [['--diff', ''], /--diff is empty/],
    [[], /Name files or folders/],
    [['-', '--staged'], /Standard input has no history/],
    [['.', '--staged', '--write-baseline', 'b.json'], /A baseline is of all findings/],
    [['.', '--staged', '--diff', 'HEAD..HEAD'], /names two/],
    [['.', '--no-untracked'], /--no-untracked/],
    [['.', '--min-score', '1.5'], /A score is a number from 0 to 1/],
    [['.', '--baseline', 'none.json'], /There is no baseline none\.json/],
    [['.', '--baseline', 'a.js'], /a\.js is no baseline of opsmith/],
    [['.', '--watch', '--json'], /--json does not go with it/],
    [['.', '--diff', 'HEAD', '--staged', '--fix'], /leave out --staged/],
  ])('refuses %j in one sentence', async (words, message) => {
    const { cwd } = repository({ 'a.js': good });
    const { status, stderr } = await runInProcess(['review', ...words], { cwd });
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^opsmith: .+\n$/);
  });

  it('interrupted over changes goes on with the same changes', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}.js`, good]));
    const { cwd } = repository(many);
    for (const name of Object.keys(many)) writeFileSync(join(cwd, name), bad.repeat(20));
    writeFileSync(join(cwd, 'f0.js'), good);
    const stopping = new AbortController();
    const running = runInProcess(['review', '--diff', 'HEAD', '--json'], { cwd, signal: stopping.signal });
    await expect.poll(() => runsIn(cwd), { timeout: 10_000, interval: 5 }).toBe(1);
    stopping.abort();
    const { status, stderr } = await running;
    expect(status).toBe(130);
    const run = /runs resume (run_[0-9a-f]+)/.exec(stderr)![1]!;
    const resumed = await runInProcess(['runs', 'resume', run, '--json'], { cwd });
    expect(resumed.status).toBe(0);
    const { results } = JSON.parse(resumed.stdout) as { results: { data: Document }[] };
    expect(results[0]!.data.diff).toMatchObject({ ref: 'HEAD', files: 299 });
  });

  it('says so where there is no repository', async () => {
    const { status, stderr } = await runInProcess(['review', '--diff', 'HEAD'], {
      cwd: makeWorkspace({ 'a.js': good }),
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^opsmith: .* is in no Git repository, and --diff and --staged need one\.\n$/);
  });
});

describe('opsmith review with a baseline', () => {
  it('keeps what is known quiet, counts what was fixed, and fails for what is new alone', async () => {
    const cwd = makeWorkspace({ 'a.js': bad, 'b.js': bad });
    const written = await runInProcess(['review', '.', '--write-baseline', 'known.json'], { cwd });
    expect(written).toMatchObject({ status: 0 });
    expect(written.stderr).toContain('known.json has 2 known findings.');
    const quiet = await reviewed(cwd, '.', '--baseline', 'known.json', '--fail-on', 'low');
    expect(quiet).toMatchObject({ status: 0, recommendations: [], baseline: { known: 2, fixed: 0, new: 0 } });
    rmSync(join(cwd, 'b.js'));
    writeFileSync(join(cwd, 'a.js'), `// Moved.\n${bad}`);
    writeFileSync(join(cwd, 'c.js'), bad);
    const next = await reviewed(cwd, '.', '--baseline', 'known.json', '--fail-on', 'low');
    expect(next).toMatchObject({ status: 1, baseline: { known: 1, fixed: 1, new: 1 } });
    expect(next.recommendations.map(({ file }) => file)).toEqual(['c.js']);
    expect(next.stderr).toContain('not passed: --fail-on low: 1 finding is low or graver.');
    await runInProcess(['review', '.', '--baseline', 'known.json', '--write-baseline', 'known.json'], {
      cwd,
    });
    expect(readFileSync(join(cwd, 'known.json'), 'utf8')).not.toContain('b.js');
    expect((await reviewed(cwd, '.', '--baseline', 'known.json')).baseline).toMatchObject({
      known: 2,
      new: 0,
    });
  });

  it('scores whole files, whatever is shown of them', async () => {
    const cwd = makeWorkspace({ 'a.js': bad });
    const { score } = await reviewed(cwd, '.');
    await runInProcess(['review', '.', '--write-baseline', 'known.json'], { cwd });
    expect((await reviewed(cwd, '.', '--baseline', 'known.json')).score).toBe(score);
    const gate = await reviewed(cwd, '.', '--min-score', '0.99');
    expect(gate.status).toBe(1);
    expect(gate.stderr).toMatch(/not passed: --min-score 0\.99: the score is 0\.\d+\.\n/);
    expect((await reviewed(cwd, '.', '--min-score', '0.01')).status).toBe(0);
  });
});

describe('opsmith review', () => {
  it('counts what marks in the code silence', async () => {
    const cwd = makeWorkspace({
      'a.js': bad.replace('  return', '  // opsmith-ignore eval-of-data: our own text\n  return'),
    });
    expect(await reviewed(cwd, '.')).toMatchObject({
      recommendations: [],
      suppressed: 1,
      diff: null,
      baseline: null,
    });
    expect((await runInProcess(['review', '.'], { cwd })).stdout).toContain('1 suppressed in the code');
  });

  it('gives the same with its cache, and without it', async () => {
    const cwd = makeWorkspace({ 'a.js': bad, 'b.js': good });
    const shown = async (...words: string[]) => {
      const { run: _, ...rest } = { run: '', ...(await reviewed(cwd, '.', ...words)) };
      return rest;
    };
    const first = await shown();
    expect(await shown()).toEqual(first);
    expect(await shown('--no-cache')).toEqual(first);
    rmSync(join(cwd, '.opsmith/cache/printed.db'));
    writeFileSync(join(cwd, '.opsmith/cache/reviews.db'), 'spoiled'.repeat(2_000));
    const { stderr, ...again } = await shown();
    expect(stderr).toMatch(/^warning: The cache of reviews .* it was damaged, and is built anew\.\n$/);
    expect({ ...again, stderr: '' }).toEqual(first);
  });

  it('reviews again on save until it is stopped, and ends with 0', async () => {
    const cwd = makeWorkspace({ 'a.js': good });
    const stopping = new AbortController();
    const written = { stdout: '', stderr: '' };
    const running = runInProcess(['review', '.', '--watch'], {
      cwd,
      signal: stopping.signal,
      onWrite: (stream, text) => {
        written[stream] += text;
      },
    });
    await expect.poll(() => written.stderr, { timeout: 10_000 }).toContain('Watching for changes');
    writeFileSync(join(cwd, 'a.js'), bad);
    await expect.poll(() => written.stdout, { timeout: 10_000 }).toContain('1 new, 0 gone');
    expect(written.stdout).toContain('> 2 │   return eval(text);');
    writeFileSync(join(cwd, 'a.js'), good);
    await expect.poll(() => written.stdout, { timeout: 10_000 }).toContain('0 new, 1 gone');
    stopping.abort();
    expect((await running).status).toBe(0);
  });
});
