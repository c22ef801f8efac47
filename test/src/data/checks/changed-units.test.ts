import { describe, expect, it } from 'vitest';
import { categoryDistances, risingRows } from '../../../../src/data/checks/category-distances.ts';
import { changedUnits } from '../../../../src/data/checks/changed-units.ts';
import { createTurns } from '../../../../src/data/checks/turns.ts';
import { distanceOf } from '../../../../src/data/checks/unit-change.ts';
import type { Column } from '../../../../src/data/index.ts';
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

  it('is the next town of many whose rows are stacked, but a change within a town is one', async () => {
    const random = createRandom(8);
    const [towns, months] = [12, 100];
    const stack = async (at: number) => {
      const sold = Array.from(
        { length: towns * months },
        (_, row) => (row < at ? 2_000 : 200) * Math.exp(0.3 * random.normal()),
      );
      const codes = Int32Array.from(sold, (_, row) => Math.floor(row / months));
      const dictionary = Array.from({ length: towns }, (_, town) => `town ${town}`);
      const town: Column = {
        name: 'town',
        kind: 'categorical',
        type: 'texts',
        missing: 0,
        codes,
        dictionary,
      };
      const table = { rows: sold.length, columns: [town, numbers('sold', sold)] };
      return (await changedUnits(table, { seed: 1, turns: createTurns() })).map(({ code }) => code);
    };
    expect(await stack(500)).toEqual([]);
    expect(await stack(540)).toEqual(['unit-change']);
  });

  it('are figures in the thousands that rise by 273, but degrees that do are told', async () => {
    const random = createRandom(5);
    const rise = (middle: number, spread: number) =>
      Array.from({ length: rows }, (_, row) => middle + spread * random.normal() + (row < 320 ? 0 : 273.15));
    expect(await told(rise(9_000, 300))).toEqual([]);
    expect(await told(rise(12, 8))).toEqual(['unit-change']);
  });
});

describe('categories that are a factor apart', () => {
  const rows = 1_200;
  const levels = { far: [1, 0.7, 2.2046, 1.3], one: [1, 1, 2.2046, 1] };
  const told = async (level: readonly number[], seed: number) => {
    const random = createRandom(seed);
    const codes = Int32Array.from({ length: rows }, () => Math.floor(4 * random.next()));
    const rents = Array.from(codes, (code) => 900 * level[code]! * Math.exp(0.4 * random.normal()));
    const city: Column = {
      name: 'city',
      kind: 'categorical',
      missing: 0,
      type: 'texts',
      codes,
      dictionary: ['Basel', 'Bern', 'Zürich', 'Genf'],
    };
    const table = { rows, columns: [numbers('rent', rents), city] };
    return (await changedUnits(table, { seed: 1, turns: createTurns() })).map(({ column }) => column);
  };

  it('are in two units where the others are alike, and have levels of their own where they are not', async () => {
    for (const seed of [1, 2, 3]) {
      expect(await told(levels.far, seed)).toEqual([]);
      expect(await told(levels.one, seed)).toEqual(['rent']);
    }
  });

  it('lie as far from the others as those from them, counted in one pass', () => {
    const random = createRandom(9);
    const values = Float64Array.from({ length: 500 }, () =>
      random.next() < 0.1 ? Number.NaN : Math.round(20 * random.normal()),
    );
    const codes = Int32Array.from(values, () => Math.floor(6 * random.next()) - 1);
    codes.set([5, 5, 5], 0);
    const source = { name: 's', kind: 'categorical', missing: 0, type: 'texts', codes } as const;
    const column = numbers('v', [...values]);
    if (column.type !== 'numbers') throw new Error('no numbers');
    const found = categoryDistances(column, risingRows(column), { ...source, dictionary: [...'abcdef'] });
    const part = (isWanted: (code: number) => boolean) =>
      values.filter((value, row) => isWanted(codes[row]!) && !Number.isNaN(value)).sort();
    for (let code = 0; code < 5; code++) {
      const others = part((each) => each >= 0 && each !== code);
      expect(found[code]).toBeCloseTo(
        distanceOf(
          part((each) => each === code),
          others,
        ),
        12,
      );
    }
    expect(found[5]).toBe(0);
  });
});
