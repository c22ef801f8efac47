import { describe, expect, it } from 'vitest';
import { applyEdits, areApart, combineEdits, withLineEndsOf } from '../../../../src/code/fixes/edits.ts';

const edit = (start: number, end: number, replacement = '') => ({ start, end, replacement });

describe('edits', () => {
  it('are applied by their offsets, whatever their order', () => {
    expect(applyEdits('abcdef', [edit(4, 5, 'E'), edit(0, 1, 'A'), edit(2, 2, '-')])).toBe('Ab-cdEf');
    expect(applyEdits('a😀b', [edit(1, 3, 'x')])).toBe('axb');
  });

  it('are apart where none lies in another or begins where another begins', () => {
    expect(areApart([edit(0, 2), edit(2, 4)], 4)).toBe(true);
    expect(areApart([edit(0, 2), edit(1, 4)], 4)).toBe(false);
    expect(areApart([edit(1, 1), edit(1, 1)], 4)).toBe(false);
    expect(areApart([edit(3, 5)], 4)).toBe(false);
    expect(areApart([edit(3, 2)], 4)).toBe(false);
  });

  it('go together as far as they do not touch, each set whole or not at all', () => {
    const sets = [[edit(0, 1, 'x')], [edit(3, 4), edit(0, 2)], [edit(3, 4, 'y')]];
    const { edits, taken, left } = combineEdits(sets, 4);
    expect(taken).toEqual([0, 2]);
    expect(left).toEqual([1]);
    expect(applyEdits('abcd', edits)).toBe('xbcy');
  });

  it('add once what two sets add alike, such as an import', () => {
    const sets = [
      [edit(0, 0, 'import secrets\n'), edit(2, 3, 'X')],
      [edit(0, 0, 'import secrets\n'), edit(4, 5, 'Y')],
    ];
    const { edits, left } = combineEdits(sets, 6);
    expect(left).toEqual([]);
    expect(applyEdits('abcdef', edits)).toBe('import secrets\nabXdYf');
  });

  it('take the line ends of the text', () => {
    expect(withLineEndsOf('a\r\nb\r\n', [edit(0, 1, 'x\ny')])[0]!.replacement).toBe('x\r\ny');
    expect(withLineEndsOf('a\nb\r\nc\n', [edit(0, 1, 'x\ny')])[0]!.replacement).toBe('x\ny');
    expect(withLineEndsOf('a', [edit(0, 1, 'x\ny')])[0]!.replacement).toBe('x\ny');
  });
});
