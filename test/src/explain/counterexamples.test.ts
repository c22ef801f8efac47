import { describe, expect, it } from 'vitest';
import { predictTable, type TrainedModel } from '../../../src/artifact/index.ts';
import { type Table, takeTableRows } from '../../../src/data/index.ts';
import { type Counterexample, nearestCounterexamples } from '../../../src/explain/index.ts';
import { numbers, table, three, trained, two } from './small-models.ts';

/** The row with its changes put in, as a table of one row. */
function changed(row: number, { changes }: Counterexample): Table {
  const one = takeTableRows(table, Int32Array.of(row));
  return {
    rows: 1,
    columns: one.columns.map((column) => {
      const change = changes.find((each) => each.column === column.name);
      if (change === undefined) return column;
      if (column.type === 'numbers')
        return {
          ...column,
          values: Float64Array.of(change.to === null ? Number.NaN : (change.to as number)),
        };
      return { ...column, codes: Int32Array.of(column.dictionary.indexOf(change.to as string)) };
    }),
  };
}

function codeOf(model: TrainedModel, rows: Table, row = 0): number {
  return predictTable(model, rows).codes![row]!;
}

describe('nearest counterexamples', () => {
  it('flip the prediction by few columns, as the model itself says', async () => {
    const model = await trained(['gradient-boosting'], two);
    for (const row of [0, 10, 20]) {
      const { counterexamples, isReached } = await nearestCounterexamples(model, table, { row, seed: 1 });
      expect(isReached).toBe(false);
      expect(counterexamples.length).toBeGreaterThan(0);
      for (const each of counterexamples) {
        expect(codeOf(model, changed(row, each))).not.toBe(codeOf(model, table, row));
        expect(each.changes.length).toBeLessThan(table.columns.length);
      }
      const distances = counterexamples.map(({ distance }) => distance);
      expect(distances).toEqual([...distances].sort((one, other) => one - other));
    }
  });

  it('finds the nearest place of a line', async () => {
    const model = await trained(['linear'], numbers);
    const { values } = predictTable(model, table).predictions as { values: Float64Array };
    const row = 15;
    const bound = values[row]! + 0.5;
    const { counterexamples } = await nearestCounterexamples(model, table, {
      row,
      goal: { atLeast: bound },
      count: 1,
    });
    const [said] = counterexamples[0]!.said;
    expect(said).toBeGreaterThanOrEqual(bound);
    const after = predictTable(model, changed(row, counterexamples[0]!)).predictions as {
      values: Float64Array;
    };
    expect(after.values[0]).toBeCloseTo(said!, 12);
    // A number alone is moved just as far as is needed.
    const single = counterexamples[0]!.changes;
    if (single.length === 1 && typeof single[0]!.from === 'number') expect(said! - bound).toBeLessThan(0.01);
  });

  it('leaves columns alone that may not change, and stays among what was seen', async () => {
    const model = await trained(['random-forest'], three);
    const options = { row: 4, goal: { class: 'high' }, immutable: ['height', 'colour'], count: 5 };
    const { counterexamples } = await nearestCounterexamples(model, table, options);
    for (const each of counterexamples) {
      expect(codeOf(model, changed(4, each))).toBe(2);
      for (const { column, to } of each.changes) {
        expect(['width', 'noise']).toContain(column);
        const own = table.columns.find(({ name }) => name === column)!;
        if (own.type !== 'numbers') continue;
        expect(to).toBeGreaterThanOrEqual(Math.min(...own.values));
        expect(to).toBeLessThanOrEqual(Math.max(...own.values));
      }
    }
    expect(counterexamples.length).toBeGreaterThan(0);
    const fixed = ['height', 'colour', 'width', 'noise'];
    const none = await nearestCounterexamples(model, table, { ...options, immutable: fixed });
    expect(none.counterexamples).toEqual([]);
  });

  it('moves a probability past a bound, and gives the same for the same seed', async () => {
    const model = await trained(['random-forest'], two);
    const goal = { class: 'yes', atLeast: 0.7 };
    const row =
      codeOf(model, table, 0) === 0
        ? 0
        : [...table.columns.keys()].find((at) => codeOf(model, table, at) === 0)!;
    const found = await nearestCounterexamples(model, table, { row, goal, seed: 6 });
    for (const { said } of found.counterexamples) expect(said[1]).toBeGreaterThanOrEqual(0.7);
    expect(found.counterexamples.length).toBeGreaterThan(0);
    expect(await nearestCounterexamples(model, table, { row, goal, seed: 6 })).toEqual(found);
    const already = await nearestCounterexamples(model, table, { row, goal: { class: 'no' } });
    expect(already).toMatchObject({ isReached: true, counterexamples: [] });
  });

  it('says what is wrong with what is asked', async () => {
    const [line, forest] = [await trained(['linear'], numbers), await trained(['random-forest'], two)];
    await expect(nearestCounterexamples(line, table, { row: 0 })).rejects.toMatchObject({ code: 'no-goal' });
    await expect(nearestCounterexamples(forest, table, { row: 0, goal: { atLeast: 0.5 } })).rejects.toThrow(
      /whose probability is meant: no, yes/,
    );
    await expect(
      nearestCounterexamples(forest, table, { row: 0, goal: { class: 'maybe' } }),
    ).rejects.toMatchObject({
      code: 'no-such-class',
    });
    await expect(nearestCounterexamples(forest, table, { row: 999 })).rejects.toMatchObject({
      code: 'no-such-row',
    });
    await expect(nearestCounterexamples(forest, table, { row: 0, immutable: ['age'] })).rejects.toMatchObject(
      { code: 'no-such-column' },
    );
  });
});
