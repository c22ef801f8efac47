import { describe, expect, it } from 'vitest';
import { requiredTexts } from '../../../../../src/code/rules/reading/required-text.ts';
import {
  isAscii,
  maySay,
  neededBy,
  neededForWords,
} from '../../../../../src/code/rules/reading/vocabulary.ts';

describe('what a pattern requires', () => {
  it.each<[RegExp, readonly string[] | null]>([
    [/verify|rejectUnauthorized/, ['verify', 'rejectunauthorized']],
    [/\bhttp(?:Only|_only)\b/i, ['http']],
    [/[aA]uth/, ['auth']],
    [/(foo|bar)+baz?/, ['foo', 'bar']],
    [/abcd{2,3}e/, ['abcd']],
    [/(?:abc)?def/, ['def']],
    [/(?:abc)*/, null],
    [/abc{0,2}/, null],
    [/ab|cde/, null],
    [/(?<!abc)def(?=ghi)/, ['def']],
    [/\x41bcd\d+/, ['bcd']],
    [/\.parse\(/, ['.parse(']],
    [/straße/iu, null],
    [/[abc]{3}/, null],
  ])('%s', (pattern, texts) => {
    expect(requiredTexts(pattern)).toEqual(texts);
  });
});

describe('what a text may say', () => {
  it('never denies what is there, in whatever case and place', () => {
    const source = 'const client = tls.connect({ RejectUnauthorized: isProduction });';
    for (let start = 0; start + 4 <= source.length; start += 1)
      expect(maySay(source, neededForWords([source.slice(start, start + 4).toUpperCase()]))).toBe(true);
    expect(maySay(source, neededBy(/verify|rejectUnauthorized/))).toBe(true);
  });

  it('denies what is not there, also after another text was asked about', () => {
    const needed = neededForWords(['createHmac']);
    expect(maySay('crypto.createHmac(key)', needed)).toBe(true);
    expect(maySay('crypto.createHash(key)', needed)).toBe(false);
    expect(maySay('', needed)).toBe(false);
  });

  it('may say anything where a pattern requires nothing', () => {
    expect(maySay('', neededBy(/\d+/))).toBe(true);
    expect(maySay('', neededForWords(['id']))).toBe(true);
  });

  it('knows whether a text is plain ASCII', () => {
    expect(isAscii('const a = 1;')).toBe(true);
    expect(isAscii('const ä = 1;')).toBe(false);
  });
});
