import { describe, expect, it } from 'vitest';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

describe('the REPL in a pipe', () => {
  it('shows help with every command', async () => {
    const { status, stdout } = await runInProcess([], { cwd: makeWorkspace(), stdin: '/help\n' });
    expect(status).toBe(0);
    for (const name of [
      'review',
      'metrics',
      'agents',
      'runs',
      'model',
      'budget',
      'thread',
      'clear',
      'help',
      'quit',
    ])
      expect(stdout).toContain(`\`/${name}`);
  });

  it('refuses an unknown command with the nearest, and goes on', async () => {
    const { status, stdout, stderr } = await runInProcess([], {
      cwd: makeWorkspace(),
      stdin: '/buget\n/budget\n',
    });
    expect(stderr).toContain('There is no command /buget. Did you mean /budget?');
    expect(stdout).toContain('| calls |');
    expect(status).toBe(0);
  });

  it('ends with 1 when the last turn failed', async () => {
    const { status } = await runInProcess([], { cwd: makeWorkspace(), stdin: '/budget\n/buget' });
    expect(status).toBe(1);
  });

  it.each([
    ['a line', 'x'.repeat(2_100_000)],
    ['a block that is never closed', `\`\`\`js\n${'a();\n'.repeat(450_000)}`],
  ])('ends with 2 on %s that is no message, and has done what came before', async (_, stdin) => {
    const ran = await runInProcess([], { cwd: makeWorkspace(), stdin: `/budget\n${stdin}` });
    expect(ran.stdout).toContain('| calls |');
    expect(ran.stderr).toMatch(/^opsmith: A message has more than 2 MB\. .*\n$/);
    expect(ran.status).toBe(2);
  });

  it('ends with 0 on an empty input', async () => {
    expect(await runInProcess([], { cwd: makeWorkspace(), stdin: '' })).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('sets and lifts limits, and refuses what is none', async () => {
    const stdin =
      '/budget calls 3\n/budget cost 0.5\n/budget seconds none\n/budget calls some\n/budget colour 3\n';
    const { stdout, stderr } = await runInProcess([], { cwd: makeWorkspace(), stdin });
    const last = stdout.slice(stdout.lastIndexOf('| limit of a turn'));
    expect(last).toContain('| calls | 3 |');
    expect(last).toContain('| cost | 0.5 |');
    expect(last).toContain('| seconds | no limit |');
    expect(stderr).toContain('"some" is no limit for calls');
    expect(stderr).toContain('/budget calls N');
  });

  it('changes the model of the session', async () => {
    const stdin = '/model openai:tiny\n/model none\n/model gpt\n';
    const { stdout, stderr } = await runInProcess([], {
      cwd: makeWorkspace(),
      stdin,
      env: { OPENAI_API_KEY: 'not-a-key' },
    });
    const [first, second] = stdout.split('\n\n| role');
    expect(first).toContain('openai:tiny');
    expect(second).toContain('none: default policies decide');
    expect(stderr).toContain('"gpt" names no model');
  });

  it('keeps what a thread is, and takes it up again', async () => {
    const cwd = makeWorkspace();
    await runInProcess(['--thread', 'work'], { cwd, stdin: 'hello\n' });
    const { stdout, stderr } = await runInProcess([], {
      cwd,
      stdin: '/thread work\n/thread\n/thread nowhere\n/thread new\n',
    });
    expect(stdout).toContain('› hello');
    expect(stdout).toContain('| work (this one) | 1 |');
    expect(stdout).toContain('A new conversation: thread_');
    expect(stderr).toContain('There is no thread "nowhere"');
  });

  it('lists runs, and shows what happened in one', async () => {
    const cwd = makeWorkspace();
    const { stdout: json } = await runInProcess(['ask', 'hello', '--json'], { cwd });
    const { run } = JSON.parse(json) as { run: string };
    const { stdout } = await runInProcess([], { cwd, stdin: `/runs\n/runs ${run}\n` });
    expect(stdout).toContain(run);
    expect(stdout).toMatch(/asked hello/);
    expect(stdout).toMatch(/end (done|failed)/);
  });

  it('takes a path that begins with a slash for words, not for a command', async () => {
    const { stderr } = await runInProcess([], {
      cwd: makeWorkspace(),
      stdin: '/tmp/nowhere.js has how many lines?\n',
    });
    expect(stderr).not.toContain('There is no command');
  });
});
