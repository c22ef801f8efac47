import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type LanguageName, languageNames, reviewSource, rules } from '../../../../src/code/index.ts';

// A seed, so that a run can be had again; FC_SEED looks elsewhere.
const seed = Number(process.env.FC_SEED ?? 20_261_121);

/** All examples of a language: between them they wake every rule. */
const sourcesOf = (language: LanguageName): string[] =>
  rules
    .flatMap((rule) => [...rule.wrong, ...rule.right])
    .filter(
      (example) =>
        example.language === (language === 'tsx' ? 'typescript' : language) && example.code.length < 2_000,
    )
    .map(({ code }) => code);

const junk = [
  '(',
  ')',
  '{',
  '}',
  '"',
  "'",
  '`',
  '\\',
  '\n',
  '\r\n',
  '/*',
  '#',
  '$',
  '+',
  ' = ',
  'if ',
  'eval(',
  '\u{1f600}',
  '\ud800',
  '\u0000',
  ',',
  '%s',
  '::',
  '->',
  'await ',
];

interface Edit {
  at: number;
  cut: number;
  put: string;
}

function mutate(source: string, edits: readonly Edit[]): string {
  let text = source;
  for (const { at, cut, put } of edits) {
    const place = Math.floor(at * text.length);
    text = text.slice(0, place) + put + text.slice(place + cut);
  }
  return text;
}

it.each(languageNames)(
  'reviews broken %s without throwing, and every quote is text of its lines',
  async (language) => {
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.integer({ min: 0, max: 12 }),
      put: fc.constantFrom(...junk, ''),
    });
    const sources = sourcesOf(language);
    const source = fc
      .tuple(
        fc.array(fc.constantFrom(...sources), { minLength: 1, maxLength: 3 }),
        fc.array(edit, { maxLength: 6 }),
      )
      .map(([parts, edits]) => mutate(parts.join('\n'), edits));
    await fc.assert(
      fc.asyncProperty(source, async (text) => {
        const { recommendations, score, files } = await reviewSource({ source: text, language, path: 'a' });
        const lines = text.replace(/^\uFEFF/, '').split('\n');
        const ids = new Set<string>();
        for (const { id, quote, line, endLine, message } of recommendations) {
          expect(lines.slice(line - 1, endLine).join('\n')).toContain(quote);
          expect(message).not.toBe('');
          ids.add(id);
        }
        expect(ids.size).toBe(recommendations.length);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(files[0]!.metrics.securityScore).toBeGreaterThan(0);
      }),
      { seed, numRuns: 40 },
    );
  },
);
