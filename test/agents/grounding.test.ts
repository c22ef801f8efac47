import { describe, expect, it } from 'vitest';
import { ungrounded } from '../../agents/grounding.ts';

const known = [
  '{"sloc":1234,"share":0.83333,"mean":14.2857,"file":"src/app.js"}',
  'The file `src/app.js` has 1,234 lines.',
];
const problems = (wording: string) => ungrounded(wording, { known });

describe('a wording', () => {
  it('may use the numbers of the results, rounded, with separators, or as percent', () => {
    expect(
      problems(
        'It has 1,234 lines (1234), 14.29 or about 14.3 or 14 on average; 83% or 83.3% or 0.83 are covered.',
      ),
    ).toEqual([]);
  });

  it('may not use a number that no result holds', () => {
    expect(problems('It has 1,235 lines, 15 on average, 84% covered.')).toEqual([
      'the number 1,235 is in none of the results',
      'the number 15 is in none of the results',
      'the number 84% is in none of the results',
    ]);
  });

  it('may not name what no result names', () => {
    expect(problems('`src/app.js` is long; `helper` too.')).toEqual(['`helper` is in none of the results']);
  });

  it('is fine without figures or names', () => {
    expect(problems('Nothing stands out.')).toEqual([]);
    expect(ungrounded('Nothing.', { known: [] })).toEqual([]);
  });
});
