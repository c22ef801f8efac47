import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Detector, type IMapFrame, MemoryStore } from '@jscpd/core';
import { describe, expect, it } from 'vitest';
import { type CloneSource, findClones } from '../../../src/code/duplication.ts';
import { measurePaths, measureSource } from '../../../src/code/index.ts';

/** Lines with more tokens than a clone needs, all different from each other and from those of other seeds. */
const lines = (count: number, seed: string): string =>
  Array.from(
    { length: count },
    (_, line) => `const ${seed}${line} = compute(${seed}, ${line}, 'x' + ${line}, [a, b]);\n`,
  ).join('');

async function measureFiles(sources: Record<string, string>) {
  const directory = mkdtempSync(join(tmpdir(), 'opsmith-clones-'));
  try {
    for (const [name, source] of Object.entries(sources)) writeFileSync(join(directory, name), source);
    const { files, clones } = await measurePaths(['.'], { directory });
    return {
      shares: Object.fromEntries(files.map(({ path, metrics }) => [path, metrics.duplication])),
      clones,
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe('duplication', () => {
  it('is 0 where nothing is said twice', async () => {
    const { shares, clones } = await measureFiles({ 'a.js': lines(30, 'p'), 'b.js': lines(30, 'q') });
    expect(shares).toEqual({ 'a.js': 0, 'b.js': 0 });
    expect(clones).toEqual([]);
  });

  it('is 1 for a copy, also when comments, blank lines and spaces differ', async () => {
    const changed = `// a copy\n\n${lines(12, 'p').replaceAll('(', '( ').replaceAll(';\n', ' ; // same\n')}`;
    const { shares, clones } = await measureFiles({ 'a.js': lines(12, 'p'), 'b.js': changed });
    expect(shares).toEqual({ 'a.js': 1, 'b.js': 1 });
    expect(clones).toEqual([
      { source: 1, line: 3, endLine: 14, otherSource: 0, otherLine: 1, otherEndLine: 12 },
    ]);
  });

  it('counts the lines of both copies, and no others', async () => {
    const shared = lines(8, 's');
    const { shares, clones } = await measureFiles({
      'a.js': lines(10, 'p') + shared + lines(2, 'r'),
      'b.js': shared + lines(24, 'q'),
    });
    expect(shares).toEqual({ 'a.js': 0.4, 'b.js': 0.25 });
    expect(clones).toMatchObject([{ line: 1, endLine: 8, otherLine: 11, otherEndLine: 18 }]);
  });

  it('is found within a file', async () => {
    const shared = lines(6, 's');
    const { metrics } = await measureSource({
      source: shared + lines(12, 'p') + shared,
      language: 'javascript',
    });
    expect(metrics.duplication).toBe(0.5);
  });

  it('needs five lines and fifty tokens', async () => {
    const four = lines(4, 's');
    const short = 'a();\nb();\nc();\nd();\ne();\nf();\ng();\n';
    const { shares } = await measureFiles({
      'a.js': four + lines(9, 'p') + short,
      'b.js': four + lines(9, 'q') + short,
    });
    expect(shares).toEqual({ 'a.js': 0, 'b.js': 0 });
  });

  it('ends where a copy stops to follow the other', async () => {
    const [x, y] = [lines(6, 'x'), lines(6, 'y')];
    const { clones } = await measureFiles({
      'a.js': x + lines(5, 'p') + y,
      'b.js': y + lines(5, 'q') + x,
      'c.js': x + y,
    });
    for (const { line, endLine, otherLine, otherEndLine } of clones)
      expect(endLine - line).toBe(otherEndLine - otherLine);
    expect(
      clones.map(({ source, line, otherSource, otherLine }) => [source, line, otherSource, otherLine]),
    ).toEqual([
      [1, 1, 0, 12],
      [1, 12, 0, 1],
      [2, 1, 0, 1],
      [2, 7, 0, 12],
    ]);
  });

  it('does not compare languages with each other', async () => {
    const { shares } = await measureFiles({ 'a.js': lines(12, 'p'), 'a.ts': lines(12, 'p') });
    expect(shares).toEqual({ 'a.js': 0, 'a.ts': 0 });
  });

  it("is what jscpd's detector finds in the same windows", async () => {
    let found = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const sources = patchwork(seed);
      const { clones } = findClones(sources);
      expect(clones).toEqual(await clonesByJscpd(sources));
      found += clones.length;
    }
    expect(found).toBeGreaterThan(500);
  });
});

/** Files put together from stretches of a few others, some of them within one file, and windows that stand alone. */
function patchwork(seed: number): CloneSource[] {
  let state = seed;
  const below = (most: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % most;
  };
  let fresh = 10_000;
  return Array.from({ length: 2 + below(6) }, () => {
    const hashes: number[] = [];
    for (let part = below(8); part > 0; part--) {
      const from = below(30);
      const length = 1 + below(9);
      for (let at = 0; at < length; at++) hashes.push(below(12) === 0 ? fresh++ : from + at);
    }
    const line = Uint32Array.from(hashes, (_, index) => index + 1);
    // The last windows of a file may be shorter than a clone has to be.
    const endLine = line.map((begin) => begin + 2 + (seed % 3));
    return {
      language: 'javascript',
      windows: { hash1: Uint32Array.from(hashes), hash2: Uint32Array.from(hashes), line, endLine },
      codeBefore: Uint32Array.from({ length: hashes.length + 6 }, (_, index) => index),
    };
  });
}

/** The same by jscpd: every window a frame, and a frame of its own wherever the older copy does not go on. */
async function clonesByJscpd(sources: readonly CloneSource[]) {
  const seen = new Map<number, string>();
  const follows = new Map<string, string>();
  const maps = sources.map(({ windows }, source) => {
    const frames: IMapFrame[] = [];
    const add = (id: string, line: number, endLine: number): void => {
      const token = (at: number) => ({
        type: 'line',
        value: '',
        length: 0,
        format: 'code',
        range: [0, 0] as [number, number],
        loc: { start: { line: at }, end: { line: at } },
      });
      frames.push({ id, sourceId: String(source), start: token(line), end: token(endLine) } as IMapFrame);
    };
    let before: string | null = null;
    for (const [index, hash] of windows.hash1.entries()) {
      const own = `${source}:${index}`;
      const id = seen.get(hash) ?? own;
      seen.set(hash, id);
      if (before !== null && follows.get(before) !== id) add(`between ${own}`, 1, 1);
      add(id, windows.line[index]!, windows.endLine[index]!);
      follows.set(own, `${source}:${index + 1}`);
      before = id;
    }
    let next = 0;
    return {
      getFormat: () => 'code',
      getLinesCount: () => windows.line.length,
      getTokensCount: () => windows.line.length,
      getId: () => String(source),
      next: (): IteratorResult<IMapFrame | boolean> =>
        next < frames.length ? { done: false, value: frames[next++]! } : { done: true, value: false },
    };
  });
  const detector = new Detector(
    { generateMaps: (id) => [maps[Number(id)]!] },
    new MemoryStore<IMapFrame>(),
    [],
    { minLines: 4, minTokens: 1 },
  );
  const clones = [];
  for (const source of sources.keys()) {
    for (const { duplicationA, duplicationB } of await detector.detect(String(source), '', 'code'))
      clones.push({
        source: Number(duplicationA.sourceId),
        line: duplicationA.start.line,
        endLine: duplicationA.end.line,
        otherSource: Number(duplicationB.sourceId),
        otherLine: duplicationB.start.line,
        otherEndLine: duplicationB.end.line,
      });
  }
  return clones;
}
