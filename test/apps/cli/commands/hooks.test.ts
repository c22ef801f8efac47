import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { hookLine } from '../../../../apps/cli/hooks/hook-script.ts';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

const env = {
  PATH: process.env.PATH!,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
};

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

function makeRepository(files: Record<string, string> = {}): string {
  const cwd = makeWorkspace(files);
  git(cwd, 'init', '--quiet', '--initial-branch=main');
  return cwd;
}

const hooks = (cwd: string, ...words: string[]) => runInProcess(['hooks', ...words], { cwd, env });

/** A program that stands where the project's own opsmith is looked for, writes down what it was called with, and ends with this status. */
function putOpsmith(cwd: string, status: number): void {
  const bin = join(cwd, 'node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'opsmith'), `#!/bin/sh\necho "$@" >> "${cwd}/called"\nexit ${status}\n`);
  chmodSync(join(bin, 'opsmith'), 0o755);
}

function commit(cwd: string) {
  const { status, stderr } = spawnSync('git', ['commit', '--allow-empty', '-m', 'x'], {
    cwd,
    env,
    encoding: 'utf8',
  });
  return { status, stderr };
}

describe('opsmith hooks', () => {
  it('installs a hook that git runs before a commit, and that can stop it', async () => {
    const cwd = makeRepository();
    const { status, stdout } = await hooks(cwd, 'install');
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: `Installed: ${join(cwd, '.git/hooks/pre-commit')}.\n`,
    });
    putOpsmith(cwd, 1);
    expect(commit(cwd).status).toBe(1);
    expect(readFileSync(join(cwd, 'called'), 'utf8')).toBe('review --staged --fail-on high\n');
    putOpsmith(cwd, 0);
    expect(commit(cwd).status).toBe(0);
    expect((await hooks(cwd, 'status')).stdout).toContain('stops commits with findings of high.');
  });

  it('can be installed again with another choice, and taken away', async () => {
    const cwd = makeRepository();
    await hooks(cwd, 'install');
    expect((await hooks(cwd, 'install', '--fail-on', 'low')).stdout).toMatch(/^Written anew: /);
    const state = JSON.parse((await hooks(cwd, 'status', '--json')).stdout);
    expect(state).toMatchObject({ state: 'installed', failOn: 'low', before: null, hooksPath: null });
    expect((await hooks(cwd, 'uninstall')).stdout).toMatch(/^Taken away: /);
    expect(existsSync(join(cwd, '.git/hooks/pre-commit'))).toBe(false);
    expect((await hooks(cwd, 'uninstall')).stdout).toMatch(/^There is no hook at /);
    expect((await hooks(cwd, 'status')).stdout).toMatch(/^No hook: /);
  });

  it("leaves somebody else's hook alone, and says what to do", async () => {
    const cwd = makeRepository();
    const path = join(cwd, '.git/hooks/pre-commit');
    writeFileSync(path, '#!/bin/sh\nexit 3\n');
    const refused = await hooks(cwd, 'install');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(
      /^opsmith: .*pre-commit is a hook that opsmith did not write\. --chain keeps it .*opsmith review --staged --fail-on high\n$/,
    );
    expect((await hooks(cwd, 'uninstall')).status).toBe(2);
    expect((await hooks(cwd, 'status')).stdout).toMatch(/^A hook that opsmith did not write/);
    expect(readFileSync(path, 'utf8')).toBe('#!/bin/sh\nexit 3\n');
  });

  it('runs the hook that was there first where it is chained, and puts it back', async () => {
    const cwd = makeRepository();
    const path = join(cwd, '.git/hooks/pre-commit');
    const own = `#!/bin/sh\necho first >> "${cwd}/called"\n[ ! -e "${cwd}/stop" ]\n`;
    writeFileSync(path, own, { mode: 0o755 });
    putOpsmith(cwd, 0);
    expect((await hooks(cwd, 'install', '--chain')).stdout).toContain('pre-commit.before-opsmith runs first');
    expect(commit(cwd).status).toBe(0);
    expect(readFileSync(join(cwd, 'called'), 'utf8')).toBe('first\nreview --staged --fail-on high\n');
    writeFileSync(join(cwd, 'stop'), '');
    expect(commit(cwd).status).toBe(1);
    expect(readFileSync(join(cwd, 'called'), 'utf8')).toMatch(/first\n$/);
    // A foreign hook that came later finds its place taken.
    writeFileSync(path, own);
    expect((await hooks(cwd, 'install', '--chain')).stderr).toContain('its place beside ours is taken');
  });

  it('gives the kept hook its place back', async () => {
    const cwd = makeRepository();
    const path = join(cwd, '.git/hooks/pre-commit');
    symlinkSync('../../nowhere', path);
    await hooks(cwd, 'install', '--chain');
    expect(lstatSync(path).isFile()).toBe(true);
    expect((await hooks(cwd, 'uninstall')).stdout).toContain('the hook from before is back');
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
  });

  it('follows core.hooksPath within the repository, and refuses a folder that others share', async () => {
    const cwd = makeRepository({ 'src/a.js': '' });
    git(cwd, 'config', 'core.hooksPath', '.githooks');
    expect((await hooks(join(cwd, 'src'), 'status')).stdout).toContain(join(cwd, '.githooks/pre-commit'));
    expect((await hooks(cwd, 'install')).stdout).toContain(join(cwd, '.githooks/pre-commit'));
    putOpsmith(cwd, 1);
    expect(commit(cwd).status).toBe(1);
    const shared = makeWorkspace();
    git(cwd, 'config', 'core.hooksPath', shared);
    const refused = await hooks(cwd, 'install');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('which other repositories may share');
    expect(existsSync(join(shared, 'pre-commit'))).toBe(false);
  });

  it('works from a folder within, and for every worktree', async () => {
    const cwd = makeRepository({ 'src/a.js': '' });
    git(cwd, 'commit', '--quiet', '--allow-empty', '-m', 'first');
    git(cwd, 'worktree', 'add', '--quiet', 'other');
    const worktree = join(cwd, 'other');
    expect((await hooks(join(cwd, 'src'), 'install')).stdout).toContain(join(cwd, '.git/hooks/pre-commit'));
    const state = JSON.parse((await hooks(worktree, 'status', '--json')).stdout);
    expect(state).toMatchObject({ state: 'installed', path: join(cwd, '.git/hooks/pre-commit') });
    putOpsmith(worktree, 1);
    expect(commit(worktree).status).toBe(1);
  });

  it('finds the opsmith that wrote it where the project has none and the path neither', async () => {
    const cwd = makeRepository();
    await hooks(cwd, 'install');
    const hook = readFileSync(join(cwd, '.git/hooks/pre-commit'), 'utf8');
    const launcher = /^opsmith='(.*)'$/m.exec(hook)![1]!;
    expect(existsSync(launcher)).toBe(true);
    writeFileSync(join(cwd, '.git/hooks/pre-commit'), hook.replace(launcher, '/no/where'));
    const { status, stderr } = spawnSync('sh', ['.git/hooks/pre-commit'], {
      cwd,
      env: { PATH: '/usr/bin:/bin' },
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr:
        'opsmith: The pre-commit hook finds no opsmith: install it again, or take the hook away (.git/hooks/pre-commit).\n',
    });
  });

  it('stops a commit with a grave finding in what is staged, as it is staged', async () => {
    const bad = 'def f(db, name):\n    return db.execute("SELECT * FROM t WHERE name = \'%s\'" % name)\n';
    const cwd = makeRepository({ 'old.py': bad, '.gitignore': '.opsmith/\n' });
    git(cwd, 'add', '.');
    git(cwd, 'commit', '--quiet', '-m', 'first');
    await hooks(cwd, 'install');
    const path = `${dirname(process.execPath)}:${env.PATH}`;
    const real = { ...env, PATH: path, OPSMITH_SOURCE: '1', OPSMITH_MODELS_PROVIDER: 'none' };
    const commitAll = (...words: string[]) =>
      spawnSync('git', ['commit', '-m', 'x', ...words], { cwd, env: real, encoding: 'utf8' });
    writeFileSync(join(cwd, 'new.py'), bad.replace('f(', 'g('));
    git(cwd, 'add', 'new.py');
    // What is mended but not staged is still what would be committed.
    writeFileSync(join(cwd, 'new.py'), 'x = 1\n');
    const stopped = commitAll();
    expect(stopped.status).toBe(1);
    expect(stopped.stdout + stopped.stderr).toContain('not passed: --fail-on high: 1 finding');
    expect(stopped.stdout + stopped.stderr).not.toContain('old.py');
    // `git commit -a` gives the hook an index of its own.
    const passed = commitAll('-a');
    expect(passed.stderr).not.toContain('not passed');
    expect(passed.status).toBe(0);
  });

  it("runs the same as the pre-commit framework's hook, which the command line understands", async () => {
    const file = new URL('../../../../.pre-commit-hooks.yaml', import.meta.url);
    const [hook, ...others] = parse(readFileSync(file, 'utf8')) as {
      id: string;
      entry: string;
      language: string;
    }[];
    expect(others).toEqual([]);
    expect(hook).toMatchObject({ id: 'opsmith-review', language: 'node', pass_filenames: false });
    expect(hook!.entry).toBe(hookLine('high'));
    const cwd = makeRepository({ 'a.py': 'x = eval(y)\n' });
    const ran = await runInProcess(hook!.entry.split(' ').slice(1), { cwd, env });
    expect(ran.status).toBe(0);
  });

  it.each([['install'], ['status'], ['uninstall']])('%s says where there is no repository', async (word) => {
    const { status, stdout, stderr } = await hooks(makeWorkspace(), word);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      /^opsmith: .* is in no Git repository; a hook needs one with its working tree\.\n$/,
    );
  });

  it('says what a repository without a working tree is', async () => {
    const cwd = makeWorkspace();
    git(cwd, 'init', '--quiet', '--bare');
    expect((await hooks(cwd, 'install')).stderr).toContain('is a repository without a working tree');
  });
});
