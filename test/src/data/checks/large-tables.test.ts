import { describe, expect, it } from 'vitest';
import { overlapFindings } from '../../../../src/data/checks/overlap-findings.ts';
import { countDistinct } from '../../../../src/data/checks/row-hashes.ts';
import { sampleTable } from '../../../../src/data/checks/table-sample.ts';
import { createTurns } from '../../../../src/data/checks/turns.ts';
import { type Column, inspectTable, type Table } from '../../../../src/data/index.ts';
import { createRandom } from '../../../../src/train/index.ts';
import { numbers } from '../../features/tables.ts';

function tableOf(rows: number, seed: number): Table {
  const random = createRandom(seed);
  const some = (name: string, value: (row: number) => number) =>
    numbers(
      name,
      Array.from({ length: rows }, (_, row) => value(row)),
    );
  const columns: Column[] = [0, 1, 2, 3, 4].map((place) => some(`x${place}`, () => random.normal()));
  columns.push(some('label', () => random.below(2)));
  return { rows, columns };
}

/** The test table with some rows taken from the other one, in all columns or in all but one. */
function withCopies(test: Table, table: Table, count: number, differs: string | null): Table {
  return {
    rows: test.rows,
    columns: test.columns.map((column, place) => {
      const from = table.columns[place]!;
      if (column.type !== 'numbers' || from.type !== 'numbers' || column.name === differs) return column;
      const values = column.values.slice();
      for (let row = 0; row < count; row++) values[row] = from.values[7 * row]!;
      return { ...column, values };
    }),
  };
}

describe('checks of a large table', () => {
  it('count copies among all rows, and copies but for one column among an even share', async () => {
    const [table, test] = [tableOf(60_000, 1), tableOf(20_000, 2)];
    const of = async (some: Table) =>
      (await overlapFindings(table, some, createTurns())).map(({ severity, evidence }) => ({
        severity,
        count: evidence.count,
        differs: evidence.differs,
        looked: evidence.looked,
      }));
    expect(await of(test)).toEqual([]);
    expect(await of(withCopies(test, table, 400, null))).toMatchObject([{ severity: 'high', count: 400 }]);
    expect(await of(withCopies(test, table, 400, 'x2'))).toEqual([
      { severity: 'high', count: 200, differs: 'x2', looked: 10_000 },
    ]);
  });

  it('draw the same rows by the same seed, in their order, and say so', async () => {
    const table = tableOf(50_000, 3);
    const [one, again, other] = [
      await sampleTable(table, 1_000, 5, createTurns()),
      await sampleTable(table, 1_000, 5, createTurns()),
      await sampleTable(table, 1_000, 6, createTurns()),
    ];
    expect(one.rows).toEqual(again.rows);
    expect(one.rows).not.toEqual(other.rows);
    expect([...one.rows!].every((row, place) => Math.floor(row / 50) === place)).toBe(true);
    const label = table.columns.at(-1) as Column & { type: 'numbers' };
    const leak = numbers(
      'leak',
      Array.from(label.values, (value, row) => value + (row % 97) / 1_000),
    );
    const findings = await inspectTable({
      table: { ...table, columns: [...table.columns, leak] },
      target: 'label',
    });
    expect(findings.find(({ code }) => code === 'leakage')).toMatchObject({
      column: 'leak',
      evidence: { sampledRows: 20_000 },
    });
  });

  it('hear a stop soon, and count different values as a set does', async () => {
    const table = tableOf(200_000, 4);
    const stop = new AbortController();
    let stopped = 0;
    setTimeout(() => {
      stopped = performance.now();
      stop.abort();
    }, 30);
    await expect(
      inspectTable({ table, target: 'label', test: table, signal: stop.signal }),
    ).rejects.toMatchObject({ code: 'interrupted' });
    expect(performance.now() - stopped).toBeLessThan(1_000);
    const values = Float64Array.from(
      { length: 90_000 },
      (_, row) => [Number.NaN, 0, -0, row % 70_000][row % 4]!,
    );
    expect(await countDistinct(values, createTurns())).toBe(new Set(values).size);
  });
});
