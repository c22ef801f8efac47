import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PackedTree, TreePacker, unpackTree } from '../../../../src/code/direct/packed-trees.ts';
import { loadLanguage } from '../../../../src/code/language.ts';
import { measureTree } from '../../../../src/code/measure-tree.ts';
import { TreeBuffer } from '../../../../src/code/tree-buffer.ts';

const columns = ['symbol', 'field', 'start', 'end', 'parent', 'next', 'flags'] as const;
const python = await loadLanguage('python');
const javascript = await loadLanguage('javascript');

/** Longer than a block has room for. */
const long = 'total = first + second * 3\n'.repeat(12_000);

describe('trees in blocks', () => {
  it.each([undefined, new ArrayBuffer(8), new ArrayBuffer(1 << 16)])(
    'come out as they went in, with %o to begin with',
    (block) => {
      const texts = ['', 'a = 1', long, '# nothing\n', 'def f(a):\n    return a and b\n', 'pass'];
      const packer = new TreePacker(block);
      const packed = texts.map((text): PackedTree => {
        expect(python.parser.parseDirectly(text, packer)).toBe(true);
        return packer.keep();
      });
      expect(new Set(packed.map((each) => each.block)).size).toBeGreaterThan(1);
      for (const [index, text] of texts.entries()) {
        const expected = new TreeBuffer();
        python.parser.parseInto(text, expected);
        const tree = unpackTree(packer.blocks, packed[index]!, text, python.parser.grammar);
        expect(tree).toMatchObject({ source: text, count: expected.count, hasLines: false });
        expect(tree.next).toHaveLength(expected.count);
        for (const column of columns)
          expect(
            tree[column].every((number, row) => number === expected[column][row]),
            column,
          ).toBe(true);
      }
    },
  );

  it('leave no gap for a text that is not parsed directly', () => {
    const packer = new TreePacker(undefined);
    python.parser.parseDirectly('a = 1', packer);
    const first = packer.keep();
    expect(python.parser.parseDirectly('def (:', packer)).toBe(false);
    python.parser.parseDirectly('b = 2', packer);
    expect(packer.keep()).toEqual({ block: 0, at: first.count * 20, count: first.count });
  });

  it('are measured as they are where they were parsed, whatever the text', () => {
    const pieces = fc.constantFrom(
      ...[
        'if (a && b) ',
        'f(x => y)',
        '{ c = d ? 1 : 2 }',
        'function g(a, b) { return g(a) }',
        '\n',
        '// e\n',
      ],
      ...['for (;;) ', 'while (h) ', '`i ${j} k`', ';', 'class L { m() { n() } }', ' || ', 'else '],
    );
    fc.assert(
      fc.property(fc.array(fc.array(pieces, { maxLength: 12 }), { maxLength: 4 }), (files) => {
        const packer = new TreePacker(undefined);
        const texts = files.map((file) => file.join(''));
        const kept = texts.flatMap((text) =>
          javascript.parser.parseDirectly(text, packer) ? [{ text, packed: packer.keep() }] : [],
        );
        for (const { text, packed } of kept) {
          const buffer = new TreeBuffer();
          javascript.parser.parseInto(text, buffer);
          const { metrics, functions } = measureTree(buffer, javascript);
          const tree = unpackTree(packer.blocks, packed, text, javascript.parser.grammar);
          const again = measureTree(tree, javascript);
          expect(again.metrics).toEqual(metrics);
          expect(again.functions).toEqual(functions);
        }
      }),
      { numRuns: 200 },
    );
  });
});
