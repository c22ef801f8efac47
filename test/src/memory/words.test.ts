import { describe, expect, it } from 'vitest';
import { areAlike, bandsOf, likenessOf } from '../../../src/memory/likeness.ts';
import { wordsOf } from '../../../src/memory/words.ts';

describe('words', () => {
  it.each([
    ['parseHTTPHeader', ['pars', 'http', 'header', 'parsehttpheader']],
    ['snake_case_name', ['snak', 'case', 'name', 'snakecasename']],
    ['MAX_RETRIES = 3', ['max', 'retry', 'maxretries', '3']],
    ['sorted sorting sorts', ['sort', 'sort', 'sort']],
    ['Größenänderung überprüfen', ['größenänderung', 'überprüfen']],
    ['日本語 text', ['日本語', 'text']],
    ['', []],
    ['… — !!! ___', []],
  ])('of %s', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it('are cut where they are endless', () => {
    expect(wordsOf('x'.repeat(1_000))).toEqual(['x'.repeat(48)]);
  });
});

describe('likeness', () => {
  const text = Array.from({ length: 60 }, (_, at) => `word${'abcdefghij'[at % 10]}${'klmnop'[at % 6]}`).join(
    ' ',
  );

  it('is the same whatever case, punctuation and filling words are', () => {
    expect(
      areAlike(likenessOf('The server, of course, restarts.'), likenessOf('server of course restarts')),
    ).toBe(true);
  });

  it('puts texts that are nearly the same into a common band, and others not', () => {
    const changed = likenessOf(`${text} more`);
    expect(areAlike(likenessOf(text), changed)).toBe(true);
    const common = bandsOf(likenessOf(text)).filter((band) => bandsOf(changed).includes(band));
    expect(common.length).toBeGreaterThan(0);
    const other = likenessOf('nothing of this is in the other text at all, whatever is compared');
    expect(areAlike(likenessOf(text), other)).toBe(false);
    expect(bandsOf(other).filter((band) => bandsOf(changed).includes(band))).toEqual([]);
    expect(bandsOf(likenessOf('!!!'))).toEqual([]);
  });
});
