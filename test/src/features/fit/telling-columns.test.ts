import { describe, expect, it } from 'vitest';
import type { Column, Table } from '../../../../src/data/index.ts';
import { applyPipeline, defaultPlan, fitPipeline } from '../../../../src/features/index.ts';
import { createRandom, type Target } from '../../../../src/train/index.ts';

const rows = 300;

/** Noise in most columns; `line` and `word` tell of the target. */
function wideTable(columns: number, seed: number): { table: Table; classes: Target; numbers: Target } {
  const random = createRandom(seed);
  const y = Float64Array.from({ length: rows }, () => random.normal());
  const noise = Array.from(
    { length: columns },
    (_, at): Column =>
      at % 10 === 9
        ? {
            ...{
              name: `t${at}`,
              kind: 'categorical',
              missing: 0,
              type: 'texts',
              dictionary: ['a', 'b', 'c'],
            },
            codes: Int32Array.from({ length: rows }, () => random.below(3)),
          }
        : {
            ...{ name: `n${at}`, kind: 'numeric', missing: 0, type: 'numbers' },
            values: Float64Array.from({ length: rows }, () => random.normal()),
          },
  );
  const line: Column = {
    ...{ name: 'line', kind: 'numeric', missing: 0, type: 'numbers' },
    values: y.map((value, row) => (row % 10 === 0 ? Number.NaN : value + 2 * random.normal())),
  };
  const word: Column = {
    ...{ name: 'word', kind: 'categorical', missing: 0, type: 'texts', dictionary: ['low', 'high'] },
    codes: Int32Array.from(y, (value) => (value + 2 * random.normal() > 0 ? 1 : 0)),
  };
  const codes = Int32Array.from(y, (value) => (value > 0 ? 1 : 0));
  return {
    table: { rows, columns: [...noise, line, word] },
    classes: { task: 'classification', classes: ['no', 'yes'], codes },
    numbers: { task: 'regression', values: y },
  };
}

describe('a plan that keeps some of many columns', () => {
  it.each(['classes', 'numbers'] as const)('keeps those that tell of %s, words and numbers alike', (kind) => {
    const { table, [kind]: target } = wideTable(400, 1);
    const plan = { ...defaultPlan(table, null, { models: 'linear' }), keep: 20 };
    const { pipeline } = fitPipeline(table, target, plan);
    const names = pipeline.inputs.map(({ name }) => name);
    expect(names).toHaveLength(20);
    expect(names).toEqual(expect.arrayContaining(['line', 'word']));
    // Columns that were not kept are not asked for again.
    const kept = { rows, columns: table.columns.filter(({ name }) => names.includes(name)) };
    expect(applyPipeline(pipeline, kept).rows).toBe(rows);
  });

  it('chooses by the training rows alone', () => {
    const { table, classes } = wideTable(400, 2);
    const train = Int32Array.from({ length: rows / 2 }, (_, row) => row);
    const plan = { ...defaultPlan(table, null, { models: 'trees' }), keep: 20 };
    const inputsOf = (target: Target) =>
      fitPipeline(table, target, plan, { rows: train }).pipeline.inputs.map(({ name }) => name);
    const other =
      classes.task === 'classification'
        ? classes.codes.map((code, row) => (row < rows / 2 ? code : 1 - code))
        : null;
    expect(inputsOf({ ...classes, codes: other! } as Target)).toEqual(inputsOf(classes));
  });

  it('keeps what pairs and groups are made of', () => {
    const { table, numbers } = wideTable(100, 3);
    const plan = {
      columns: table.columns.map(({ name }) => name),
      steps: [
        { step: 'ratio' as const, pairs: [['n1', 'n2'] as const] },
        { step: 'groupStatistic' as const, columns: ['n3'], by: 't9', statistic: 'mean' as const },
      ],
      keep: 10,
    };
    const names = fitPipeline(table, numbers, plan).pipeline.inputs.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['n1', 'n2', 'n3', 't9', 'line']));
  });

  it('is what is planned by default where columns are thousands and rows are few', () => {
    expect(defaultPlan(wideTable(2_100, 4).table, null, { models: 'trees' }).keep).toBe(500);
    expect(defaultPlan(wideTable(700, 4).table, null, { models: 'trees' }).keep).toBeUndefined();
  });
});
