import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
});
