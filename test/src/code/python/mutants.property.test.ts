/** Programs put together and damaged by chance: the direct parser gives the grammar's tree or leaves the text to it. */
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareParsers, readSnippets, tokensOf } from '../ecmascript/both-parsers.ts';

const fixtures = new URL('../../../fixtures/python/', import.meta.url).pathname;
const snippets = readSnippets(join(fixtures, 'understood.txt'));

const bits = [
  ...'( ) [ ] { } , : ; . ... * ** = == := -> @ + - ~ / ! % | & ^ < <> >> \\ ` " \' """ f" {{ }}'.split(' '),
  ...'not in is if else elif for async await lambda yield from import print exec match case type as and or'
    .split(' ')
    .map((word) => ` ${word} `),
  ...['return ', 'with ', 'try:\n', 'except ', 'finally:\n', 'class ', 'def f():\n', 'pass', 'None', '1.5'],
  ...[
    '\n',
    '\n    ',
    '\n        ',
    '\n\t',
    ' # c\n',
    '# c\n',
    '  # c\n',
    '\\\n',
    '\r\n',
    '\f',
    'é',
    ' f"{a}" ',
  ],
];

/** A program of some of the snippets, one of them in a block perhaps. */
const program = fc
  .array(fc.record({ snippet: fc.constantFrom(...snippets), isInBlock: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) =>
    parts
      .map(({ snippet, isInBlock }) =>
        isInBlock ? `def f():\n${snippet.replace(/^(?=.)/gm, '    ')}\n` : `${snippet}\n`,
      )
      .join(''),
  );

it('of whole snippets', async () => {
  await fc.assert(
    fc.asyncProperty(program, async (source) => {
      expect(await compareParsers('python', source), JSON.stringify(source)).toBe('same');
    }),
    { numRuns: 500, seed: 20261121 },
  );
});

it('of snippets with changes', async () => {
  const change = fc.record({
    kind: fc.constantFrom('delete', 'double', 'copy', 'insert', 'insert', 'insert'),
    at: fc.nat(),
    from: fc.nat(),
    bit: fc.constantFrom(...bits),
  });
  await fc.assert(
    fc.asyncProperty(program, fc.array(change, { minLength: 1, maxLength: 2 }), async (source, changes) => {
      const tokens = await tokensOf('python', source);
      let mutant = source;
      for (const { kind, at, from, bit } of changes) {
        const { start, end } = tokens[at % tokens.length]!;
        const other = tokens[from % tokens.length]!;
        if (kind === 'delete') mutant = mutant.slice(0, start) + mutant.slice(end);
        else if (kind === 'double') mutant = `${mutant.slice(0, end)} ${mutant.slice(start)}`;
        else if (kind === 'copy')
          mutant = `${mutant.slice(0, start)} ${source.slice(other.start, other.end)} ${mutant.slice(end)}`;
        else mutant = mutant.slice(0, start) + bit + mutant.slice(start);
      }
      expect(await compareParsers('python', mutant), JSON.stringify(mutant)).not.toBe('differs');
    }),
    { numRuns: 3_000, seed: 20261121 },
  );
});
