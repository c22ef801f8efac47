import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRegistry } from '../../../src/registry/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';
import { modelFolder, scratch } from './model-folder.ts';

let home: string;
let store: Store;

beforeEach(async () => {
  home = scratch();
  store = await openStore({ path: join(home, 'opsmith.db') });
});
afterEach(() => store.close());

const registryHere = (clock?: () => Date) =>
  openRegistry({ store, folder: join(home, 'registry'), ...(clock && { clock }) });

interface Child {
  process: ChildProcess;
  out(): string;
  end: Promise<number | null>;
}

function start(folder: string, count: number, actor: string, before = ''): Child {
  const script = join(import.meta.dirname, 'register-child.ts');
  const words = [process.execPath, script, home, folder, String(count), actor];
  // A limit of the shell's is one of the process that it becomes.
  const child = spawn('bash', ['-c', `${before} exec "$@"`, 'bash', ...words]);
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      out += data;
    });
  return { process: child, out: () => out, end: new Promise((resolve) => child.on('close', resolve)) };
}

it('lets two processes register and promote at once, losing and doubling nothing', async () => {
  const children = [start(modelFolder({ seed: 1 }), 12, 'ada'), start(modelFolder({ seed: 2 }), 12, 'grace')];
  for (const child of children) expect([await child.end, child.out()]).toEqual([0, 'ready\n']);
  const registry = registryHere();
  const versions = await registry.list();
  expect(versions).toHaveLength(24);
  expect(new Set(versions.map(({ version }) => version)).size).toBe(24);
  expect(versions.filter(({ stage }) => stage === 'production')).toHaveLength(1);
  expect(await registry.audit.verify()).toMatchObject({ ok: true, entries: 24 + 8 });
  expect((await registry.verify()).ok).toBe(true);
});

it('leaves nothing half there when it is killed while it registers', async () => {
  const folder = modelFolder({ size: 400_000 });
  for (let round = 0; round < 6; round++) {
    const child = start(folder, 1_000, 'ada');
    await new Promise<void>((resolve) => {
      child.process.stdout!.on('data', () => resolve());
    });
    await new Promise((resolve) => setTimeout(resolve, 3 + round * 17));
    child.process.kill('SIGKILL');
    await child.end;
    const registry = registryHere();
    expect((await registry.verify()).problems).toEqual([]);
    expect(await registry.audit.verify()).toMatchObject({ ok: true });
  }
  const registry = registryHere(() => new Date(Date.now() + 2 * 3_600_000));
  await registry.prune({ actor: 'ada' });
  const left = readdirSync(join(home, 'registry'), { recursive: true, encoding: 'utf8' });
  expect(left.filter((name) => name.includes('.writing-'))).toEqual([]);
  await registry.register({ name: 'churn', folder, actor: 'ada' });
  expect((await registry.verify()).ok).toBe(true);
});

it('registers nothing where there is no room, and says so', async () => {
  const folder = modelFolder({ size: 900_000 });
  // No file may grow beyond 600 KB: the database's stay far below.
  const child = start(folder, 1, 'ada', 'ulimit -f 600;');
  expect(await child.end).toBe(3);
  expect(child.out()).toMatch(/disk-full The disk that holds .* is full: nothing was done\./);
  const registry = registryHere();
  expect(await registry.list()).toEqual([]);
  expect((await registry.audit.head()).seq).toBe(0);
  const left = readdirSync(join(home, 'registry'), { recursive: true, encoding: 'utf8' });
  expect(left.filter((name) => name.includes('.writing-'))).toEqual([]);
  expect(existsSync(join(home, 'registry', 'unpacked'))).toBe(false);
});
