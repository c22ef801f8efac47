import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { makeWorkspace } from '../apps/cli/workspace.ts';

interface Step {
  name: string;
  id?: string;
  uses?: string;
  shell?: string;
  env?: Record<string, string>;
  run?: string;
}
interface Action {
  inputs: Record<string, { description: string; default: string }>;
  outputs: Record<string, { value: string }>;
  runs: { using: string; steps: Step[] };
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Action;
const stepOf = (id: string) => action.runs.steps.find((step) => step.id === id)!;
const launcher = join(root, 'apps/cli/opsmith.mjs');

/** Runs a step's script as the runner does: bash from a file, stopping at the first failure, expressions given as variables. */
function runStep(
  id: string,
  {
    cwd,
    given = {},
    env = {},
  }: { cwd: string; given?: Record<string, string>; env?: Record<string, string> },
) {
  const step = stepOf(id);
  const temp = makeWorkspace({ output: '', summary: '' });
  const expressions: Record<string, string> = {
    ...Object.fromEntries(
      Object.entries(action.inputs).map(([name, input]) => [`inputs.${name}`, input.default]),
    ),
    'github.action_repository': '',
    'github.action_path': root,
    'steps.install.outputs.launcher': launcher,
    ...given,
  };
  const variables = Object.entries(step.env!).map(([name, value]) => {
    const expression = /^\$\{\{ (\S+) \}\}$/.exec(value)![1]!;
    expect(expressions, `${name} is ${expression}`).toHaveProperty([expression]);
    return [name, expressions[expression]!];
  });
  const script = join(temp, 'script.sh');
  writeFileSync(script, step.run!);
  const { status, stdout } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
    cwd,
    encoding: 'utf8',
    env: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      OPSMITH_SOURCE: '1',
      OPSMITH_MODELS_PROVIDER: 'none',
      GITHUB_WORKSPACE: cwd,
      GITHUB_OUTPUT: join(temp, 'output'),
      GITHUB_STEP_SUMMARY: join(temp, 'summary'),
      GITHUB_SERVER_URL: 'https://github.example',
      RUNNER_TEMP: temp,
      ...Object.fromEntries(variables),
      ...env,
    },
  });
  const outputs = Object.fromEntries(
    readFileSync(join(temp, 'output'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(/=(.*)/s) as [string, string]),
  );
  return { status, stdout, outputs, temp, summary: readFileSync(join(temp, 'summary'), 'utf8') };
}

/** The commands that the runner would take from a log: none between a stop and its token. */
function commandsOf(log: string): string[] {
  const commands: string[] = [];
  let token: string | null = null;
  for (const line of log.split('\n')) {
    if (token !== null) {
      if (line.trim() === `::${token}::`) token = null;
    } else if (line.startsWith('::stop-commands::')) token = line.slice('::stop-commands::'.length);
    else if (line.trimStart().startsWith('::') || line.includes('##[')) commands.push(line);
  }
  expect(token, 'commands are taken again').toBeNull();
  return commands;
}

const bad = `def find(db, name):
    return db.execute("SELECT * FROM users WHERE name = '%s'" % name)
`;

function git(cwd: string, ...args: string[]): string {
  const identity = [
    '-c',
    'user.name=Ada',
    '-c',
    'user.email=ada@example.org',
    '-c',
    'init.defaultBranch=main',
  ];
  const env = { PATH: process.env.PATH!, HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', [...identity, ...args], { cwd, env, encoding: 'utf8' });
}

function makeRepository(files: Record<string, string>): string {
  const cwd = makeWorkspace(files);
  git(cwd, 'init', '--quiet');
  git(cwd, 'add', '.');
  git(cwd, 'commit', '--quiet', '-m', 'first');
  return cwd;
}

describe('the GitHub action', () => {
  it('lets no input become part of a script', () => {
    for (const { run, shell } of action.runs.steps.filter(({ run }) => run !== undefined)) {
      expect(run).not.toContain('${{');
      expect(shell).toBe('bash');
    }
    const used = JSON.stringify(action.runs.steps);
    for (const name of Object.keys(action.inputs)) expect(used).toContain(`inputs.${name} }}`);
    for (const { value } of Object.values(action.outputs))
      expect(stepOf('review').run).toContain(`printf '${/outputs\.(\w+)/.exec(value)![1]}=%s`);
  });

  it('annotates, summarises and writes SARIF, and fails by the gate', () => {
    const cwd = makeRepository({ 'src/a.py': bad, 'src/b.py': 'x = 1\n' });
    const { status, stdout, outputs, summary } = runStep('review', { cwd });
    expect(status).toBe(1);
    expect(commandsOf(stdout)).toEqual([expect.stringMatching(/^::error file=src\/a\.py,line=2,/)]);
    expect(stdout).toContain('not passed: --fail-on high: 1 finding is high or graver.');
    expect(summary).toContain('### opsmith: 1 finding (1 high) in 2 files');
    expect(outputs.status).toBe('1');
    const sarif = JSON.parse(readFileSync(outputs.sarif!, 'utf8'));
    expect(sarif.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('src/a.py');
    expect(readFileSync(outputs.markdown!, 'utf8')).toBe(summary);
    // Nothing is left in the checkout.
    expect(git(cwd, 'status', '--porcelain')).toBe('');
  });

  it('reviews from a folder within, with paths that hold spaces', () => {
    const cwd = makeRepository({ 'app/a b.py': bad, 'app/c.py': bad, 'd.py': bad });
    const given = {
      'inputs.working-directory': 'app',
      'inputs.paths': 'a b.py\r\n\nc.py',
      'inputs.fail-on': 'none',
    };
    const { status, stdout } = runStep('review', { cwd, given });
    expect(status).toBe(0);
    expect(commandsOf(stdout).map((line) => /file=([^,]*)/.exec(line)![1])).toEqual([
      'app/a b.py',
      'app/c.py',
    ]);
  });

  it('reviews only what changed, and leaves known findings quiet', () => {
    const cwd = makeRepository({ 'a.py': bad, 'b.py': 'x = 1\n' });
    writeFileSync(join(cwd, 'b.py'), bad);
    git(cwd, 'commit', '--quiet', '-am', 'second');
    const changed = runStep('review', { cwd, given: { 'inputs.diff': 'HEAD~1' } });
    expect(changed.status).toBe(1);
    expect(commandsOf(changed.stdout)).toEqual([expect.stringContaining('file=b.py')]);
    const env = {
      PATH: process.env.PATH,
      OPSMITH_SOURCE: '1',
      OPSMITH_MODELS_PROVIDER: 'none',
      OPSMITH_HOME: makeWorkspace(),
    };
    spawnSync(process.execPath, [launcher, 'review', '.', '--write-baseline', 'known.json'], { cwd, env });
    const quiet = runStep('review', { cwd, given: { 'inputs.baseline': 'known.json' } });
    expect(quiet.status).toBe(0);
    expect(commandsOf(quiet.stdout)).toEqual([]);
  });

  it('writes text where that is wanted, in which no line is a command', () => {
    const hostile = `# ::error::from a comment ##[error]too\n${bad}`;
    const cwd = makeRepository({ '::error::x.py': hostile, '##[error]y.py': hostile });
    for (const format of ['text', 'none']) {
      const { stdout, status } = runStep('review', { cwd, given: { 'inputs.format': format } });
      expect(status).toBe(1);
      expect(commandsOf(stdout)).toEqual([]);
      expect(stdout.includes('> 3 │')).toBe(format === 'text');
    }
    const annotated = commandsOf(runStep('review', { cwd }).stdout);
    for (const line of annotated) expect(line).toMatch(/^::(?:error|warning|notice) file=/);
  });

  it.each([
    ['inputs.paths', '$(touch pwned)\n`touch pwned`; touch pwned\n--output=pwned\n-'],
    ['inputs.diff', '--output=pwned'],
    ['inputs.diff', 'x"; touch pwned; "'],
    ['inputs.baseline', '$(touch pwned)'],
    ['inputs.fail-on', 'high; touch pwned'],
    ['inputs.format', '$(touch pwned)'],
    ['inputs.working-directory', '../../$(touch pwned)'],
    ['inputs.working-directory', 'none'],
  ])('runs nothing that %s says: %j', (name, value) => {
    const cwd = makeRepository({ 'a.py': bad });
    const { status, stdout, temp } = runStep('review', { cwd, given: { [name]: value } });
    expect(status).toBe(2);
    expect([...readdirSync(cwd), ...readdirSync(temp)]).not.toContain('pwned');
    for (const line of commandsOf(stdout)) expect(line).toMatch(/^::(?:error|warning) (?:title|file)=/);
  });

  it('installs the checkout of the action, or the version that is asked for', () => {
    // A stand-in for npm: the real one is what every checkout of this repository is installed with.
    const bin = makeWorkspace({ npm: '#!/bin/sh\necho "$PWD $*" >> "$RUNNER_TEMP/npm-calls"\n' });
    chmodSync(join(bin, 'npm'), 0o755);
    const env = { PATH: `${bin}:${process.env.PATH}` };
    const own = runStep('install', { cwd: root, env });
    expect(own.status).toBe(0);
    expect(readFileSync(join(own.temp, 'npm-calls'), 'utf8')).toBe(
      `${root.replace(/\/$/, '')} install --no-audit --no-fund\n`,
    );
    expect(existsSync(own.outputs.launcher!)).toBe(true);

    const server = makeWorkspace();
    const source = join(server, 'ada/opsmith');
    mkdirSync(source, { recursive: true });
    git(source, 'init', '--quiet');
    writeFileSync(join(source, 'which'), 'one');
    git(source, 'add', '.');
    git(source, 'commit', '--quiet', '-m', 'one');
    git(source, 'tag', 'v1.0.0');
    writeFileSync(join(source, 'which'), 'two');
    git(source, 'commit', '--quiet', '-am', 'two');
    const given = { 'inputs.version': 'v1.0.0', 'github.action_repository': 'ada/opsmith' };
    const pinned = runStep('install', {
      cwd: root,
      given,
      env: { ...env, GITHUB_SERVER_URL: `file://${server}`, HOME: bin },
    });
    expect(pinned.status).toBe(0);
    expect(readFileSync(join(pinned.temp, 'opsmith-source/which'), 'utf8')).toBe('one');
    expect(pinned.outputs.launcher).toBe(join(pinned.temp, 'opsmith-source/apps/cli/opsmith.mjs'));

    for (const version of ['--upload-pack=touch pwned', '$(touch pwned)', 'a b', 'v1\nx'])
      expect(
        runStep('install', { cwd: root, given: { ...given, 'inputs.version': version }, env }).status,
      ).toBe(2);
    const local = runStep('install', { cwd: root, given: { 'inputs.version': 'v1.0.0' }, env });
    expect(local.stdout).toContain('needs the action to be used by its repository name');
  });
});
