import { describe, expect, it } from 'vitest';
import { describeProblem, prepareTraining } from '../../../src/automl/index.ts';
import type { Table } from '../../../src/data/index.ts';
import { snakeName } from '../../../src/train/index.ts';
import { madeTable, tableWith } from './tables.ts';

const table = madeTable(200);
const withTarget = (values: number[]): Table => ({
  rows: values.length,
  columns: [
    { name: 'x', kind: 'numeric', type: 'numbers', values: Float64Array.from(values.keys()), missing: 0 },
    {
      name: 'y',
      kind: 'numeric',
      type: 'numbers',
      values: Float64Array.from(values),
      missing: values.filter(Number.isNaN).length,
    },
  ],
});

describe('a problem', () => {
  it.each([
    ['worth', 'regression', 'rmse', null],
    ['buys', 'binary', 'rocAuc', ['no', 'yes']],
    ['level', 'multiclass', 'logLoss', ['high', 'low', 'middle']],
  ] as const)('is described by its target: %s', (target, task, metric, classes) => {
    const problem = describeProblem(table, { target });
    expect(problem).toMatchObject({ target, task, metric, classes, rows: 200, missingTargets: 0 });
    expect(problem.lowerIsBetter).toBe(metric !== 'rocAuc');
    expect(JSON.parse(JSON.stringify(problem))).toEqual(problem);
  });

  it('knows metrics by all their spellings', () => {
    for (const metric of ['balanced_accuracy', 'balancedAccuracy', 'Balanced-Accuracy'])
      expect(describeProblem(table, { target: 'buys', metric }).metric).toBe('balancedAccuracy');
    expect(describeProblem(table, { target: 'buys', metric: 'mcc' }).metric).toBe('matthews');
    expect(snakeName('balancedAccuracy')).toBe('balanced_accuracy');
  });

  it('puts the positive class second, whether it is found or named', () => {
    expect(describeProblem(table, { target: 'buys', positiveClass: 'no' }).classes).toEqual(['yes', 'no']);
    const zeros = withTarget(Array.from({ length: 20 }, (_, row) => (row % 3 === 0 ? 1 : 0)));
    expect(describeProblem(zeros, { target: 'y' })).toMatchObject({
      classes: ['0', '1'],
      positiveClass: '1',
      imbalance: 13 / 7,
    });
  });

  it('takes whole numbers for classes where they come again, and else for numbers', () => {
    const counts = withTarget(Array.from({ length: 20 }, (_, row) => row % 9));
    expect(describeProblem(counts, { target: 'y' }).task).toBe('regression');
    const classes = withTarget(Array.from({ length: 20 }, (_, row) => row % 6));
    expect(describeProblem(classes, { target: 'y' }).task).toBe('multiclass');
    const two = withTarget(Array.from({ length: 10 }, (_, row) => (row < 9 ? 0 : 1)));
    expect(describeProblem(two, { target: 'y' }).task).toBe('binary');
  });

  it('leaves out rows without a target, and classes that do not occur', () => {
    const gaps = withTarget(Array.from({ length: 30 }, (_, row) => (row < 5 ? Number.NaN : row % 2)));
    const problem = describeProblem(gaps, { target: 'y' });
    expect(problem).toMatchObject({ rows: 25, missingTargets: 5 });
    const data = prepareTraining(gaps, problem);
    expect([...data.rows]).toEqual(Array.from({ length: 25 }, (_, row) => row + 5));
    expect(data.table.columns.map(({ name }) => name)).toEqual(['x']);
    const fewer = tableWith('level', 100);
    const level = fewer.columns.at(-1)!;
    if (level.type !== 'texts') throw new Error('as made');
    const noHigh: Table = {
      ...fewer,
      columns: [fewer.columns[0]!, { ...level, codes: level.codes.map((code) => (code === 0 ? 2 : code)) }],
    };
    expect(describeProblem(noHigh, { target: 'level' })).toMatchObject({
      task: 'binary',
      classes: ['low', 'middle'],
    });
  });

  it.each([
    ['no such column', table, { target: 'wort' }, 'no-such-column', /Did you mean worth/],
    [
      'nothing but gaps',
      withTarget(Array(20).fill(Number.NaN)),
      { target: 'y' },
      'target-missing',
      /all 20 rows/,
    ],
    ['one class', withTarget(Array(20).fill(7)), { target: 'y' }, 'one-class', /is 7 in every row/],
    ['three rows', withTarget([1, 2, 3]), { target: 'y' }, 'too-few-rows', /3 rows/],
    ['no rows', withTarget([]), { target: 'y' }, 'target-missing', /no rows/],
    [
      'an unknown metric',
      table,
      { target: 'buys', metric: 'roc_auk' },
      'unknown-metric',
      /did you mean roc_auc/,
    ],
    [
      'a metric of another task',
      table,
      { target: 'buys', metric: 'rmse' },
      'wrong-metric',
      /no metric of classification/,
    ],
    ['texts as numbers', table, { target: 'buys', task: 'regression' }, 'wrong-task', /holds texts/],
    ['three classes as two', table, { target: 'level', task: 'binary' }, 'wrong-task', /3 classes/],
    [
      'a class that is not there',
      table,
      { target: 'buys', positiveClass: 'maybe' },
      'no-such-class',
      /maybe/,
    ],
    [
      'too many classes',
      withTarget(Array.from({ length: 400 }, (_, row) => row)),
      { target: 'y', task: 'classification' },
      'too-many-classes',
      /ask for regression/,
    ],
  ] as const)('is refused with what to do: %s', (_, given, options, code, message) => {
    const refused = (): unknown => describeProblem(given, options);
    expect(refused).toThrow(expect.objectContaining({ code }));
    expect(refused).toThrow(message);
  });
});
