/** Code damaged by chance: the direct parser gives the grammar's tree or leaves the text to it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareParsers, type GrammarName, readSnippets, tokensOf } from './both-parsers.ts';

const fixtures = new URL('../../../fixtures/', import.meta.url).pathname;

/** What is put in: words of the grammars and signs, those of TypeScript apart. */
const [javascriptBits, typescriptBits] = readSnippets(join(fixtures, 'ecmascript/bits.txt')).map((bits) =>
  bits.split('¦').map((bit) => bit.trimStart()),
) as [string[], string[]];

const pieces: Record<Exclude<GrammarName, 'python'>, string[]> = {
  javascript: [
    ...readSnippets(join(fixtures, 'ecmascript/understood.javascript.txt')),
    readFileSync(join(fixtures, 'metrics/javascript/functions.js'), 'utf8'),
  ],
  typescript: readSnippets(join(fixtures, 'ecmascript/understood.typescript.txt')),
  tsx: [
    ...readSnippets(join(fixtures, 'ecmascript/understood.tsx.txt')),
    ...readSnippets(join(fixtures, 'ecmascript/understood.typescript.txt')),
  ],
};

/** One change to a text at one of its tokens, all by chance. */
interface Change {
  kind: 'delete' | 'double' | 'copy' | 'insert';
  at: number;
  from: number;
  bit: string;
}

function changed(source: string, tokens: readonly { start: number; end: number }[], change: Change): string {
  const { start, end } = tokens[change.at % tokens.length]!;
  const from = tokens[change.from % tokens.length]!;
  switch (change.kind) {
    case 'delete':
      return source.slice(0, start) + source.slice(end);
    case 'double':
      return `${source.slice(0, end)} ${source.slice(start)}`;
    case 'copy':
      return `${source.slice(0, start)} ${source.slice(from.start, from.end)} ${source.slice(end)}`;
    default:
      return source.slice(0, start) + change.bit + source.slice(start);
  }
}

it.each(['javascript', 'typescript', 'tsx'] as const)('of %s', async (grammar) => {
  const bits = grammar === 'javascript' ? javascriptBits : [...javascriptBits, ...typescriptBits];
  const change = fc.record({
    kind: fc.constantFrom('delete', 'double', 'copy', 'insert', 'insert', 'insert'),
    at: fc.nat(),
    from: fc.nat(),
    bit: fc.constantFrom(...bits),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...pieces[grammar]),
      fc.array(change, { minLength: 1, maxLength: 2 }),
      async (source, changes) => {
        let mutant = source;
        const tokens = await tokensOf(grammar, source);
        for (const each of changes) mutant = changed(mutant, tokens, each as Change);
        expect(await compareParsers(grammar, mutant), JSON.stringify(mutant)).not.toBe('differs');
      },
    ),
    { numRuns: 3_000, seed: 20261121 },
  );
});
