import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { watchPaths } from '../../../src/review/index.ts';

interface Watched {
  folder: string;
  write(name: string, text?: string): void;
  /** The next batch, relative and sorted; `null` for one that does not know what changed. */
  next(): Promise<string[] | null>;
  batches: (string[] | null)[];
  stop(): Promise<void>;
}

async function watched(places = ['.'], work: () => Promise<void> = async () => {}): Promise<Watched> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'opsmith-watch-')));
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src/a.js'), 'a();\n');
  writeFileSync(join(folder, 'b.js'), 'b();\n');
  const stopping = new AbortController();
  const batches: (string[] | null)[] = [];
  let told = 0;
  const ready = Promise.withResolvers<void>();
  const ended = watchPaths({
    places: places.map((place) => join(folder, place)),
    signal: stopping.signal,
    restMs: 40,
    onReady: () => ready.resolve(),
    async onChange(paths) {
      batches.push(paths.size === 0 ? null : [...paths].map((path) => path.slice(folder.length + 1)).sort());
      await work();
    },
  });
  onTestFinished(async () => {
    stopping.abort();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  await Promise.race([ready.promise, ended]);
  return {
    folder,
    batches,
    write: (name, text = `${Math.random()};\n`) => writeFileSync(join(folder, name), text),
    async next() {
      await expect.poll(() => batches.length, { timeout: 5_000, interval: 10 }).toBeGreaterThan(told);
      return batches[told++]!;
    },
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

describe('watching', () => {
  it('tells of a file that was written, in any folder', async () => {
    const { write, next } = await watched();
    write('src/a.js');
    expect(await next()).toEqual(['src/a.js']);
    write('b.js');
    expect(await next()).toEqual(['b.js']);
  });

  it('tells of one that an editor wrote beside and renamed, again and again', async () => {
    const { folder, write, next } = await watched();
    for (let round = 0; round < 3; round += 1) {
      write('src/a.js~');
      renameSync(join(folder, 'src/a.js~'), join(folder, 'src/a.js'));
      expect(await next()).toContain('src/a.js');
    }
  });

  it('tells of a file by itself where that was named, and of none beside it', async () => {
    const { folder, write, next } = await watched(['src/a.js']);
    write('src/other.js');
    write('src/.a.js.tmp');
    renameSync(join(folder, 'src/.a.js.tmp'), join(folder, 'src/a.js'));
    expect(await next()).toEqual(['src/a.js']);
  });

  it('tells of deleted files, and of folders that come with files in them', async () => {
    const { folder, write, next } = await watched();
    rmSync(join(folder, 'b.js'));
    expect(await next()).toEqual(['b.js']);
    mkdirSync(join(folder, 'new/deep'), { recursive: true });
    write('new/deep/c.js');
    await next();
    await wait(120);
    write('new/deep/c.js');
    expect((await next()) ?? ['new/deep/c.js']).toContain('new/deep/c.js');
  });

  it('tells many changes as few', async () => {
    const { write, batches } = await watched();
    for (let index = 0; index < 500; index += 1) write(`src/f${index}.js`);
    await expect.poll(() => batches.flat().length, { timeout: 5_000 }).toBeGreaterThanOrEqual(500);
    expect(batches.length).toBeLessThan(20);
  });

  it('tells what changes during the work after it, and one batch at a time', async () => {
    let atWork = 0;
    let most = 0;
    const { write, next } = await watched(['.'], async () => {
      atWork += 1;
      most = Math.max(most, atWork);
      await wait(150);
      atWork -= 1;
    });
    write('b.js');
    await next();
    write('src/a.js');
    expect(await next()).toEqual(['src/a.js']);
    expect(most).toBe(1);
  });

  it('is silent about version control, dependencies and our own state', async () => {
    const { folder, write, batches, next } = await watched();
    for (const name of ['.git', 'node_modules', '.opsmith']) mkdirSync(join(folder, name));
    await wait(100);
    batches.length = 0;
    for (const name of ['.git/index', 'node_modules/x.js', '.opsmith/opsmith.db']) write(name);
    await wait(150);
    expect(batches).toEqual([]);
    write('b.js');
    expect(await next()).toEqual(['b.js']);
  });

  it('ends when the signal fires, and at once where it has', async () => {
    const { stop } = await watched();
    await stop();
    await watchPaths({ places: ['/'], signal: AbortSignal.abort(), onChange: async () => {} });
  });
});
