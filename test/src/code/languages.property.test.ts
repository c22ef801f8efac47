import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type LanguageName,
  languageNames,
  type MeasuredFile,
  measureSource,
} from '../../../src/code/index.ts';
import { readMetricFixtures } from './metric-fixtures.ts';

// A seed, so that a run can be had again; FC_SEED looks elsewhere.
const seed = Number(process.env.FC_SEED ?? 20_261_121);
const fixtures = readMetricFixtures();

const pieces = [
  ...'if else elif elsif unless while until for foreach in of do done loop match switch case when default break'.split(
    ' ',
  ),
  ...'continue goto return try catch except rescue finally ensure throw raise function fn func def lambda class'.split(
    ' ',
  ),
  ...'struct impl trait interface enum namespace module package import use let var const static async await'.split(
    ' ',
  ),
  ...'begin end then and or not null nil None true self this super yield select defer go where template'.split(
    ' ',
  ),
  ...'( ) [ ] { } < > , ; : . :: -> => = == != + - * / % & | ! ? ?. ?? && || @ # $ ` \' " """ ${ #{ <?php ?> // /* */'.split(
    ' ',
  ),
  ...'a b c x1 _ 0 1.5 0xff "s" \'c\' é 名 \u{1f600} \\ \t \r'.split(' '),
  '\n',
  '\n    ',
  '\n#if A && B\n',
  '\n#endif\n',
  '=begin\n',
  '=end\n',
  '<<~T\n',
  '\u0000',
  '\ud800',
  ' ',
];

const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 200 }).map((tokens) => tokens.join(' '));

/** A fixture after a few cuts, copies and insertions. */
function mutated(language: LanguageName) {
  const sources = fixtures.filter((fixture) => fixture.language === language).map(({ source }) => source);
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const edit = fc.record({
    kind: fc.constantFrom('cut', 'copy', 'insert', 'truncate'),
    from: place,
    length: fc.nat(120),
    to: place,
    token: fc.constantFrom(...pieces),
  });
  return fc
    .tuple(fc.constantFrom(...sources), fc.array(edit, { minLength: 1, maxLength: 6 }))
    .map(([source, edits]) =>
      edits.reduce((text, { kind, from, length, to, token }) => {
        const start = Math.floor(from * text.length);
        const target = Math.floor(to * text.length);
        if (kind === 'cut') return text.slice(0, start) + text.slice(start + length);
        if (kind === 'truncate') return text.slice(0, Math.max(start, length));
        const added = kind === 'copy' ? text.slice(start, start + length) : token;
        return text.slice(0, target) + added + text.slice(target);
      }, source),
    );
}

/** What holds for the figures of any text whatever. */
function expectSound(source: string, { metrics, functions, errors }: MeasuredFile): void {
  const end = source.includes('\n') ? '\n' : '\r';
  const lines = source === '' ? 0 : source.split(end).length - (source.endsWith(end) ? 1 : 0);
  const { halstead, testCoverage, ...figures } = metrics;
  expect(testCoverage).toBeNull();
  for (const figure of [...Object.values(figures), ...Object.values(halstead)]) expectFigure(figure);
  expect(metrics.sloc + metrics.blank).toBeLessThanOrEqual(lines);
  expect(metrics.sloc + metrics.blank + metrics.comments).toBeGreaterThanOrEqual(lines);
  expect(metrics.comments).toBeLessThanOrEqual(lines - metrics.blank);
  expect(metrics.maintainabilityIndex).toBeLessThanOrEqual(100);

  let decisions = 0;
  for (const each of functions) {
    for (const figure of Object.values(each.halstead)) expectFigure(figure);
    expect(each.name).not.toBe('');
    expect(each.line).toBeGreaterThanOrEqual(1);
    expect(each.endLine).toBeGreaterThanOrEqual(each.line);
    expect(each.endLine).toBeLessThanOrEqual(lines);
    expect(each.cyclomatic).toBeGreaterThanOrEqual(1);
    for (const figure of [each.parameters, each.cognitive, each.nesting, each.sloc]) expectFigure(figure);
    expect(each.sloc).toBeLessThanOrEqual(metrics.sloc);
    expect(each.halstead.n1).toBeLessThanOrEqual(each.halstead.N1);
    expect(each.halstead.n2).toBeLessThanOrEqual(each.halstead.N2);
    expect(each.halstead.N1).toBeLessThanOrEqual(halstead.N1);
    expect(each.halstead.n2).toBeLessThanOrEqual(halstead.n2);
    decisions += each.cyclomatic - 1;
  }
  // What is over is decided outside functions.
  expect(metrics.cyclomatic).toBeGreaterThanOrEqual(1 + decisions);
  for (const { line, message } of errors) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(message).not.toBe('');
  }
}

function expectFigure(figure: unknown): void {
  expect(Number.isFinite(figure)).toBe(true);
  expect(figure).toBeGreaterThanOrEqual(0);
}

const figuresOf = ({ functions }: MeasuredFile, lines = 0) =>
  functions.map(({ line, endLine, ...figures }) => ({
    ...figures,
    line: line + lines,
    endLine: endLine + lines,
  }));

describe.each(languageNames)('%s', (language) => {
  it('measures any soup of tokens soundly', async () => {
    await fc.assert(
      fc.asyncProperty(soup, async (source) =>
        expectSound(source, await measureSource({ source, language })),
      ),
      { seed, numRuns: 60 },
    );
  });

  it('measures any broken code soundly', async () => {
    await fc.assert(
      fc.asyncProperty(mutated(language), async (source) =>
        expectSound(source, await measureSource({ source, language })),
      ),
      { seed, numRuns: 80 },
    );
  });

  it('gives the same figures again, whatever it measured in between', async () => {
    const { source } = fixtures.find((fixture) => fixture.language === language)!;
    const first = await measureSource({ source, language });
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated(language), soup), async (other) => {
        await measureSource({ source: other, language });
        expect(await measureSource({ source, language })).toEqual(first);
      }),
      { seed, numRuns: 30 },
    );
  });

  it('does not go deeper than it can in deeply nested code', async () => {
    for (const [open, close] of [
      ['(', ')'],
      ['[', ']'],
      ['{', '}'],
      ['if (a) { ', ' }'],
    ] as const) {
      const source = open.repeat(3000) + close.repeat(3000);
      expectSound(source, await measureSource({ source, language }));
    }
  });
});

describe.each(fixtures)('$name', ({ language, source }) => {
  it('has the same figures with Windows line ends and with blank lines before it', async () => {
    const plain = await measureSource({ source, language });
    const windows = await measureSource({ source: source.replaceAll('\n', '\r\n'), language });
    expect(withoutHalstead(figuresOf(windows))).toEqual(withoutHalstead(figuresOf(plain)));
    expect(windows.metrics.sloc).toBe(plain.metrics.sloc);

    const later = await measureSource({ source: `\n\n${source}`, language });
    expect(figuresOf(later)).toEqual(figuresOf(plain, 2));
    expect(later.metrics).toEqual({ ...plain.metrics, blank: plain.metrics.blank + 2 });
  });

  it('has its own figures and those of what is written after it', async () => {
    const other = fixtures.findLast((fixture) => fixture.language === language && fixture.source !== source);
    // PHP's opening tag stands once, and C#'s namespaces of a file before all types.
    if (!other || language === 'php' || language === 'csharp') return;
    const [first, second, both] = await Promise.all(
      [source, other.source, source + other.source].map((text) => measureSource({ source: text, language })),
    );
    const lines = source.split('\n').length - 1;
    expect(withoutHalstead(figuresOf(both!))).toEqual(
      withoutHalstead([...figuresOf(first!), ...figuresOf(second!, lines)]),
    );
    expect(both!.metrics.cyclomatic).toBe(first!.metrics.cyclomatic + second!.metrics.cyclomatic - 1);
    expect(both!.metrics.cognitive).toBe(first!.metrics.cognitive + second!.metrics.cognitive);
    for (const part of ['sloc', 'comments', 'blank'] as const) {
      expect(both!.metrics[part], part).toBe(first!.metrics[part] + second!.metrics[part]);
    }
  });
});

/** Line ends in strings and comments are text, which Halstead's operands are told apart by. */
function withoutHalstead(functions: ReturnType<typeof figuresOf>) {
  return functions.map(({ halstead: _, ...figures }) => figures);
}
