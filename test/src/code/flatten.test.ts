import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Parser } from 'web-tree-sitter';
import { flattenByCursor } from '../../../src/code/flatten-cursor.ts';
import { flattenFromHeap } from '../../../src/code/flatten-heap.ts';
import { loadRuntime } from '../../../src/code/grammar.ts';
import { type LanguageName, languageNames } from '../../../src/code/index.ts';
import { declarations } from '../../../src/code/languages/index.ts';
import { loadParser, sameTree } from '../../../src/code/parse.ts';
import { NodeFlag } from '../../../src/code/syntax-tree.ts';
import { TreeBuffer } from '../../../src/code/tree-buffer.ts';
import { readMetricFixtures } from './metric-fixtures.ts';

const fixtures = readMetricFixtures();
const repository = new URL('../../../', import.meta.url).pathname;

/** The tree of a text, read both ways. */
async function bothWays(language: LanguageName, source: string) {
  const { grammar } = await loadParser(declarations[language].grammar);
  const memory = await loadRuntime();
  const parser = new Parser();
  parser.setLanguage(grammar.language);
  const tree = parser.parse(source)!;
  const heap = new TreeBuffer(16);
  const cursor = new TreeBuffer(16);
  try {
    expect(flattenFromHeap(tree, grammar, grammar.productions!, memory, source, heap)).toBe(true);
    flattenByCursor(tree, grammar, source, cursor);
  } finally {
    tree.delete();
    parser.delete();
  }
  return { heap, cursor };
}

function sourcesOf(folder: string, ending: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !name.includes('.min.'))
    .sort()
    .slice(0, 150)
    .map((name) => readFileSync(join(repository, folder, name), 'utf8'))
    .filter((source) => source.length < 60_000);
}

describe.each(languageNames)('a tree of %s', (language) => {
  it('is read from memory as the cursor reads it, whole and damaged', async () => {
    const { productions } = (await loadParser(declarations[language].grammar)).grammar;
    expect(productions, 'the layout of the runtime is known').not.toBeNull();
    const sources = fixtures.filter((fixture) => fixture.language === language).map(({ source }) => source);
    const damaged = sources.flatMap((source) => [
      source.slice(source.length / 3),
      source.replace(/[({]/, ' ) ] } if ( '),
      source.replaceAll('\n', '\r\n'),
      source.replaceAll('a', 'é\u{1f600}'),
    ]);
    for (const source of [...sources, ...damaged, '', ' \n', '(', '/*', '"']) {
      const { heap, cursor } = await bothWays(language, source);
      expect(sameTree(heap, cursor), source).toBe(true);
    }
  });
});

describe('real code', () => {
  it.each([
    ['javascript', 'node_modules/kysely/dist', '.js'],
    ['javascript', 'node_modules/acorn', '.js'],
    ['typescript', 'src', '.ts'],
    ['typescript', 'node_modules/@langchain/core/dist', '.d.ts'],
  ] as const)('in %s of %s is read as the cursor reads it', async (language, folder, ending) => {
    const sources = sourcesOf(folder, ending);
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) {
      const { heap, cursor } = await bothWays(language, source);
      expect(sameTree(heap, cursor), source.slice(0, 200)).toBe(true);
    }
  });
});

describe('a flat tree', () => {
  it('lists nodes in preorder, with each one inside its parent', async () => {
    const { heap: tree } = await bothWays('javascript', 'if (a) { b(1, "c"); } // d\nelse e;\n');
    expect(tree.parent[0]).toBe(-1);
    expect(tree.next[0]).toBe(tree.count);
    for (let row = 1; row < tree.count; row++) {
      const parent = tree.parent[row]!;
      expect(parent).toBeLessThan(row);
      expect(tree.next[row]).toBeLessThanOrEqual(tree.next[parent]!);
      expect(tree.start[row]).toBeGreaterThanOrEqual(tree.start[parent]!);
      expect(tree.end[row]).toBeLessThanOrEqual(tree.end[parent]!);
      expect(tree.endLine[row]).toBeGreaterThanOrEqual(tree.line[row]!);
    }
  });

  it('ends a node with a line break on the line before', async () => {
    const { heap: tree } = await bothWays('c', '#define A 1\nint x;\n');
    expect([tree.line[1], tree.endLine[1]]).toEqual([1, 1]);
  });

  it('flags errors, and tokens that are missing', async () => {
    const { heap: tree } = await bothWays('javascript', 'let = ;\nf(\n');
    const flags = [...tree.flags.subarray(0, tree.count)];
    expect(flags.some((flag) => (flag & NodeFlag.error) !== 0)).toBe(true);
    const { heap: missing } = await bothWays('javascript', 'if (a) { b()');
    expect(
      [...missing.flags.subarray(0, missing.count)].some((flag) => (flag & NodeFlag.missing) !== 0),
    ).toBe(true);
  });
});
