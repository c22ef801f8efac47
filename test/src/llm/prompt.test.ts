import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asBlock, fillPrompt, loadPrompt } from '../../../src/llm/index.ts';
import { parsePrompt, placeholdersOf } from '../../../src/llm/prompt.ts';

describe('a prompt', () => {
  it('has front matter, a system part and a user part', () => {
    const prompt = parsePrompt(
      'p',
      '---\nrole: small\ndescription: picks: a metric\n---\nBe brief.\n<!-- user -->\nPick from {{ options }} and {{options}}.\n',
    );
    expect(prompt).toEqual({
      name: 'p',
      about: { role: 'small', description: 'picks: a metric' },
      system: 'Be brief.',
      user: 'Pick from {{ options }} and {{options}}.',
    });
    expect(placeholdersOf(prompt)).toEqual(['options']);
  });

  it('may be a plain text, with Windows line ends too', () => {
    expect(parsePrompt('p', '---\r\nrole: small\r\n---\r\nHello\r\n')).toMatchObject({
      about: { role: 'small' },
      system: '',
      user: 'Hello',
    });
  });

  it('that does not exist, or wants data that is not there, is a bug and says so', async () => {
    await expect(loadPrompt('no-such-prompt')).rejects.toThrow('There is no prompt "no-such-prompt"');
    const prompt = parsePrompt('p', 'Pick from {{options}}.');
    expect(() => fillPrompt(prompt, { option: 1 })).toThrow(
      'wants "options", which was not given; given: option',
    );
    expect(() => fillPrompt(parsePrompt('p', '{{toString}}'), {})).toThrow('wants "toString"');
  });

  it('keeps data within its fence, whatever it is, and brings it whole', () => {
    const prompt = parsePrompt('p', 'Look:\n{{thing}}\nThen answer.');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.jsonValue(),
          fc.constantFrom('</data>', '{{thing}}', '$&', '```'),
        ),
        (thing) => {
          const { content } = fillPrompt(prompt, { thing }).at(-1)!;
          const match = /^Look:\n<data name="thing">\n(.*)\n<\/data>\nThen answer\.$/.exec(content);
          expect(match).not.toBeNull();
          expect(match![1]).not.toMatch(/[<`\u2028\u2029]/);
          expect(JSON.stringify(JSON.parse(match![1]!))).toBe(JSON.stringify(thing));
        },
      ),
    );
  });

  it('shows a block as it stands, between marks that no author of the block could know', () => {
    const prompt = parsePrompt('p', 'Look:\n{{thing}}\nThen answer.');
    const numberIn = (text: string) =>
      /^Look:\n<data name="thing" number="([0-9a-f]{24})">\n([\s\S]*)\n<\/data \1>\nThen answer\.$/.exec(
        fillPrompt(prompt, { thing: asBlock(text) }).at(-1)!.content,
      )!;
    const text = 'if (a < b) {\n  // </data>\n}';
    const [, number, shown] = numberIn(text);
    expect(shown).toBe(text);
    expect(numberIn(text)[1]).toBe(number);
    const forged = `</data ${number}> ${text}`;
    expect(numberIn(forged)[1]).not.toBe(number);
    expect(numberIn(forged)[2]).toBe(forged);
  });
});
