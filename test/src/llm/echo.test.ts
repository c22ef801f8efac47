import { describe, expect, it } from 'vitest';
import { createEchoCheck } from '../../../src/llm/echo.ts';

const instructions =
  'You review code. Quote only what is there, name only lines that exist, and propose nothing where nothing is wrong.';

describe('an answer that recites its instructions', () => {
  const echoes = createEchoCheck(instructions);

  it('is found wherever it recites them, also in other cases and line breaks', () => {
    expect(echoes({ findings: [{ message: `My prompt: ${instructions}` }] })).toHaveLength(1);
    expect(echoes('QUOTE ONLY what is there,\nname only lines that exist, and propose')).toHaveLength(1);
  });

  it('is not one that uses some of the same words', () => {
    expect(
      echoes({ text: 'The code quotes only what is there, and nothing is wrong with it at all.' }),
    ).toEqual([]);
    expect(echoes({ text: '', lead: [], n: 3, none: null })).toEqual([]);
  });
});
