import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors/index.ts';
import { applyPipeline, fitPipeline, type PipelinePlan, type Step } from '../../../src/features/index.ts';
import { numbers, people, tableOf, targetsOf, texts } from './tables.ts';

const seen = people(200, 1);
const { number: target } = targetsOf(seen);
const columns = seen.columns.map(({ name }) => name);
const small = tableOf(numbers('size', [1, 2, null, 5]), texts('colour', ['red', 'blue', null, 'red']));
const encode: PipelinePlan = {
  columns: ['size', 'colour'],
  steps: [{ step: 'oneHot', columns: ['colour'], missing: true }],
};

function failure(run: () => unknown): InputError {
  try {
    run();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

describe('a pipeline learns from training rows alone', () => {
  it('whatever the other rows hold', () => {
    const rows = Int32Array.from({ length: 100 }, (_, row) => row);
    const spoiled = {
      rows: 200,
      columns: seen.columns.map((column) =>
        column.type === 'numbers'
          ? { ...column, values: column.values.map((value, row) => (row < 100 ? value : 1e6)) }
          : { ...column, codes: column.codes.map((code, row) => (row < 100 ? code : 0)) },
      ),
    };
    const steps: Step[] = [
      { step: 'targetMean', columns: ['city'] },
      { step: 'impute', columns: ['age'], strategy: 'mean' },
      { step: 'scale', columns: ['age', 'income'], method: 'standard' },
      { step: 'text', columns: ['note'], buckets: 8 },
    ];
    const one = fitPipeline(seen, target, { columns, steps }, { rows });
    expect(fitPipeline(spoiled, target, { columns, steps }, { rows })).toEqual(one);
    expect(one.matrix.rows).toBe(100);
  });
});

describe('target means', () => {
  it('of training rows do not see their own target', () => {
    // A category a row: only the row itself could tell its target.
    const table = tableOf(
      texts(
        'id',
        Array.from({ length: 40 }, (_, row) => `row ${row}`),
      ),
    );
    const values = Float64Array.from({ length: 40 }, (_, row) => (row % 2) * 10);
    const plan: PipelinePlan = {
      columns: ['id'],
      steps: [{ step: 'targetMean', columns: ['id'], smoothing: 0 }],
    };
    const { pipeline, matrix } = fitPipeline(table, { task: 'regression', values }, plan, { seed: 1 });
    const own = matrix.columns[0]!;
    const covariance = own.reduce((sum, value, row) => sum + (value - 5) * (values[row]! - 5), 0);
    expect(covariance).toBeLessThanOrEqual(0);
    // At application the means of all training rows count.
    expect(applyPipeline(pipeline, table).columns[0]).toEqual(values);
  });

  it('differ with the seed in training, not at application', () => {
    const plan: PipelinePlan = { columns, steps: [{ step: 'targetMean', columns: ['city'] }] };
    const [one, other] = [1, 2].map((seed) => fitPipeline(seen, target, plan, { seed }));
    expect(one!.pipeline).toEqual(other!.pipeline);
    expect(one!.matrix).not.toEqual(other!.matrix);
  });
});

describe('categories', () => {
  it('that training has not seen, and missing ones, are told apart as each step says', () => {
    const later = tableOf(numbers('size', [1, 1, 1]), texts('colour', ['green', null, 'blue']));
    const made = (step: Step): number[][] => {
      const { pipeline } = fitPipeline(small, null, { columns: ['colour'], steps: [step] });
      return applyPipeline(pipeline, later).columns.map((column) => [...column]);
    };
    expect(made({ step: 'oneHot', columns: ['colour'], missing: true })).toEqual([
      [0, 0, 1],
      [0, 0, 0],
      [0, 1, 0],
    ]);
    expect(made({ step: 'ordinal', columns: ['colour'] })).toEqual([[-1, Number.NaN, 0]]);
    expect(made({ step: 'categories', columns: ['colour'] })).toEqual([[Number.NaN, Number.NaN, 1]]);
    expect(made({ step: 'frequency', columns: ['colour'] })).toEqual([[0, 0.25, 0.25]]);
  });

  it('that are called as our own are kept apart from them', () => {
    const { pipeline } = fitPipeline(tableOf(texts('colour', ['(missing)', null])), null, {
      columns: ['colour'],
      steps: [{ step: 'oneHot', columns: ['colour'], missing: true }],
    });
    expect(pipeline.outputs.map(({ name }) => name)).toEqual(['colour=(missing)', 'colour=((missing))']);
  });

  it('that are empty texts are missing ones', () => {
    const { pipeline } = fitPipeline(small, null, encode);
    const later = tableOf(numbers('size', [1]), texts('colour', ['']));
    expect(applyPipeline(pipeline, later).columns.map((column) => column[0])).toEqual([1, 0, 0, 1]);
  });
});

describe('later tables are refused by column, with what was expected and found', () => {
  const { pipeline } = fitPipeline(small, null, encode);

  it.each([
    [
      'a missing column',
      tableOf(numbers('size', [1]), texts('color', ['red'])),
      'missing-column',
      { column: 'colour', expected: 'texts', found: '"size", "color"' },
    ],
    [
      'numbers that became texts',
      tableOf(texts('size', ['big']), texts('colour', ['red'])),
      'retyped-column',
      { column: 'size', expected: 'numbers', found: 'texts' },
    ],
    [
      'texts that became numbers',
      tableOf(numbers('size', [1]), numbers('colour', [3])),
      'retyped-column',
      { column: 'colour', expected: 'texts', found: 'numbers' },
    ],
    [
      'numbers that became times',
      tableOf(numbers('size', [1e12], 'datetime'), texts('colour', ['red'])),
      'retyped-column',
      { column: 'size', expected: 'numbers', found: 'times' },
    ],
  ])('%s', (_, table, code, details) => {
    expect(failure(() => applyPipeline(pipeline, table))).toMatchObject({ code, details });
  });

  it('but a column without a value may be of any type', () => {
    const later = tableOf(texts('size', [null, '']), numbers('colour', [null, null]));
    const made = applyPipeline(pipeline, later).columns.map((column) => [...column]);
    expect(made).toEqual([
      [Number.NaN, Number.NaN],
      [0, 0],
      [0, 0],
      [1, 1],
    ]);
  });
});

describe('plans that cannot be fitted are refused', () => {
  it.each<[string, Step[], string, string]>([
    ['an unknown column', [{ step: 'log', columns: ['sise'] }], 'unknown-column', 'did you mean "size"'],
    ['texts as numbers', [{ step: 'log', columns: ['colour'] }], 'wrong-kind', 'column "colour" holds texts'],
    [
      'a median of texts',
      [{ step: 'impute', columns: ['colour'], strategy: 'median' }],
      'wrong-kind',
      '"colour"',
    ],
    ['numbers as texts', [{ step: 'hash', columns: ['size'] }], 'wrong-kind', 'works on texts'],
    [
      'a target mean without a target',
      [{ step: 'targetMean', columns: ['colour'] }],
      'target-needed',
      'target',
    ],
    [
      'the same feature twice',
      [{ step: 'frequency', columns: ['colour', 'colour'] }],
      'feature-exists',
      'colour',
    ],
    [
      'a constant of another type',
      [{ step: 'impute', columns: ['size'], strategy: 'constant', constant: 'x' }],
      'bad-constant',
      '"size" needs a number',
    ],
    ['no bins', [{ step: 'bin', columns: ['size'], bins: 1 }], 'bad-option', 'bins is 1'],
    ['no feature left', [{ step: 'drop', columns: ['size'] }], 'no-features', 'no feature'],
    ['an unknown step', [{ step: 'guess' } as unknown as Step], 'unknown-step', 'There is no step "guess"'],
  ])('%s', (_, steps, code, words) => {
    const error = failure(() => fitPipeline(small, null, { columns: ['size', 'colour'], steps }));
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
  });

  it('a column that the table has not, and a target of other length', () => {
    const missing = failure(() => fitPipeline(small, null, { columns: ['colur'], steps: [] }));
    expect(missing.message).toContain('there is "colour"');
    expect(failure(() => fitPipeline(small, target, encode)).code).toBe('rows-differ');
  });

  it('a target mean where a training row has no target', () => {
    const plan: PipelinePlan = {
      columns: ['colour'],
      steps: [{ step: 'targetMean', columns: ['colour'] }],
    };
    const gap = { task: 'regression', values: Float64Array.of(1, Number.NaN, 3, 4) } as const;
    expect(failure(() => fitPipeline(small, gap, plan))).toMatchObject({
      code: 'target-out-of-range',
      details: { row: 1 },
    });
    const rows = Int32Array.of(0, 2, 3);
    expect(fitPipeline(small, gap, plan, { rows }).matrix.rows).toBe(3);
  });
});

describe('lineage', () => {
  it('names the raw columns and what was done to them in turn', () => {
    const { pipeline } = fitPipeline(seen, target, {
      columns,
      steps: [
        { step: 'impute', columns: ['age', 'income'], strategy: 'median' },
        { step: 'ratio', pairs: [['income', 'age']] },
        { step: 'groupStatistic', columns: ['debt'], by: 'city', statistic: 'max' },
      ],
    });
    const of = (name: string) => pipeline.outputs.find((output) => output.name === name);
    const imputed = { step: 'impute', parameters: { strategy: 'median' } };
    expect(of('income/age')).toMatchObject({
      sources: ['income', 'age'],
      steps: [imputed, { step: 'ratio', parameters: {} }],
    });
    expect(of('age')).toMatchObject({ sources: ['age'], steps: [imputed] });
    expect(of('max(debt|city)')).toMatchObject({
      sources: ['city', 'debt'],
      steps: [{ step: 'groupStatistic', parameters: { by: 'city', statistic: 'max' } }],
    });
    expect(pipeline.inputs.find(({ name }) => name === 'city')).toMatchObject({
      kind: 'categorical',
      type: 'texts',
      dictionary: expect.arrayContaining(['city 0', 'city 5']) as string[],
    });
  });
});

describe('parts of times', () => {
  it('are those of the calendar in UTC', () => {
    const times = Array.from({ length: 500 }, (_, at) => at * 172_913_047_123 - 3e13);
    const { matrix } = fitPipeline(tableOf(numbers('at', times, 'datetime')), null, {
      columns: ['at'],
      steps: [
        { step: 'dateParts', columns: ['at'], parts: ['year', 'quarter', 'month', 'day', 'weekday', 'hour'] },
      ],
    });
    times.forEach((time, row) => {
      const date = new Date(time);
      expect(matrix.columns.map((column) => column[row])).toEqual([
        date.getUTCFullYear(),
        Math.floor(date.getUTCMonth() / 3) + 1,
        date.getUTCMonth() + 1,
        date.getUTCDate(),
        (date.getUTCDay() + 6) % 7,
        date.getUTCHours(),
      ]);
    });
  });
});
