import { describe, expect, it } from 'vitest';
import { type FunctionMetrics, languageNames, measureSource } from '../../../src/code/index.ts';
import { type ExpectedFunction, readMetricFixtures } from './metric-fixtures.ts';

const fixtures = readMetricFixtures();
const compared = ['endLine', 'parameters', 'cyclomatic', 'cognitive', 'nesting'] as const;

const key = ({ line, name }: { line: number; name: string }) => `${line} ${name}`;

describe('the fixtures', () => {
  it('cover every language with at least 12 functions and the Halstead counts of two', () => {
    for (const language of languageNames) {
      const functions = fixtures
        .filter((fixture) => fixture.language === language)
        .flatMap((fixture) => fixture.expected.functions);
      expect(functions.length, language).toBeGreaterThanOrEqual(12);
      expect(functions.filter(({ halstead }) => halstead).length, language).toBeGreaterThanOrEqual(2);
    }
  });

  it('list for each Halstead count the tokens that it was worked out from', () => {
    for (const { name, expected } of fixtures) {
      for (const { name: of, halstead, halsteadWorking: working } of expected.functions) {
        const tally = working && {
          n1: new Set(working.operators).size,
          n2: new Set(working.operands).size,
          N1: working.operators.length,
          N2: working.operands.length,
        };
        expect(halstead, `${name}: ${of}`).toEqual(tally);
      }
    }
  });
});

describe.each(fixtures)('$name', ({ name, language, source, expected }) => {
  const measured = measureSource({ path: name, source, language });

  it('has these functions, and no others', async () => {
    const { functions } = await measured;
    expect(functions.map(key).sort()).toEqual(expected.functions.map(key).sort());
  });

  // Functions of one name on one line (`f => g => 1`) are told apart by their order.
  it.each(expected.functions.map((each, index) => [key(each), each, index] as const))(
    '%s',
    async (_, each, index) => {
      const place = expected.functions.slice(0, index).filter((other) => key(other) === key(each)).length;
      const found = (await measured).functions.filter((other) => key(other) === key(each))[place];
      expect(found && figuresLike(each, found)).toEqual(figuresLike(each, each));
    },
  );

  it('has these errors', async () => {
    const { errors } = await measured;
    expect(errors.map(({ line }) => line)).toEqual(expected.errors ?? []);
  });

  const { file } = expected;
  if (file) {
    it('has these figures as a file', async () => {
      expect((await measured).metrics).toMatchObject(file);
    });
  }
});

/** Of a function's figures those that the fixture knows. */
function figuresLike(expected: ExpectedFunction, figures: ExpectedFunction | FunctionMetrics) {
  const { halstead } = figures;
  return {
    ...Object.fromEntries(
      compared.filter((name) => expected[name] !== undefined).map((name) => [name, figures[name]]),
    ),
    ...(expected.halstead &&
      halstead && { n1: halstead.n1, n2: halstead.n2, N1: halstead.N1, N2: halstead.N2 }),
  };
}
