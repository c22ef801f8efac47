import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAnswerStream } from '../../../src/llm/answer-stream.ts';

/** Feeds the pieces; what was shown as final is joined, restarts are marks. */
function follow(pieces: readonly string[], check: (text: string) => string[] = () => []) {
  const shown: string[] = [];
  const stream = createAnswerStream({
    field: 'answer',
    check,
    onText: (text) => shown.push(text),
    onRestart: () => shown.push('↺'),
  });
  for (const piece of pieces) stream.push(piece);
  return { shown, stream };
}

describe('an answer that is followed while it is written', () => {
  it('comes sentence by sentence, before its end', () => {
    const { shown, stream } = follow(['{"ans', 'wer": "One is ', '3.5. Two', ' is no']);
    expect(shown).toEqual(['One is 3.5. ']);
    stream.push('t."}');
    expect(shown).toEqual(['One is 3.5. ', 'Two is not.']);
  });

  it('is read through escapes that are cut in two', () => {
    const { shown } = follow(['{"answer": "a \\', '"b\\" \\u00', 'e9.\\n', 'c\\\\d"', ', "x": "y. "}']);
    expect(shown).toEqual(['a "b" é.\n', 'c\\d']);
  });

  it('ends where the check refuses the text so far', () => {
    const check = (text: string) => (text.includes('99') ? ['99 is in none of the results'] : []);
    const { shown } = follow(['{"answer": "It is 12. It', ' is 99. It is 13. "}'], check);
    expect(shown).toEqual(['It is 12. ']);
  });

  it('shows nothing of thoughts, of other fields, or of what is no answer', () => {
    expect(follow(['<think>{"answer": "No. ', 'No. "}']).shown).toEqual([]);
    expect(follow(['<think>{"answer": "No. "}</think>', '{"answer": "Yes. "}']).shown).toEqual(['Yes. ']);
    expect(follow(['{"lead": "Not this. ", "answers": "Nor this. "}']).shown).toEqual([]);
    expect(follow(['Sure! I will do that. ']).shown).toEqual([]);
  });

  it('cuts no name in backticks in two', () => {
    const { shown } = follow(['{"answer": "See `a. ', 'b`. Then go.']);
    expect(shown).toEqual(['See `a. b`. ']);
  });

  it('says when what was shown is void, and only then', () => {
    const { shown, stream } = follow(['{"answer": "No end']);
    stream.restart();
    expect(shown).toEqual([]);
    stream.push('{"answer": "First. ');
    stream.restart();
    stream.push('{"answer": "Second. ');
    expect(shown).toEqual(['First. ', '↺', 'Second. ']);
  });

  it('gives any text whole, however its JSON is cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.nat({ max: 200 })), (text, cuts) => {
        const json = JSON.stringify({ other: 1, answer: text });
        const places = [0, ...cuts.map((cut) => cut % (json.length + 1)).sort((a, b) => a - b), json.length];
        const pieces = places.slice(1).map((place, index) => json.slice(places[index], place));
        expect(follow(pieces).shown.join('')).toBe(text.trimStart());
      }),
    );
  });
});
