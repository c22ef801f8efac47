import { describe, expect, it } from 'vitest';
import { runInProcess } from './run-in-process.ts';
import { makeWorkspace } from './workspace.ts';

describe('the command line', () => {
  it('shows help with every command of the surface, built or not', async () => {
    const { status, stdout, stderr } = await runInProcess(['--help'], { cwd: makeWorkspace() });
    expect(status).toBe(0);
    expect(stderr).toBe('');
    const commands =
      `chat ask review metrics feedback train predict drift models experiments runs agent workflow memory graph eval
      serve worker mcp status doctor config completion`.split(/\s+/);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    expect(stdout).toContain('Not built yet:');
  });

  it.each([
    'chat',
    'ask',
    'review',
    'metrics',
    'agent run',
    'workflow run',
    'runs show',
    'eval',
    'status',
    'doctor',
    'config show',
    'completion',
  ])('gives `%s --help` examples', async (command) => {
    const { status, stdout } = await runInProcess([...command.split(' '), '--help'], {
      cwd: makeWorkspace(),
    });
    expect(status).toBe(0);
    expect(stdout).toMatch(/Examples:\n\s+\S*.*opsmith/);
  });

  it('refuses an unknown command with the nearest one', async () => {
    const { status, stdout, stderr } = await runInProcess(['metricks', 'a.js'], { cwd: makeWorkspace() });
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toBe('opsmith: There is no command "metricks". Did you mean `opsmith metrics`?\n');
  });

  it('refuses an unknown option with the nearest one', async () => {
    const { status, stderr } = await runInProcess(['metrics', 'a.js', '--sorted', 'sloc'], {
      cwd: makeWorkspace(),
    });
    expect(status).toBe(2);
    expect(stderr).toContain("Unknown option '--sorted'");
    expect(stderr).toContain('--sort');
  });

  it.each([
    [['metrics']],
    [['metrics', 'a.js', '--top', 'many']],
    [['metrics', 'a.js', '--sort', 'colour']],
    [['review', 'a.js', '--fail-on', 'awful']],
    [['runs', 'list', '--limit', '0']],
    [['completion', 'tcsh']],
    [['agent', 'run']],
    [['ask']],
    [['ask', '   ']],
    [['ask', '--batch', 'x.jsonl']],
    [['agent', 'run', 'code-analyst', '--input', '{']],
    [['agent', 'run', 'code-analyst', '--input', '@nowhere.json']],
    [['runs', 'show', 'run_nothing']],
    [['runs', 'resume', 'run_nothing']],
    [['agent', 'run', 'nobody']],
    [['workflow', 'run', 'nothing']],
  ])('takes %j for bad usage', async (argv) => {
    const { status, stdout, stderr } = await runInProcess(argv, { cwd: makeWorkspace() });
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^opsmith: \S.*\n$/);
  });

  it('tells an error of a --json command as one JSON document, and as a sentence on standard error', async () => {
    const { status, stdout, stderr } = await runInProcess(['runs', 'show', 'run_nothing', '--json'], {
      cwd: makeWorkspace(),
    });
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'unknown-run', message: expect.stringContaining('run_nothing') },
    });
    expect(stderr).toMatch(/^opsmith: There is no run/);
  });

  it.each(['drift', 'serve', 'worker'])('says of `%s` that it is not built yet', async (command) => {
    const { status, stdout, stderr } = await runInProcess([command, 'list', '--whatever', 'x'], {
      cwd: makeWorkspace(),
    });
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(`\`opsmith ${command}\``);
    expect(stderr).toContain('not built yet');
  });

  it('shows a stack trace with --debug only', async () => {
    const cwd = makeWorkspace();
    expect((await runInProcess(['runs', 'show', 'run_x'], { cwd })).stderr).not.toContain('    at ');
    expect((await runInProcess(['runs', 'show', 'run_x', '--debug'], { cwd })).stderr).toContain('    at ');
  });

  it('shows a group without its subcommand as help on standard error', async () => {
    const { status, stdout, stderr } = await runInProcess(['agent'], { cwd: makeWorkspace() });
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('opsmith agent list');
  });

  it('refuses a bad configuration with the key, the value and what is allowed', async () => {
    const cwd = makeWorkspace({ 'opsmith.config.json': '{"models": {"provider": "llama"}}' });
    const { status, stderr } = await runInProcess(['config', 'show'], { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain('models.provider');
    expect(stderr).toContain('"llama"');
    expect(stderr).toContain('"ollama"');
  });
});
