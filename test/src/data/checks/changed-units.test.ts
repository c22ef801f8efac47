import { describe, expect, it } from 'vitest';
import { changedUnits } from '../../../../src/data/checks/changed-units.ts';
import { createTurns } from '../../../../src/data/checks/turns.ts';
import { createRandom } from '../../../../src/train/index.ts';
import { numbers } from '../../features/tables.ts';

describe('a unit that changes in a long table', () => {
  it('is found where it changes, by an even share of the rows', async () => {
    const random = createRandom(4);
    const rows = 120_000;
    const values = Array.from(
      { length: rows },
      (_, row) => (70 + 10 * random.normal()) * (row < 80_000 ? 1 : 1_000),
    );
    const steady = Array.from({ length: rows }, () => random.normal());
    const table = { rows, columns: [numbers('weight', values), numbers('steady', steady)] };
    const found = await changedUnits(table, { seed: 1, turns: createTurns() });
    expect(found.map(({ code, column }) => `${code} ${column}`)).toEqual(['unit-change weight']);
    expect(Math.abs((found[0]!.evidence as { row: number }).row - 80_001)).toBeLessThan(10);
  });
});

describe('what is no change of a unit', () => {
  const rows = 600;
  const told = async (values: number[]) =>
    (
      await changedUnits({ rows, columns: [numbers('value', values)] }, { seed: 1, turns: createTurns() })
    ).map(({ code }) => code);

  it('is a speed that falls slowly from row to row, but a step of the same size is one', async () => {
    const random = createRandom(139);
    const distance = Array.from({ length: rows }, () => 1 + 29 * random.next());
    const time = Float64Array.from({ length: rows }, () => 0.5 + 2.5 * random.next()).sort();
    expect(await told(distance.map((value, row) => value / time[row]! + 0.2 * random.normal()))).toEqual([]);
    const stepped = distance.map((value, row) => (20 + value) * (row < 300 ? 1 : 0.4047));
    expect(await told(stepped)).toEqual(['unit-change']);
  });

  it('are figures in the thousands that rise by 273, but degrees that do are told', async () => {
    const random = createRandom(5);
    const rise = (middle: number, spread: number) =>
      Array.from({ length: rows }, (_, row) => middle + spread * random.normal() + (row < 320 ? 0 : 273.15));
    expect(await told(rise(9_000, 300))).toEqual([]);
    expect(await told(rise(12, 8))).toEqual(['unit-change']);
  });
});
