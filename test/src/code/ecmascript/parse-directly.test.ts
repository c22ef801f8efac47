import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ecmascriptParser } from '../../../../src/code/ecmascript/index.ts';
import { normalizeSource } from '../../../../src/code/source-text.ts';
import { TreeBuffer } from '../../../../src/code/tree-buffer.ts';
import { compareParsers, filesUnder, type GrammarName, grammarOf, readSnippets } from './both-parsers.ts';

const repository = new URL('../../../../', import.meta.url).pathname;
const fixtures = join(repository, 'test/fixtures/ecmascript');

/** Each snippet by itself, with CRLF, and within a function, where it has to end otherwise. */
const variants: readonly ((snippet: string) => string)[] = [
  (snippet) => snippet,
  (snippet) => `${snippet}\n`,
  (snippet) => snippet.replaceAll('\n', '\r\n'),
];

describe.each(['javascript', 'typescript', 'tsx'] as const)(
  'the direct parser for %s',
  (grammar: GrammarName) => {
    const snippets = readSnippets(join(fixtures, `understood.${grammar}.txt`));
    it.each(snippets)('gives the grammar’s tree of %j', async (snippet) => {
      for (const variant of variants)
        expect(await compareParsers(grammar, variant(snippet)), variant(snippet)).toBe('same');
    });
  },
);

describe('what the grammar alone understands', () => {
  it.each(
    (['javascript', 'typescript'] as const).flatMap((grammar) =>
      readSnippets(join(fixtures, `left.${grammar}.txt`)).map((snippet) => [grammar, snippet] as const),
    ),
  )('is left to it: %s %j', async (grammar, snippet) => {
    expect(await compareParsers(grammar, snippet)).toMatch(/^left/);
  });

  it('is a text that is too deep for the stack', () => {
    const tree = new TreeBuffer();
    for (const [open, close] of [
      '()',
      '[]',
      ['{a:', '}'],
      ['a(', ')'],
      ['!', ''],
      ['a=>', ''],
      ['if(a)', ''],
    ]) {
      const source = `x = ${open!.repeat(10_000)}a${close!.repeat(10_000)}`;
      expect(ecmascriptParser('javascript')!.parseInto(source, tree), source.slice(0, 20)).toBe(false);
      expect(ecmascriptParser('typescript')!.parseInto(source, tree), source.slice(0, 20)).toBe(false);
    }
    expect(ecmascriptParser('javascript')!.parseInto('a', tree)).toBe(true);
  });

  it('is a text in a language that it does not know', () => {
    expect(ecmascriptParser('python')!.parseInto('a', new TreeBuffer())).toBe(false);
  });
});

describe('an empty text', () => {
  it.each(['', ' ', '\n', ' \n\n ', '// a', '/* a */\n', '\n\n// a\n\n'])('%j has a root', async (source) => {
    for (const grammar of ['javascript', 'typescript', 'tsx'] as const)
      expect(await compareParsers(grammar, source)).toBe('same');
  });
});

describe('a long text', () => {
  it('of one expression is parsed without recursion', async () => {
    const source = `x = ${'a + b.c(d) + '.repeat(20_000)}e;`;
    expect(await compareParsers('javascript', source)).toBe('same');
  });
});

/** The share of understood files; none may differ. */
async function parsedShare(paths: readonly string[]): Promise<number> {
  const count = { same: 0, left: 0 };
  for (const path of paths) {
    const source = normalizeSource(readFileSync(path, 'utf8'));
    if (source.length > 150_000) continue;
    const outcome = await compareParsers(grammarOf(path), source);
    expect(outcome, path).not.toBe('differs');
    if (outcome === 'same') count.same++;
    else if (outcome === 'left') count.left++;
  }
  expect(count.same).toBeGreaterThan(20);
  return count.same / (count.same + count.left);
}

/** Every n-th. */
const some = (paths: readonly string[], n: number) => paths.filter((_, index) => index % n === 0);

describe('real code', () => {
  it('of this repository has the grammars’ trees', async () => {
    const paths = ['src', 'agents', 'graphs', 'apps', 'evals', 'bench', 'test/src'].flatMap((folder) =>
      filesUnder(join(repository, folder), /\.(?:ts|mjs)$/),
    );
    expect(await parsedShare(some(paths, 4))).toBeGreaterThan(0.97);
  });

  it.each([
    ['JavaScript', /\.[mc]?js$/, 60],
    ['TypeScript', /(?<!\.d)\.[mc]?tsx?$/, 12],
    ['declarations', /\.d\.[mc]?ts$/, 60],
  ])('of packages in %s has the grammars’ trees', async (_, name, every) => {
    const paths = some(filesUnder(join(repository, 'node_modules'), name), every);
    expect(await parsedShare(paths)).toBeGreaterThan(0.97);
  });
});
