import fc from 'fast-check';
import { expect, it } from 'vitest';
import { composeEdits } from '../../../../src/code/fixes/compose-edits.ts';
import { applyEdits, areApart } from '../../../../src/code/fixes/edits.ts';
import type { TextEdit } from '../../../../src/code/types.ts';

/** Edits that are apart, cut from numbers: how far each begins after the one before, how long it is, what it puts in. */
function editsIn(length: number, cuts: readonly (readonly [number, number, string])[]): TextEdit[] {
  const edits: TextEdit[] = [];
  let at = 0;
  for (const [skip, width, replacement] of cuts) {
    const start = at + skip;
    if (start > length) break;
    const end = Math.min(length, start + width);
    edits.push({ start, end, replacement });
    at = Math.max(end, start + 1);
  }
  return edits;
}

const cuts = fc.array(fc.tuple(fc.nat(6), fc.nat(4), fc.constantFrom('', 'x', 'longer text')), {
  maxLength: 5,
});

it('edits after edits are one set of edits that does the same', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), cuts, cuts, (text, one, two) => {
      const first = editsIn(text.length, one);
      const between = applyEdits(text, first);
      const second = editsIn(between.length, two);
      const composed = composeEdits(text, first, second);
      expect(areApart(composed, text.length)).toBe(true);
      expect(applyEdits(text, composed)).toBe(applyEdits(between, second));
    }),
    { numRuns: 1_000, seed: 3 },
  );
});
