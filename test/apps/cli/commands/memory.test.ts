import { beforeEach, describe, expect, it } from 'vitest';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

let cwd: string;
const memory = (...words: string[]) => runInProcess(['memory', ...words], { cwd });

beforeEach(() => {
  cwd = makeWorkspace();
});

describe('opsmith memory', () => {
  it('stores, finds, reads, lists and forgets', async () => {
    const stored = await memory(
      'store',
      'notes',
      'staging',
      'staging runs on port 8080',
      '--metadata',
      'kind=fact',
      'rank=2',
    );
    expect(stored).toMatchObject({ status: 0, stdout: 'stored notes/staging\n' });
    await memory('store', 'notes', 'tabs', 'we indent with tabs', '--ttl', '7d');
    const found = JSON.parse((await memory('search', 'which', 'port', '--json')).stdout);
    expect(found).toMatchObject({
      embedder: 'lexical',
      notes: [],
      hits: [{ key: 'staging', metadata: { kind: 'fact', rank: 2 } }],
    });
    expect((await memory('search', 'port')).stdout).toContain('notes/staging');
    expect((await memory('get', 'notes', 'tabs')).stdout).toContain('we indent with tabs');
    expect(JSON.parse((await memory('list', '--filter', 'rank=2', '--json')).stdout).entries).toHaveLength(1);
    expect((await memory('forget', 'notes', 'tabs')).stdout).toBe('forgot 1 entry of notes\n');
    expect(JSON.parse((await memory('stats', '--json')).stdout)).toMatchObject({
      namespaces: [{ namespace: 'notes', entries: 1, vectors: { plan: { kind: 'exact' } } }],
    });
    expect((await memory('reindex')).stdout).toContain('notes: 1 vector, searched exactly');
  });

  it.each([
    ['a\0b', 'it holds NUL bytes'],
    [Buffer.from([0xc3, 0x28, 0xff]), 'it is not valid UTF-8'],
    ['a'.repeat(1_000_001), 'more than 1 MB'],
  ])('keeps nothing from a pipe that gives no text', async (stdin, why) => {
    const stored = await runInProcess(['memory', 'store', 'notes', 'k', '-'], { cwd, stdin });
    expect(stored).toMatchObject({ status: 2, stderr: expect.stringContaining(why) });
    expect(JSON.parse((await memory('list', '--json')).stdout)).toEqual({ entries: [] });
  });

  it('says what is wrong, with status 2', async () => {
    expect(await memory('search', 'x', '--namespace', 'nothing')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Nothing is remembered yet.'),
    });
    expect(await memory('store', 'Notes', 'k', 'text')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('namespace'),
    });
    expect(await memory('store', 'notes', 'k', 'text', '--ttl', 'soon')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('7d'),
    });
    expect(await memory('store', 'notes', 'k', 'text', '--metadata', 'kind')).toMatchObject({ status: 2 });
    expect(await memory('forget', 'notes')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--all'),
    });
  });

  it('forgets a whole namespace only where somebody said so', async () => {
    await memory('store', 'notes', 'k', 'text');
    expect(await memory('forget', 'notes', '--all')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--yes'),
    });
    expect((await memory('forget', 'notes', '--all', '--yes')).stdout).toBe('forgot 1 entry of notes\n');
  });

  it('shows what it would forget of a matter, and forgets it with a word', async () => {
    await memory('store', 'notes', 'acme', 'AcmeCorp pays by invoice');
    await memory('store', 'notes', 'tabs', 'we indent with tabs');
    const shown = await memory('forget', '--about', 'what acme corp pays', '--dry-run');
    expect(shown).toMatchObject({ status: 0, stdout: expect.stringContaining('AcmeCorp pays by invoice') });
    expect(shown.stdout).not.toContain('tabs');
    expect(await memory('forget', '--about', 'acme')).toMatchObject({
      status: 2,
      stdout: expect.stringContaining('AcmeCorp'),
      stderr: expect.stringContaining('--yes'),
    });
    expect((await memory('forget', '--about', 'acme', '--yes')).stdout).toContain('forgot 1 entry of notes');
    expect((await memory('list')).stdout).not.toContain('Acme');
    expect(await memory('forget', '--about', 'acme')).toMatchObject({ status: 1 });
    expect(await memory('forget', '--about', 'what you know')).toMatchObject({ status: 1 });
    expect(await memory('forget', '--about', 'about the')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('names nothing'),
    });
    expect(await memory('forget', 'notes', 'tabs', '--about', 'tabs')).toMatchObject({ status: 2 });
  });

  it('tells of secrets that it left out', async () => {
    const { status, stderr } = await memory(
      'store',
      'notes',
      'k',
      'token: ghp_abcdefghijklmnopqrstuvwxyz0123456789',
    );
    expect(status).toBe(0);
    expect(stderr).toContain('looks like a secret');
    expect((await memory('get', 'notes', 'k')).stdout).not.toContain('ghp_');
  });

  it('measures itself', async () => {
    const result = JSON.parse(
      (await memory('benchmark', '--entries', '300', '--queries', '10', '--json')).stdout,
    );
    expect(result).toMatchObject({ entries: 300, recallAt10: 1, plan: { kind: 'exact' }, queries: 10 });
  });
});

describe('opsmith models pull', () => {
  it('takes nothing that is not what was expected', async () => {
    expect(await runInProcess(['models', 'pull', 'encoder', '--from', 'src/app.js'], { cwd })).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/SHA-256|cannot be read/),
    });
    expect(await runInProcess(['models', 'pull', 'moon'], { cwd })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('encoder'),
    });
  });
});
