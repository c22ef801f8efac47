import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fileToJson, type MeasuredPaths, measurePaths } from '../../../src/code/index.ts';
import { keepReview, openReviewCache, type ReviewCache } from '../../../src/review/index.ts';

const bad = 'function f(text) {\n  return eval(text);\n}\n';
const long = Array.from(
  { length: 12 },
  (_, index) => `  total += weigh(item, ${index}) * rates[${index}].value;`,
);
const copied = (name: string) =>
  `function ${name}(item, rates) {\n  let total = 0;\n${long.join('\n')}\n  return total;\n}\n`;

interface Place {
  folder: string;
  home: string;
  path: string;
  warnings: string[];
  write(name: string, text: string, ageSeconds?: number): void;
  open(options?: { engine?: string; mostBytes?: number }): ReviewCache;
  /** Measures all once with a cache of its own. */
  measure(options?: { engine?: string; cache?: ReviewCache; language?: 'typescript' }): Promise<{
    measured: MeasuredPaths;
    counts: { known: number; unknown: number };
  }>;
}

function place(files: Record<string, string> = { 'a.js': bad, 'b.js': 'b();\n' }): Place {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-cache-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const home = join(folder, '.opsmith');
  const warnings: string[] = [];
  const self: Place = {
    folder,
    home,
    path: join(home, 'cache/reviews.db'),
    warnings,
    write(name, text, ageSeconds = 60) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), text);
      const then = Date.now() / 1_000 - ageSeconds;
      utimesSync(join(folder, name), then, then);
    },
    open: (options = {}) =>
      openReviewCache({ home, engine: 'test', onWarning: (message) => warnings.push(message), ...options }),
    async measure({ engine, cache, ...options } = {}) {
      const own = cache ?? self.open(engine === undefined ? {} : { engine });
      const measured = await measurePaths(['.'], {
        directory: folder,
        workspace: folder,
        coverage: false,
        cache: own,
        ...options,
      });
      const counts = { ...own.counts };
      // What is decoded when it is looked at must be looked at while the cache is open.
      JSON.stringify(measured.files);
      if (cache === undefined) own.close();
      return { measured, counts };
    },
  };
  for (const [name, text] of Object.entries(files)) self.write(name, text);
  return self;
}

const plain = ({ files, findings, suppressed, skipped, clones }: MeasuredPaths) =>
  JSON.parse(
    JSON.stringify({ files, findings, suppressed, skipped, clones }, (name, value) =>
      name === 'owner' ? undefined : value,
    ),
  );

describe('a cache of reviews', () => {
  it('is read while a long review made of it is kept', async () => {
    const { home, measure, open } = place();
    await measure();
    const cache = open();
    const { measured } = await measure({ cache });
    const keeper = keepReview(home, { key: 'key', run: 'run_0' });
    keeper.output(null);
    // More than a transaction holds back in memory.
    for (let piece = 0; piece < 20; piece += 1) keeper.add('x'.repeat(1_000_000));
    const again = await measure({ cache });
    expect(plain(again.measured)).toEqual(plain(measured));
    keeper.close();
    cache.close();
  });

  it('knows files that did not change, and gives what measuring them gave', async () => {
    const { folder, measure } = place({
      'a.js': bad,
      'b.py': 'def f(x):\n    return eval(x)  # opsmith-ignore eval-of-data: ours\n',
      'sub/c.js': copied('one'),
      'd.js': copied('two'),
    });
    const without = await measurePaths(['.'], { directory: folder, workspace: folder, coverage: false });
    const first = await measure();
    const second = await measure();
    expect(first.counts).toEqual({ known: 0, unknown: 4 });
    expect(second.counts).toEqual({ known: 4, unknown: 0 });
    expect(without.clones.length).toBeGreaterThan(0);
    expect(without.files[2]!.metrics.duplication).toBeGreaterThan(0);
    expect(plain(first.measured)).toEqual(plain(without));
    expect(plain(second.measured)).toEqual(plain(without));
    expect(second.measured.summary).toEqual({ ...without.summary, seconds: expect.any(Number) });
    for (const [index, file] of second.measured.files.entries())
      expect(JSON.parse(fileToJson(file))).toEqual(JSON.parse(JSON.stringify(without.files[index])));
  });

  it('measures what changed, also where size and time of change are the same', async () => {
    const { folder, measure, write } = place();
    await measure();
    write('a.js', bad.replace('eval(text)', 'evil(text)'));
    const { mtimeMs } = statSync(join(folder, 'a.js'));
    const { measured, counts } = await measure();
    expect(counts).toEqual({ known: 1, unknown: 1 });
    expect(measured.findings[0]).toEqual([]);
    write('a.js', bad);
    utimesSync(join(folder, 'a.js'), mtimeMs / 1_000, mtimeMs / 1_000);
    expect((await measure()).measured.findings[0]).toHaveLength(1);
  });

  it('looks at the content of a file that was written just before it was read', async () => {
    const { measure, write, folder } = place({});
    write('a.js', bad, 0);
    await measure();
    // As if within the same tick of the clock: whatever the file system says, the content decides.
    const path = join(folder, 'a.js');
    const { atime, mtime } = statSync(path);
    writeFileSync(path, bad.replace('eval(text)', 'evil(text)'));
    utimesSync(path, atime, mtime);
    const { measured, counts } = await measure();
    expect(counts.known).toBe(0);
    expect(measured.findings[0]).toEqual([]);
    expect((await measure()).counts.known).toBe(1);
  });

  it('knows a file that was touched or checked out again with the same content', async () => {
    const { folder, measure, write } = place();
    await measure();
    rmSync(join(folder, 'a.js'));
    write('a.js', bad, 5);
    expect((await measure()).counts).toEqual({ known: 2, unknown: 0 });
  });

  it('compares all files again when one of them changed', async () => {
    const { measure, write } = place({ 'a.js': copied('one'), 'b.js': copied('two') });
    expect((await measure()).measured.files[0]!.metrics.duplication).toBeGreaterThan(0.5);
    write('b.js', 'b();\n');
    const { measured, counts } = await measure();
    expect(counts).toEqual({ known: 1, unknown: 1 });
    expect(measured.files[0]!.metrics.duplication).toBe(0);
  });

  it('knows nothing for another version of the rules, or another language', async () => {
    const { measure } = place();
    await measure();
    expect((await measure({ engine: 'other' })).counts.known).toBe(0);
    expect((await measure({ language: 'typescript' })).counts.known).toBe(0);
    expect((await measure()).counts.known).toBe(2);
  });

  it('tells files apart by how they are called, since rules do', async () => {
    const { folder, home, measure, open } = place({ 'tests/a.js': bad });
    await measure();
    const cache = open();
    const inside = join(folder, 'tests');
    await measurePaths(['.'], { directory: inside, workspace: inside, coverage: false, cache });
    expect(cache.counts.known).toBe(0);
    cache.close();
    expect(existsSync(join(home, 'cache'))).toBe(true);
  });

  it('has many files written by threads, and by a run that was stopped half way', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 900 }, (_, index) => [`f${index}.js`, `${bad}// ${index}\n`]),
    );
    const { folder, measure, open } = place(files);
    const stopping = new AbortController();
    const cache = open();
    await expect(
      measurePaths(['.'], {
        directory: folder,
        workspace: folder,
        coverage: false,
        threads: 2,
        cache,
        signal: stopping.signal,
        onProgress: (done) => {
          if (done >= 600) stopping.abort();
        },
      }),
    ).rejects.toThrow(/Interrupted/);
    cache.close();
    const { counts } = await measure();
    expect(counts.known).toBeGreaterThanOrEqual(500);
    expect(counts.known + counts.unknown).toBe(900);
    expect((await measure()).counts).toEqual({ known: 900, unknown: 0 });
  });
});

describe('a cache that is not what it should be', () => {
  it.each<[string, (path: string) => void]>([
    [
      'is no database',
      (path) => writeFileSync(path, 'nothing of the kind, and longer than a header of a database'.repeat(40)),
    ],
    ['is cut off', (path) => writeFileSync(path, readFileSync(path).subarray(0, 5_000))],
    [
      'has pages of zeros',
      (path) => {
        const bytes = readFileSync(path);
        writeFileSync(path, bytes.fill(0, 4_096));
      },
    ],
    [
      'has rows that are not what was written',
      (path) => {
        const database = new SqliteDatabase(path);
        database.exec(`update files set head = replace(head, 'eval', 'evil')`);
        database.close();
      },
    ],
    [
      'has another form',
      (path) => {
        const database = new SqliteDatabase(path);
        database.pragma('user_version = 99');
        database.close();
      },
    ],
    ['is empty', (path) => writeFileSync(path, '')],
  ])('is built anew where it %s', async (_, spoil) => {
    const { measure, path } = place();
    const { measured } = await measure();
    spoil(path);
    const again = await measure();
    expect(again.counts.known).toBe(0);
    expect(plain(again.measured)).toEqual(plain(measured));
    expect((await measure()).counts.known).toBe(2);
  });

  it('is told of once', async () => {
    const { measure, path, warnings } = place();
    await measure();
    writeFileSync(path, 'x'.repeat(9_000));
    await measure();
    expect(warnings).toEqual([
      `The cache of reviews ${path} is not used as it should be: it was damaged, and is built anew.`,
    ]);
  });

  it('throws itself out where its larger parts are damaged, and says so', async () => {
    const { measure, open, path } = place();
    await measure();
    const database = new SqliteDatabase(path);
    database.exec(`update details set functions = replace(functions, '"f"', '"g"')`);
    database.close();
    const cache = open();
    const { measured } = await measure({ cache }).catch((error) => ({ measured: error }));
    expect(measured).toMatchObject({ code: 'cache-damaged' });
    cache.close();
    expect((await measure()).counts.known).toBe(0);
  });

  it('is not believed where it came from elsewhere, with the code', async () => {
    const { measure, path } = place();
    await measure();
    copyFileSync(path, `${path}.copy`);
    rmSync(path);
    copyFileSync(`${path}.copy`, `${path}.other`);
    copyFileSync(`${path}.other`, path);
    const bytes = readFileSync(path);
    rmSync(path);
    writeFileSync(`${path}.place`, 'takes the old place');
    writeFileSync(path, bytes);
    expect((await measure()).counts.known).toBe(0);
  });

  it('goes unused where its folder is closed, with a word', async () => {
    const { measure, home, warnings } = place();
    mkdirSync(home);
    // A file where the folder should be: also those who may write everywhere can't.
    writeFileSync(join(home, 'cache'), '');
    expect((await measure()).counts.known).toBe(0);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/can't be opened/);
  });

  it.skipIf(process.getuid?.() === 0)('is read where it may not be written', async () => {
    const { measure, path, warnings } = place();
    await measure();
    chmodSync(path, 0o400);
    chmodSync(join(path, '..'), 0o500);
    const { measured } = await measure();
    chmodSync(join(path, '..'), 0o700);
    expect(measured.files).toHaveLength(2);
    expect(warnings.length).toBeLessThanOrEqual(1);
  });

  it('is passed over while another process holds it', async () => {
    const { measure, path, warnings } = place();
    const { measured } = await measure();
    const other = new SqliteDatabase(path);
    other.exec('begin exclusive');
    const again = await measure();
    other.exec('rollback');
    other.close();
    expect(plain(again.measured)).toEqual(plain(measured));
    expect(warnings.length).toBeLessThanOrEqual(1);
    expect((await measure()).counts.known).toBe(2);
  });

  it('survives a process that is killed while it writes', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`f${index}.js`, copied(`f${index}`)]),
    );
    const { folder, home, measure } = place(files);
    for (const delay of [0, 15, 40]) {
      const child = fork(new URL('cache-child.ts', import.meta.url), [folder, home], { stdio: 'ignore' });
      await once(child, 'message');
      await new Promise((ready) => setTimeout(ready, delay));
      child.kill('SIGKILL');
      await once(child, 'exit');
      const { measured, counts } = await measure();
      expect(measured.files).toHaveLength(300);
      expect(counts.known + counts.unknown).toBe(300);
      rmSync(join(home, 'cache'), { recursive: true, force: true });
    }
  });
});

describe('the size of a cache', () => {
  it('stays below its limit, and other versions go first', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`f${index}.js`, copied(`f${index}`).repeat(5)]),
    );
    const { path, folder, measure, open } = place(files);
    await measure({ engine: 'older' });
    const one = statSync(path).size;
    const cache = open({ mostBytes: Math.round(one * 1.6) });
    await measurePaths(['.'], { directory: folder, workspace: folder, coverage: false, cache });
    cache.close();
    expect(statSync(path).size).toBeLessThan(one * 1.6);
    expect((await measure()).counts.known).toBe(200);
    const small = open({ mostBytes: Math.round(one / 2) });
    small.close();
    expect(statSync(path).size).toBeLessThan(one / 2);
    expect((await measure()).counts.unknown).toBeGreaterThan(50);
  });
});
