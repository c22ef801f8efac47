import { describe, expect, it } from 'vitest';
import { createStyle } from '../../../../apps/cli/terminal/style.ts';
import { cut, hardWrap, pad, widthOf, withoutStyle, wrap } from '../../../../apps/cli/terminal/width.ts';

const style = createStyle(true);

describe('width of text on a terminal', () => {
  it.each([
    ['plain', 5],
    ['', 0],
    [style.red('red'), 3],
    ['日本', 4],
    ['e\u0301', 1],
    ['👩‍👩‍👧', 2],
    ['🎉', 2],
    ['한국어', 6],
    ['naïve – “x”', 11],
    ['\u001b]8;;https://x.org\u0007link\u001b]8;;\u0007', 4],
  ])('of %j is %i', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it('cuts by columns, and ends the styles that it cut through', () => {
    expect(cut('abcdef', 6)).toBe('abcdef');
    expect(cut('abcdef', 4)).toBe('abc…');
    expect(cut('日本語', 4)).toBe('日…');
    expect(cut(style.red('abcdef'), 4)).toBe('\u001b[31mabc…\u001b[39m');
    expect(cut('abc', 0)).toBe('');
  });

  it('pads on either side', () => {
    expect(pad('日', 4)).toBe('日  ');
    expect(pad('7', 3, 'right')).toBe('  7');
    expect(pad('long', 2)).toBe('long');
  });

  it('wraps at spaces and breaks words that are longer than a line', () => {
    expect(wrap('the quick brown fox', 9)).toEqual(['the quick', 'brown fox']);
    expect(wrap('abcdefgh ij', 4)).toEqual(['abcd', 'efgh', 'ij']);
    expect(wrap('a\n\nb', 10)).toEqual(['a', '', 'b']);
    expect(wrap('', 10)).toEqual(['']);
  });

  it('closes a style at the end of a line and opens it again on the next', () => {
    const lines = wrap(style.bold('one two three'), 7);
    expect(lines.map(withoutStyle)).toEqual(['one two', 'three']);
    expect(lines).toEqual([style.bold('one two'), style.bold('three')]);
  });

  it.each([1, 5, 20])('never gives a line wider than %i columns', (columns) => {
    const text = `${style.red('some words')} 日本語テキスト anExtraordinarilyLongWordThatMustBreak ${style.dim(style.bold('x y z'))}`;
    for (const line of [...wrap(text, columns), ...hardWrap(text, columns)])
      expect(widthOf(line)).toBeLessThanOrEqual(Math.max(columns, 2));
  });
});
