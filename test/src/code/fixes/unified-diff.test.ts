import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../src/code/fixes/edits.ts';
import { hunksOf, patchOf } from '../../../../src/code/fixes/unified-diff.ts';
import type { TextEdit } from '../../../../src/code/types.ts';
import { patchedBy } from './programs.ts';

/** The edit that puts `replacement` in the place of `part`. */
function change(text: string, part: string, replacement: string): TextEdit {
  const start = text.indexOf(part);
  return { start, end: start + part.length, replacement };
}

describe('a unified diff', () => {
  it('shows three lines of context and counts both sides', () => {
    const text = '1\n2\n3\n4\n5\n6\n7\n8\n9\n';
    expect(hunksOf(text, [change(text, '5\n', 'five\nsix\n')])).toBe(
      '@@ -2,7 +2,8 @@\n 2\n 3\n 4\n-5\n+five\n+six\n 6\n 7\n 8\n',
    );
  });

  it('makes one hunk of changes that are near and two of changes that are far', () => {
    const text = Array.from({ length: 20 }, (_, index) => `line ${index + 1};\n`).join('');
    const near = hunksOf(text, [change(text, 'line 3;', 'x'), change(text, 'line 9;', 'y')]);
    const far = hunksOf(text, [change(text, 'line 3;', 'x\nx'), change(text, 'line 12;', 'y')]);
    expect(near.match(/^@@/gm)).toHaveLength(1);
    expect(far.match(/^@@.*/gm)).toEqual(['@@ -1,6 +1,7 @@', '@@ -9,7 +10,7 @@']);
  });

  it('is empty where nothing changes', () => {
    expect(hunksOf('a\n', [{ start: 0, end: 1, replacement: 'a' }])).toBe('');
    expect(patchOf('a.js', '')).toBe('');
  });

  it('says where a file does not end in a line feed', () => {
    expect(hunksOf('a', [change('a', 'a', 'b')])).toBe(
      '@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n',
    );
  });

  it.each(['git', 'patch'] as const)('is read by %s, with names as people give them to files', (program) => {
    for (const name of ['a.js', 'with space.js', 'a b/ü 😀.py', 'quo"te.c', 'back\\slash.c']) {
      const text = 'one\ntwo\n';
      const patch = patchOf(name, hunksOf(text, [change(text, 'two', '2')]));
      expect(patchedBy(program, { [name]: text }, patch), name).toEqual({ [name]: 'one\n2\n' });
    }
  });
});

const line = fc.constantFrom('', 'a', 'b = 1;', '\tx', 'é😀', '  ', '@@ -1 +1 @@', '--- a', '+++ b', '\\ No');
const texts = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, end, isEnded]) => lines.join(end) + (isEnded && lines.length > 0 ? end : ''));

describe('a unified diff of any edits', () => {
  it('turns the old text into the new one, in git and in patch', () => {
    fc.assert(
      fc.property(
        texts,
        fc.array(
          fc.tuple(
            fc.nat(200),
            fc.nat(20),
            line.map((each) => `${each}\n`),
          ),
          { maxLength: 4 },
        ),
        fc.constantFrom('', '\ufeff'),
        (text, cuts, mark) => {
          fc.pre(text !== '');
          let at = 0;
          const edits = cuts.flatMap(([skip, length, replacement]): TextEdit[] => {
            const start = at + (skip % (text.length + 1));
            const end = Math.min(text.length, start + length);
            if (start > text.length) return [];
            at = end + 1;
            return [{ start, end, replacement }];
          });
          const hunks = hunksOf(text, edits, mark);
          const after = mark + applyEdits(text, edits);
          // No edit of a rule divides a character.
          fc.pre(after.isWellFormed());
          if (hunks === '') expect(after).toBe(mark + text);
          // An emptied file is removed by these programs, and a rule never empties one.
          if (hunks === '' || after === '') return;
          const patch = patchOf('f.txt', hunks);
          expect(patchedBy('git', { 'f.txt': mark + text }, patch)['f.txt']).toBe(after);
          expect(patchedBy('patch', { 'f.txt': mark + text }, patch)['f.txt']).toBe(after);
        },
      ),
      { numRuns: 60, seed: 7 },
    );
  });
});
