import { expect, it } from 'vitest';
import { hunksFit } from '../../../../src/code/fixes/hunks-fit.ts';
import { hunksOf } from '../../../../src/code/fixes/unified-diff.ts';

const text = Array.from({ length: 20 }, (_, line) => `line ${line};\n`).join('');
const edits = ['line 3;', 'line 15;'].map((part) => ({
  start: text.indexOf(part),
  end: text.indexOf(part) + part.length,
  replacement: 'other\nlines',
}));

it('hunks fit the text that they were made from, whatever stands before it or at its end', () => {
  expect(hunksFit(hunksOf(text, edits), text)).toBe(true);
  expect(hunksFit(hunksOf(text, edits, '\ufeff'), `\ufeff${text}`)).toBe(true);
  expect(hunksFit(hunksOf(text.trimEnd(), edits), text.trimEnd())).toBe(true);
  expect(hunksFit(hunksOf('a', [{ start: 0, end: 1, replacement: 'b' }]), 'a')).toBe(true);
});

it('hunks do not fit a text whose lines moved or changed near them, and do where they changed far off', () => {
  const hunks = hunksOf(text, edits);
  expect(hunksFit(hunks, `new\n${text}`)).toBe(false);
  expect(hunksFit(hunks, text.replace('line 5;', 'line five;'))).toBe(false);
  expect(hunksFit(hunks, text.slice(0, 60))).toBe(false);
  expect(hunksFit(hunks, text.replace('line 9;', 'line nine;'))).toBe(true);
  expect(hunksFit(hunksOf('a', [{ start: 0, end: 1, replacement: 'b' }]), 'a\n')).toBe(false);
});
