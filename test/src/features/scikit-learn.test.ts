import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Column } from '../../../src/data/index.ts';
import { applyPipeline, fitPipeline, type Step } from '../../../src/features/index.ts';
import type { Target } from '../../../src/train/index.ts';
import { numbers, tableOf, texts } from './tables.ts';

type Values = (number | string | null)[];
const fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/features/features.json', import.meta.url), 'utf8'),
) as {
  columns: Record<string, Values>;
  targets: { number: number[]; two: number[]; three: number[] };
  cases: {
    name: string;
    step: Step;
    source: string;
    target: keyof typeof fixture.targets | null;
    later: Values;
    expected: (number | null)[][];
  }[];
};

function columnOf(name: string, values: Values): Column {
  return values.some((value) => typeof value === 'string')
    ? texts(name, values as (string | null)[])
    : numbers(name, values as (number | null)[]);
}

function targetOf(name: keyof typeof fixture.targets): Target {
  const values = fixture.targets[name];
  if (name === 'number') return { task: 'regression', values: Float64Array.from(values) };
  const classes = name === 'two' ? ['no', 'yes'] : ['low', 'middle', 'high'];
  return { task: 'classification', classes, codes: Int32Array.from(values) };
}

describe('steps make what scikit-learn makes', () => {
  it.each(fixture.cases)('$name', ({ step, source, target, later, expected }) => {
    const table = tableOf(columnOf(source, fixture.columns[source]!));
    const { pipeline } = fitPipeline(table, target === null ? null : targetOf(target), {
      columns: [source],
      steps: [step],
    });
    const made = applyPipeline(pipeline, tableOf(columnOf(source, later)));
    // What a step adds stands after what it came from.
    const own = made.columns.slice(made.columns.length - expected[0]!.length);
    expected.forEach((row, at) => {
      row.forEach((value, place) => {
        const where = `row ${at} (${later[at]}), column ${place}`;
        if (value === null) expect(own[place]![at]!, where).toBeNaN();
        else expect(own[place]![at]!, where).toBeCloseTo(value, 12);
      });
    });
  });
});
