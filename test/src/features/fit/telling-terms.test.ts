import { describe, expect, it } from 'vitest';
import type { Table } from '../../../../src/data/index.ts';
import { applyPipeline, fitPipeline } from '../../../../src/features/index.ts';
import { createRandom, type Target } from '../../../../src/train/index.ts';

const random = createRandom(4);
const rows = 600;
const noise = Array.from({ length: 400 }, (_, at) => `word${at}`);
const codes = Int32Array.from({ length: rows }, () => random.below(2));
/** Twelve words that say nothing, and in most rows of a class one that does. */
const texts = Array.from(codes, (code) => {
  const said = Array.from({ length: 12 }, () => noise[random.below(noise.length)]!);
  if (random.next() < 0.9) said.push(code === 1 ? 'excellent' : 'dreadful');
  return said.join(' ');
});
const table: Table = {
  rows,
  columns: [
    {
      name: 'review',
      kind: 'text',
      missing: 0,
      type: 'texts',
      codes: Int32Array.from(texts.keys()),
      dictionary: texts,
    },
  ],
};
const classes: Target = { task: 'classification', classes: ['bad', 'good'], codes };
const numbers: Target = {
  task: 'regression',
  values: Float64Array.from(codes, (code) => 10 * code + random.next()),
};
const plan = {
  columns: ['review'],
  steps: [{ step: 'text', columns: ['review'], buckets: 2 ** 14, keep: 2, largest: 1 }] as const,
};

describe('the terms of a text that are kept', () => {
  it.each([
    ['classes', classes],
    ['numbers', numbers],
  ] as const)('are those that tell most of the target: %s', (_, target) => {
    const { matrix, pipeline } = fitPipeline(table, target, plan);
    expect(matrix.columns).toHaveLength(2);
    const shareSaid = matrix.columns.map((values) => {
      const said = [...values.keys()].filter((row) => values[row]! > 0);
      return said.reduce((sum, row) => sum + codes[row]!, 0) / said.length;
    });
    expect(shareSaid.toSorted()).toEqual([0, 1]);
    // What is served is what was learned from.
    expect(applyPipeline(pipeline, table).columns).toEqual(matrix.columns);
  });

  it('are chosen by a target alone', () => {
    expect(() => fitPipeline(table, null, plan)).toThrow(/target/);
  });
});
