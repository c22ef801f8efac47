import { describe, expect, it } from 'vitest';
import type { Column, Table } from '../../../src/data/index.ts';
import {
  applyPipeline,
  type Cell,
  fitPipeline,
  type Pipeline,
  rowPipeline,
} from '../../../src/features/index.ts';
import { examples } from './example-steps.ts';
import { people, tableOf, targetsOf } from './tables.ts';

const seen = people(200, 1);
const later = people(100, 2, 9);
const columns = seen.columns.map(({ name }) => name);

/** The table with that done to its columns. */
function changed(table: Table, change: (column: Column) => Column): Table {
  return { rows: table.rows, columns: table.columns.map(change) };
}

const emptied = (column: Column): Column =>
  column.type === 'numbers'
    ? { ...column, values: column.values.map(() => Number.NaN), missing: column.values.length }
    : { ...column, codes: column.codes.map(() => -1), missing: column.codes.length };

const constant = (column: Column): Column =>
  column.type === 'numbers'
    ? { ...column, values: column.values.map(() => 3), missing: 0 }
    : { ...column, codes: column.codes.map(() => 0), missing: 0 };

function head(table: Table, rows: number): Table {
  return {
    rows,
    columns: table.columns.map((column) =>
      column.type === 'numbers'
        ? { ...column, values: column.values.slice(0, rows) }
        : { ...column, codes: column.codes.slice(0, rows) },
    ),
  };
}

describe.each(examples)('%s', (_, step) => {
  const plan = { columns, steps: [step] };
  const fitOn = (table: Table, seed = 3) => fitPipeline(table, targetsOf(table).number, plan, { seed });
  const { pipeline, matrix } = fitOn(seen);
  const made = applyPipeline(pipeline, later);

  it('gives the same for the same seed', () => {
    expect(fitOn(people(200, 1))).toEqual({ pipeline, matrix });
  });

  it('gives the same after JSON', () => {
    const copy = JSON.parse(JSON.stringify(pipeline)) as Pipeline;
    expect(applyPipeline(copy, later)).toEqual(made);
  });

  it('does not mind the order of columns, nor others', () => {
    const other = tableOf(
      ...later.columns.toReversed(),
      ...changed(later, (column) => ({ ...column, name: `${column.name}2` })).columns,
    );
    expect(applyPipeline(pipeline, other)).toEqual(made);
  });

  it('gives each row the same, whatever rows are beside it', () => {
    const few = applyPipeline(pipeline, head(later, 7));
    expect(few.columns.map((column) => [...column])).toEqual(
      made.columns.map((column) => [...column.subarray(0, 7)]),
    );
  });

  it('gives row by row what it gives of the table', () => {
    const row = rowPipeline(pipeline);
    const own = pipeline.inputs.map(({ name }) => later.columns.find((column) => column.name === name)!);
    for (let at = 0; at < later.rows; at++) {
      row.apply(
        own.map((column): Cell => {
          if (column.type === 'numbers') return column.values[at]!;
          return column.dictionary[column.codes[at]!] ?? null;
        }),
      );
      expect(row.matrix.columns.map((column) => column[0])).toEqual(made.columns.map((column) => column[at]));
    }
    expect({ ...row.matrix, columns: [] }).toEqual({ ...made, rows: 1, columns: [] });
  });

  it('gives what training had, but for target means', () => {
    if (step.step !== 'targetMean') expect(applyPipeline(pipeline, seen)).toEqual(matrix);
  });

  it('makes of no rows no rows, and does not learn from none', () => {
    const none = applyPipeline(pipeline, head(later, 0));
    expect(none).toMatchObject({ rows: 0, names: matrix.names });
    expect(none.columns.every((column) => column.length === 0)).toBe(true);
    expect(() => fitOn(head(seen, 0))).toThrow(/no training rows/);
  });

  it.each([
    ['columns without a value', changed(seen, emptied)],
    ['constant columns', changed(seen, constant)],
    ['one row', head(seen, 1)],
  ])('learns from %s, and gives no infinite number', (__, table) => {
    const { pipeline: own } = fitOn(table);
    for (const rows of [table, later, changed(later, emptied)]) {
      const features = applyPipeline(own, rows);
      features.columns.forEach((column, place) => {
        expect(column).toHaveLength(rows.rows);
        expect(column.some((value) => Math.abs(value) === Infinity)).toBe(false);
        const categories = features.categories[place]!;
        if (categories > 0)
          expect(column.every((code) => Number.isNaN(code) || code < categories)).toBe(true);
      });
    }
  });

  it('knows where each feature comes from', () => {
    for (const { name, sources, steps } of pipeline.outputs) {
      expect(columns).toEqual(expect.arrayContaining([...sources]));
      expect(sources.length).toBeGreaterThan(0);
      if (!columns.includes(name)) expect(steps.map((own) => own.step)).toEqual([step.step]);
    }
  });
});
