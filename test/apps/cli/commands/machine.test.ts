import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

describe('opsmith status', () => {
  it('shows an untouched folder, and leaves it so', async () => {
    const cwd = makeWorkspace();
    const { status, stdout } = await runInProcess(['status'], { cwd });
    expect(status).toBe(0);
    expect(stdout).toContain('none yet');
    expect(stdout).toContain('none: default policies decide');
    expect(existsSync(join(cwd, '.opsmith'))).toBe(false);
  });

  it('counts runs and what models cost', async () => {
    const cwd = makeWorkspace({ 'a.js': 'f();\n' });
    await runInProcess(['ask', 'measure a.js'], { cwd });
    const { stdout } = await runInProcess(['status', '--json'], { cwd });
    const status = JSON.parse(stdout) as {
      runs: { byStatus: object };
      ledger: { calls: number };
      stateBytes: number;
    };
    expect(status.runs.byStatus).toEqual({ done: 1 });
    expect(status.ledger).toMatchObject({ calls: 0, costUsd: 0, cacheHitRate: null });
    expect(status.stateBytes).toBeGreaterThan(0);
  });
});

describe('opsmith doctor', () => {
  it('finds this machine fit, having used what it checks', async () => {
    const { status, stdout } = await runInProcess(['doctor', '--json'], { cwd: makeWorkspace() });
    const { fit, checks } = JSON.parse(stdout) as {
      fit: boolean;
      checks: { name: string; verdict: string; message: string }[];
    };
    expect(checks.filter(({ verdict }) => verdict === 'problem')).toEqual([]);
    expect({ status, fit }).toEqual({ status: 0, fit: true });
    const names = checks.map(({ name }) => name);
    for (const name of [
      'node',
      'configuration',
      'sqlite',
      'grammars',
      'agents',
      'git',
      'terminal',
      'state folder',
      'disk',
      'database',
      'language model',
    ])
      expect(names).toContain(name);
    expect(checks.find(({ name }) => name === 'grammars')!.message).toBe('13 languages can be measured');
  });

  it('tells of a broken configuration and database, each with what to do, and ends with 1', async () => {
    const broken = makeWorkspace({ 'opsmith.config.json': '{"limits": {"calls": 0}}' });
    const config = await runInProcess(['doctor'], { cwd: broken });
    expect(config.status).toBe(1);
    expect(config.stdout).toContain('limits.calls');
    const damaged = makeWorkspace({
      '.opsmith/opsmith.db': 'this is no database, and long enough to be read as one'.repeat(20),
    });
    const database = await runInProcess(['doctor', '--json'], { cwd: damaged });
    expect(database.status).toBe(1);
    const { checks } = JSON.parse(database.stdout) as {
      checks: { name: string; verdict: string; message: string }[];
    };
    expect(checks.find(({ name }) => name === 'database')).toMatchObject({
      verdict: 'problem',
      message: expect.stringContaining('Move it away'),
    });
  });
});

describe('opsmith config', () => {
  it('shows each key with its value and where it comes from', async () => {
    const cwd = makeWorkspace({ 'opsmith.config.json': '{"limits": {"calls": 7}}' });
    const { stdout } = await runInProcess(['config', 'show'], { cwd, env: { OPSMITH_LIMITS_SECONDS: '9' } });
    expect(stdout).toMatch(/^limits\.calls = 7 \(from .*opsmith\.config\.json\)$/m);
    expect(stdout).toMatch(/^limits\.seconds = 9 \(from OPSMITH_LIMITS_SECONDS\)$/m);
    expect(stdout).toMatch(/^limits\.repeats = 3$/m);
  });

  it('prints the schema, the path, and the whole as JSON', async () => {
    const cwd = makeWorkspace({ 'opsmith.config.yaml': 'limits:\n  calls: 7\n' });
    const json = async (...words: string[]) =>
      JSON.parse((await runInProcess(words, { cwd })).stdout) as unknown;
    expect(await json('config', 'schema')).toMatchObject({ type: 'object', properties: { limits: {} } });
    expect(await json('config', 'path', '--json')).toEqual({
      file: join(cwd, 'opsmith.config.yaml'),
      home: join(cwd, '.opsmith'),
    });
    expect(await json('config', 'show', '--json')).toMatchObject({ config: { limits: { calls: 7 } } });
  });

  it('warns of a variable that names no key', async () => {
    const { status, stderr } = await runInProcess(['config', 'show'], {
      cwd: makeWorkspace(),
      env: { OPSMITH_LIMIT_CALLS: '7' },
    });
    expect(status).toBe(0);
    expect(stderr).toContain('OPSMITH_LIMITS_CALLS');
  });
});

describe('a state that cannot be used', () => {
  it('is told in a sentence, with what to do', async () => {
    const cwd = makeWorkspace({ '.opsmith/opsmith.db': 'no database '.repeat(200), file: '' });
    const damaged = await runInProcess(['runs', 'list'], { cwd });
    expect(damaged.status).toBe(1);
    expect(damaged.stderr).toMatch(/^opsmith: .*Move it away/);
    const blocked = await runInProcess(['ask', 'hello'], {
      cwd,
      env: { OPSMITH_HOME: join(cwd, 'file', 'inside') },
    });
    expect(blocked.status).toBe(1);
    expect(blocked.stderr).toMatch(/^opsmith: .*OPSMITH_HOME/);
  });
});
