import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { measurePaths, measureSource, startAhead } from '../../../src/code/index.ts';
import { measureInWorkers } from '../../../src/code/worker-pool.ts';
import { InterruptedError } from '../../../src/errors/index.ts';

let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsmith-pool-'));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const write = (name: string, content: string) => writeFileSync(join(directory, name), content);

describe('many files', () => {
  it('are measured in threads as each is by itself, in the order of their names', async () => {
    const sources = Array.from(
      { length: 60 },
      (_, index) => `function f${index}(a) { return a ? ${index} : g(a); }\n`,
    );
    sources.forEach((source, index) => {
      write(`${String(index).padStart(2, '0')}.js`, source);
    });
    const progress: [number, number][] = [];
    const { files, skipped, summary } = await measurePaths(['.'], {
      directory,
      threads: 2,
      onProgress: (done, total) => progress.push([done, total]),
    });
    expect(skipped).toEqual([]);
    expect(files.map(({ path }) => path)).toEqual(
      sources.map((_, index) => `${String(index).padStart(2, '0')}.js`),
    );
    for (const [index, source] of sources.entries()) {
      const path = files[index]!.path;
      expect(files[index]).toEqual(await measureSource({ path, source }));
    }
    expect(progress.at(-1)).toEqual([60, 60]);
    expect(progress.map(([done]) => done)).toEqual([...progress.map(([done]) => done)].sort((a, b) => a - b));
    expect(summary).toMatchObject({
      files: 60,
      functions: 60,
      sloc: 60,
      cyclomatic: 120,
      languages: { javascript: 60 },
    });
  });

  it('are measured again by the threads that were kept from the last time', async () => {
    for (let index = 0; index < 20; index += 1) write(`${index}.js`, `f(${index});\n`);
    const first = await measurePaths(['.'], { directory, threads: 2 });
    for (let round = 0; round < 3; round += 1)
      expect((await measurePaths(['.'], { directory })).files).toEqual(first.files);
  });

  it('are measured the same, and by new threads each time, where they are so many that memory is spared', async () => {
    const files = Array.from({ length: 300 }, (_, index) => {
      write(`${index}.js`, `f(${index});\n`);
      return { absolute: join(directory, `${index}.js`), path: `${index}.js`, named: false };
    });
    const kept = await measureInWorkers(files, { measuring: {}, workers: 2 });
    const figures = kept.map((outcome) => outcome !== null && 'analysis' in outcome && outcome.analysis.file);
    for (let round = 0; round < 2; round += 1) {
      const spared = await measureInWorkers(files, { measuring: {}, workers: 2, isLarge: true });
      expect(
        spared.map((outcome) => outcome !== null && 'analysis' in outcome && outcome.analysis.file),
      ).toEqual(figures);
    }
    expect(figures).not.toContain(false);
  });

  it.each([
    ['a few', 25],
    ['all', 1],
  ])('are measured the same where %s of them need the parser that one thread alone has', async (_, every) => {
    for (let index = 0; index < 120; index += 1)
      write(
        `${index}.py`,
        index % every === 0 ? `a = = ${index} if b else c\n` : `a = ${index} if b else c\n`,
      );
    const { files, skipped } = await measurePaths(['.'], {
      directory,
      threads: 3,
      without: ['findings', 'clones'],
    });
    const alone = await measurePaths(['.'], { directory, threads: 1, without: ['findings', 'clones'] });
    expect(skipped).toEqual([]);
    expect(files).toEqual(alone.files);
    expect(files.filter(({ errors }) => errors.length > 0)).toHaveLength(Math.ceil(120 / every));
  });

  it.each([
    ['none', 1_000],
    ['a few', 25],
    ['all', 1],
  ])(
    'are measured the same where one thread parses what this one measures, and %s of them need another parser',
    async (_, every) => {
      for (let index = 0; index < 120; index += 1) {
        // The trees of a batch come to be longer than what is set aside for them at first.
        const lines = `if a and b:\n    def f(x):\n        return [g(y) for y in x if y] # ${index}\n`.repeat(
          60,
        );
        write(`${index}.py`, index % every === 1 % every ? `${lines}a = = 1 if b else c\n` : lines);
      }
      write('binary.py', 'a\0b');
      writeFileSync(join(directory, 'latin.py'), Buffer.from([0x61, 0x0a, 0xe9, 0x0a]));
      const without = ['findings', 'clones'] as const;
      const alone = await measurePaths(['.'], { directory, threads: 1, without });
      const names = [...alone.files.map(({ path }) => path), 'binary.py', 'missing.py'];
      const files = names.map((path) => ({ path, absolute: join(directory, path), named: true }));
      const progress: number[] = [];
      const outcomes = await measureInWorkers(files, {
        measuring: { without },
        workers: 1,
        divides: true,
        mayMeasureHere: () => true,
        onProgress: (done) => progress.push(done),
      });
      const measured = outcomes.map((each) =>
        each !== null && 'analysis' in each ? each.analysis.file : each,
      );
      expect(measured.slice(0, -2)).toEqual(alone.files);
      expect(measured.slice(-2)).toMatchObject([
        { skipped: { path: 'binary.py', code: 'binary' } },
        { skipped: { path: 'missing.py', code: 'missing' } },
      ]);
      expect(progress.at(-1)).toBe(names.length);
    },
  );

  it('are measured the same by a thread that was started before they were looked for', async () => {
    const lines = 'if a and b:\n    def f(x):\n        return [g(y) for y in x if y]\n'.repeat(120);
    const names = Array.from({ length: 520 }, (_, index) => `${index}.py`);
    for (const name of names) write(name, `${lines}# ${name}\n`);
    const without = ['findings', 'clones'] as const;
    startAhead(names);
    const measured = await measurePaths(names, { directory, without });
    const alone = await measurePaths(names, { directory, without, threads: 1 });
    expect(measured.files).toHaveLength(520);
    expect(measured.files).toEqual(alone.files);
  });

  it('stop within a fraction of a second when they are told to, in the middle of a long file too', async () => {
    write('long.js', '(['.repeat(400_000));
    for (let index = 0; index < 20; index++) write(`${index}.js`, 'f();\n'.repeat(20_000));
    const controller = new AbortController();
    let aborted = 0;
    setTimeout(() => {
      aborted = performance.now();
      controller.abort();
    }, 300);
    await expect(measurePaths(['.'], { directory, signal: controller.signal })).rejects.toThrow(
      InterruptedError,
    );
    expect(performance.now() - aborted).toBeLessThan(200);
  });

  it('do not start when they were told to stop before', async () => {
    for (let index = 0; index < 20; index++) write(`${index}.js`, 'f();\n');
    await expect(measurePaths(['.'], { directory, signal: AbortSignal.abort() })).rejects.toThrow(
      InterruptedError,
    );
    await expect(measurePaths(['0.js'], { directory, signal: AbortSignal.abort() })).rejects.toThrow(
      InterruptedError,
    );
  });
});

describe('a thread that dies', () => {
  /** Answers nothing for every file, and dies of those that are called so. */
  const mortal = `
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ files }) => {
      for (const { path } of files) if (path.startsWith('deadly')) throw new Error('out of memory');
      parentPort.postMessage({ outcomes: files.map(({ path }) => ({ skipped: { path, code: 'binary', reason: 'fine' } })) });
    });
  `;
  const run = (paths: string[], code: string) =>
    measureInWorkers(
      paths.map((path) => ({ path, absolute: path, named: false })),
      {
        measuring: { findings: false },
        script: new URL(`data:text/javascript,${encodeURIComponent(code)}`),
      },
    );

  it('takes only the file with it that killed it', async () => {
    const paths = Array.from({ length: 50 }, (_, index) =>
      index % 20 === 7 ? `deadly${index}` : `file${index}`,
    );
    const outcomes = await run(paths, mortal);
    expect(outcomes).toEqual(
      paths.map((path) => ({
        skipped: path.startsWith('deadly')
          ? { path, code: 'failed', reason: 'measuring it failed: out of memory' }
          : { path, code: 'binary', reason: 'fine' },
      })),
    );
  });

  it('before it does anything leaves every file named as failed', async () => {
    const outcomes = await run(['a', 'b', 'c'], 'throw new Error("no such module")');
    expect(outcomes).toEqual(
      ['a', 'b', 'c'].map((path) => ({
        skipped: { path, code: 'failed', reason: 'measuring it failed: no such module' },
      })),
    );
  });
});
