import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

const files = {
  'src/main.ts':
    "import { parse } from './parse.ts';\n\nexport function main(text: string) {\n  return parse(text);\n}\n",
  'src/parse.ts':
    "import { clean } from './clean.ts';\n\nexport function parse(text: string) {\n  return clean(text).split(',');\n}\n",
  'src/clean.ts': 'export function clean(text: string) {\n  return text.trim();\n}\n',
};
let cwd: string;
const opsmith = (...argv: string[]) => runInProcess(['graph', ...argv], { cwd });
const json = async (...argv: string[]) => JSON.parse((await opsmith(...argv, '--json')).stdout);

beforeAll(() => {
  // Kept for the whole file.
  cwd = mkdtempSync(join(tmpdir(), 'opsmith-graph-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', ...args], { cwd });
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'begin');
  git('commit', '-q', '--allow-empty', '-m', 'go on');
});

afterAll(() => rmSync(cwd, { recursive: true }));

describe('opsmith graph', () => {
  it('builds from all files the first time', async () => {
    expect((await json('build')).files).toBe(3);
  });

  it('counts nodes, edges and kinds of relationship', async () => {
    const stats = await json('stats');
    expect(stats.nodes.byKind).toMatchObject({ file: 3, function: 3, developer: 1, repository: 1 });
    expect(stats.edges.byKind).toMatchObject({ imports: 2, calls: 2 });
    const { stdout, status } = await opsmith('stats');
    expect(status).toBe(0);
    expect(stdout).toContain('src/clean.ts');
  });

  it('shows a function with who calls it, by its name, its path and its id', async () => {
    const { stdout } = await opsmith('show', 'parse');
    expect(stdout).toContain('main');
    expect(stdout).toContain('clean');
    expect((await opsmith('show', 'src/parse.ts')).status).toBe(0);
    expect((await opsmith('show', 'file:src/parse.ts')).status).toBe(0);
  });

  it('finds the chain of calls between two functions, in their direction alone where asked', async () => {
    const { stdout } = await opsmith('path', 'main', 'clean', '--edges', 'calls', '--directed');
    expect(stdout.indexOf('main')).toBeLessThan(stdout.indexOf('parse'));
    const against = await opsmith('path', 'clean', 'main', '--edges', 'calls', '--directed');
    expect(against.stdout).toContain('Nothing leads');
  });

  it('names hotspots', async () => {
    expect((await opsmith('hotspots', '--limit', '2')).status).toBe(0);
  });

  it.each([
    ['graphml', '<graphml'],
    ['gexf', '<gexf'],
    ['json', '{'],
    ['html', '<!doctype html>'],
  ])('exports %s', async (format, beginning) => {
    const { stdout, status } = await opsmith('export', '--format', format);
    expect(status).toBe(0);
    expect(stdout).toContain(beginning);
    expect(stdout).toContain('src/parse.ts');
    await opsmith('export', '--format', format, '--out', `out.${format}`);
    expect(readFileSync(join(cwd, `out.${format}`), 'utf8')).toContain('src/parse.ts');
  });

  it('refuses a node that is not there, naming a near one', async () => {
    const { status, stderr } = await opsmith('show', 'prase');
    expect(status).toBe(2);
    expect(stderr).toContain('parse');
  });

  it('refuses an edge, a format and a limit that there are none of', async () => {
    expect((await opsmith('path', 'main', 'clean', '--edges', 'cals')).status).toBe(2);
    expect((await opsmith('export', '--format', 'dot')).status).toBe(2);
    expect((await opsmith('hotspots', '--limit', '0')).status).toBe(2);
    expect((await opsmith('export', '--format', 'json', '--focus', 'nothing-like-it')).status).toBe(2);
  });
});

it('builds without Git, and says what is missing', async () => {
  const plain = makeWorkspace(files);
  const { status, stdout, stderr } = await runInProcess(['graph', 'stats'], { cwd: plain });
  expect(status).toBe(0);
  expect(stdout + stderr).toMatch(/Git/i);
});

it('builds from a shallow clone, and says that its history is cut off', async () => {
  const shallow = join(makeWorkspace({}), 'clone');
  execFileSync('git', ['clone', '-q', '--depth', '1', `file://${cwd}`, shallow]);
  const { status, stdout, stderr } = await runInProcess(['graph', 'stats'], { cwd: shallow });
  expect(status).toBe(0);
  expect(stdout + stderr).toMatch(/shallow/i);
});
