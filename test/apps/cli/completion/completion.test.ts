import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { completionScript, shells } from '../../../../apps/cli/completion/scripts.ts';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

const complete = async (typed: string, before: string[] = [], cwd = makeWorkspace()) => {
  const { stdout } = await runInProcess(['__complete', typed, ...before], { cwd });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t')[0]);
};

describe('shell completion', () => {
  it('completes commands and subcommands', async () => {
    expect(await complete('met')).toEqual(['metrics']);
    expect(await complete('', ['runs'])).toEqual(['list', 'show', 'resume', 'pause', 'fork']);
    expect(await complete('')).not.toContain('__complete');
  });

  it('completes options of the command that is typed, with what they mean', async () => {
    expect(await complete('--so', ['metrics'])).toEqual(['--sort']);
    expect(await complete('--d', ['review', 'a.js'])).toEqual(['--diff', '--debug']);
    const { stdout } = await runInProcess(['__complete', '--fail', 'review'], { cwd: makeWorkspace() });
    expect(stdout).toMatch(/^--fail-on\texit with 1/);
  });

  it('completes the values of an option, after a space and after =', async () => {
    expect(await complete('c', ['metrics', '--sort'])).toEqual(['cyclomatic', 'cognitive']);
    expect(await complete('--sort=cy', ['metrics'])).toEqual(['--sort=cyclomatic']);
    expect(await complete('', ['completion'])).toEqual(['bash', 'zsh', 'fish']);
  });

  it('leaves paths to the shell', async () => {
    expect(await complete('', ['metrics'])).toEqual([':paths']);
    expect(await complete('', ['metrics', 'a.js'])).toEqual([':paths']);
    expect(await complete('', ['metrics', '--coverage'])).toEqual([':paths']);
  });

  it('completes agents, and run ids of the store', async () => {
    expect(await complete('code', ['agent', 'run'])).toEqual(['code-analyst']);
    const cwd = makeWorkspace();
    expect(await complete('', ['runs', 'show'], cwd)).toEqual([]);
    const { stdout } = await runInProcess(['ask', 'hello', '--json', '--thread', 'greetings'], { cwd });
    const { run } = JSON.parse(stdout) as { run: string };
    expect(await complete('run_', ['runs', 'show'], cwd)).toEqual([run]);
    expect(await complete('', ['ask', '--thread'], cwd)).toEqual(['greetings']);
  });

  it('never complains: a bad configuration completes to nothing', async () => {
    const cwd = makeWorkspace({ 'opsmith.config.json': '{' });
    const { status, stdout, stderr } = await runInProcess(['__complete', '', 'runs', 'show'], { cwd });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it.each(shells)('has a script for %s that the shell takes, where it is installed', (shell) => {
    const folder = makeWorkspace({ script: completionScript(shell) });
    const check = spawnSync(shell, ['-n', join(folder, 'script')]);
    const isInstalled = check.error === undefined;
    expect(isInstalled ? check.status : 0, String(check.stderr)).toBe(0);
    expect(completionScript(shell)).toContain('opsmith __complete');
  });
});
