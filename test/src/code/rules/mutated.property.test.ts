import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import {
  type LanguageName,
  languageNames,
  parseSource,
  reviewSource,
  rules,
} from '../../../../src/code/index.ts';
import { loadLanguage } from '../../../../src/code/language.ts';
import { measureTree } from '../../../../src/code/measure-tree.ts';
import { RuleContext } from '../../../../src/code/rules/context.ts';
import { findInTree } from '../../../../src/code/rules/reading/find.ts';
import { verifyFindings } from '../../../../src/code/rules/verify.ts';

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

/** What rules look at nodes with; each look counts, so that work is told without a clock. */
const looks = ['kind', 'field', 'children', 'childOfKind', 'parent', 'text'] as const;
let looked = 0;
const originals = looks.map((name) => [name, RuleContext.prototype[name]] as const);
for (const [name, original] of originals) {
  RuleContext.prototype[name] = function counted(this: RuleContext, ...words: never[]) {
    looked += 1;
    return (original as (...words: never[]) => never).apply(this, words);
  };
}
afterAll(() => {
  for (const [name, original] of originals) Object.assign(RuleContext.prototype, { [name]: original });
});

/** Looks for each node of the tree, and beside them for a small one: generous, and soon passed by who goes through all of a text for each node. */
const mostLooks = { each: 200, once: 20_000 };

const tokensOf = (text: string): string[] => text.match(/\w+|\s+|[^\w\s]/gu) ?? [];

type Change = (tokens: string[], from: number, to: number) => string[];

const changes: readonly Change[] = [
  // Left out, said twice, said forty times, in each other's place.
  (tokens, from, to) => [...tokens.slice(0, from), ...tokens.slice(to)],
  (tokens, from, to) => [...tokens.slice(0, to), ...tokens.slice(from)],
  (tokens, from, to) => [
    ...tokens.slice(0, from),
    ...Array.from({ length: 40 }, () => tokens.slice(from, Math.min(to, from + 20))).flat(),
    ...tokens.slice(to),
  ],
  (tokens, from, to) => tokens.with(from, tokens[to - 1]!).with(to - 1, tokens[from]!),
];

const nests: readonly (readonly [open: string, close: string])[] = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
  ['if (a) {', '}'],
  ['f(', ')'],
  ['!(', ')'],
  ['a + (', ')'],
];

interface Bend {
  change: Change;
  at: number;
  to: number;
  nest: readonly [open: string, close: string];
  /** How many times around. */
  depth: number;
}

function bent(source: string, { change, at, to, nest: [open, close], depth }: Bend): string {
  const tokens = tokensOf(source);
  const [from, end] = [at, to].map((share) => Math.floor(share * (tokens.length - 1))).sort((a, b) => a - b);
  const changed = tokens.length === 0 ? tokens : change(tokens, from!, end! + 1);
  const [place, stop] = [Math.min(from!, changed.length), Math.min(end! + 1, changed.length)];
  return [
    ...changed.slice(0, place),
    open.repeat(depth),
    ...changed.slice(place, Math.max(place, stop)),
    close.repeat(depth),
    ...changed.slice(Math.max(place, stop)),
  ].join('');
}

it.each(languageNames)(
  'asks every rule about bent and deeply nested %s without failing, with work in proportion, and quotes what is there',
  async (language) => {
    const loaded = await loadLanguage(language);
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const bend = fc.record({
      change: fc.constantFrom(...changes),
      at: share,
      to: share,
      nest: fc.constantFrom(...nests),
      depth: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 200 })),
    });
    const source = fc
      .tuple(
        fc.array(fc.constantFrom(...sourcesOf(language)), { minLength: 1, maxLength: 4 }),
        fc.array(bend, { minLength: 1, maxLength: 3 }),
      )
      .map(([parts, bends]) => bends.reduce(bent, parts.join('\n')));
    const enabled = rules.map(({ id }) => id);
    await fc.assert(
      fc.asyncProperty(source, async (text) => {
        const { tree } = await parseSource({ source: text, language, path: 'a' });
        const { functions, metrics } = measureTree(tree, loaded);
        const failures: string[] = [];
        looked = 0;
        const raw = findInTree({
          tree,
          language,
          path: 'a',
          functions,
          sloc: metrics.sloc,
          enabled,
          onFailure: (rule, { stack }) => failures.push(`${rule}: ${stack}`),
        });
        expect(failures).toEqual([]);
        expect(looked).toBeLessThan(mostLooks.once + mostLooks.each * tree.count);
        const known = tree.source.split('\n');
        for (const { quote, line, endLine } of verifyFindings(raw, tree.source))
          expect(known.slice(line - 1, endLine).join('\n')).toContain(quote);
      }),
      { seed, numRuns: Number(process.env.FC_RUNS ?? 60) },
    );
  },
);
