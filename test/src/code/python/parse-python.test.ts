import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pythonParser } from '../../../../src/code/python/index.ts';
import { normalizeSource } from '../../../../src/code/source-text.ts';
import { TreeBuffer } from '../../../../src/code/tree-buffer.ts';
import { compareParsers, filesUnder, readSnippets } from '../ecmascript/both-parsers.ts';

const repository = new URL('../../../../', import.meta.url).pathname;
const fixtures = join(repository, 'test/fixtures/python');
const understood = readSnippets(join(fixtures, 'understood.txt'));

const indented = (text: string) => text.replace(/^(?=.)/gm, '    ');

/** Each snippet by itself, with line ends of either kind, within a function, and between comments. */
const variants: readonly ((snippet: string) => string)[] = [
  (snippet) => snippet,
  (snippet) => `${snippet}\n`,
  (snippet) => `${snippet}\n`.replaceAll('\n', '\r\n'),
  (snippet) => `if a:\n    b\nelse:\n${indented(snippet)}\n`,
  (snippet) => `\n# a\n${snippet}  # b\n\n    # c\n# d`,
];

describe('the direct parser for Python', () => {
  it.each(understood)('gives the grammar’s tree of %j', async (snippet) => {
    for (const variant of variants.slice(0, 4))
      expect(await compareParsers('python', variant(snippet)), variant(snippet)).toBe('same');
    // A comment may end up in a string that goes on over the line, or after a backslash.
    expect(await compareParsers('python', variants[4]!(snippet)), variants[4]!(snippet)).not.toBe('differs');
  });

  it.each(['', ' ', '\n', ' \n\n ', '# a', '\t# a\n', '\n\n# a\n\n', '\f\n'])(
    'gives %j a root',
    async (source) => {
      expect(await compareParsers('python', source)).toBe('same');
    },
  );

  it('gives comments to the block that they are indented for', async () => {
    const lines = ['if a:', '    b', '    # c', '  # d', '# e', '        # f', '    # g'];
    const ends = ['', 'h', '    h', 'else:\n    i', '  h'];
    for (let count = 2; count <= lines.length; count++)
      for (const end of ends) {
        const inner = [...lines.slice(0, count), end].join('\n');
        for (const source of [inner, `def x():\n${indented(inner)}\n    # y\n  # z\n`])
          expect(await compareParsers('python', source), source).toBe('same');
      }
  });
});

describe('what the grammar alone understands', () => {
  it.each(readSnippets(join(fixtures, 'left.txt')))('is left to it: %j', async (snippet) => {
    expect(await compareParsers('python', `${snippet}\n`)).toMatch(/^left/);
  });

  it('is a text that is too deep for the stack', () => {
    const tree = new TreeBuffer();
    for (const [open, close] of [
      ['(', ')'],
      ['[', ']'],
      ['{a:', '}'],
      ['a(', ')'],
      ['a[', ']'],
      ['not ', ''],
      ['-', ''],
      ['await ', ''],
      ['lambda:', ''],
      ['a = ', ''],
      ['a if b else ', ''],
      ['f"{', '}"'],
    ]) {
      const source = `${open!.repeat(10_000)}a${close!.repeat(10_000)}`;
      expect(pythonParser().parseInto(source, tree), source.slice(0, 20)).toBe(false);
    }
    const blocks = Array.from({ length: 200 }, (_, depth) => `${' '.repeat(depth)}if a:\n`).join('');
    expect(pythonParser().parseInto(`${blocks}${' '.repeat(200)}b\n`, tree)).toBe(false);
    expect(pythonParser().parseInto('a', tree)).toBe(true);
  });
});

describe('a long text', () => {
  it('of one expression is parsed without recursion', async () => {
    expect(await compareParsers('python', `x = ${'a + b.c(d) + '.repeat(20_000)}e`)).toBe('same');
  });
});

describe('real code', () => {
  it('of this repository has the grammar’s trees', async () => {
    const paths = filesUnder(repository, /^(?!node_modules|dist|coverage).*\.pyi?$/);
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) {
      const source = normalizeSource(readFileSync(path, 'utf8'));
      expect(await compareParsers('python', source), path).not.toBe('differs');
    }
  });
});
