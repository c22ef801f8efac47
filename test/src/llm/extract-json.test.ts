import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractJson } from '../../../src/llm/extract-json.ts';

describe('JSON in an answer', () => {
  it.each<[string, string, unknown[]]>([
    ['alone', ' {"a": 1}\n', [{ a: 1 }]],
    ['a bare value', '"yes"', ['yes']],
    ['in a fence', 'Here:\n```json\n{"a": [1, 2]}\n```\nDone.', [{ a: [1, 2] }, { a: [1, 2] }]],
    ['with a trailing comma', '{"a": [1, 2,],}', [{ a: [1, 2] }]],
    ['between words', 'I say {"a": "}{"} and [1]', [{ a: '}{' }, [1]]],
    ['after an opening that goes nowhere', 'a { b {"a": 1}', [{ a: 1 }]],
    ['after thoughts', '<think>{"a": 0}</think>{"a": 1}', [{ a: 1 }]],
    ['not at all', 'no', []],
    ['nothing', '', []],
    ['cut off', '{"a": [1, 2', []],
  ])('%s', (_where, text, values) => {
    expect(extractJson(text)).toEqual(values);
  });

  it('finds every object whatever stands around it', () => {
    const prose = fc.string().filter((text) => !/[{}[\]"<`]/.test(text));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), prose, prose, (value, before, after) => {
        const text = JSON.stringify(value);
        // A think tag or a fence within the value is read as one: that much tolerance costs something.
        fc.pre(!/<\/?think|```|,\s*[}\]]/i.test(text));
        expect(JSON.stringify(extractJson(`x ${before}${text}${after}`)[0])).toBe(
          JSON.stringify(JSON.parse(text)),
        );
      }),
    );
  });

  it('never throws and stays quick on garbage', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', '`', 'a', ',', '\n') }),
        (text) => void extractJson(text),
      ),
    );
    const startedAt = performance.now();
    for (const piece of ['{', '[{"', '{"a":', '```', '<think>', '}{']) extractJson(piece.repeat(100_000));
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
