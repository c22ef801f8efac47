import { describe, expect, it } from 'vitest';
import { type Column, inspectTable, type Table } from '../../../../src/data/index.ts';
import { createRandom, type Random } from '../../../../src/train/index.ts';

const rows = 600;
const fill = (of: (row: number) => number): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) => of(row));
const numbers = (name: string, values: Float64Array): Column => ({
  name,
  kind: 'numeric',
  missing: 0,
  type: 'numbers',
  values,
});
const categories = (name: string, dictionary: readonly string[], codes: Float64Array): Column => ({
  name,
  kind: 'categorical',
  missing: 0,
  type: 'texts',
  dictionary,
  codes: Int32Array.from(codes),
});
const between = (random: Random, from: number, to: number) => fill(() => from + (to - from) * random.next());

/** Tables with strong, honest features: each with the target last. */
const honest: Readonly<Record<string, (random: Random) => Column[]>> = {
  'prices of districts that add up with area and year': (random) => {
    const [area, year] = [between(random, 30, 160), between(random, 1950, 2024).map(Math.round)];
    const district = fill(() => random.below(4));
    const effects = [0, 25_000, 60_000, 110_000];
    return [
      numbers('area', area),
      numbers('year', year),
      categories('district', ['east', 'north', 'south', 'west'], district),
      numbers(
        'rooms',
        area.map((value) => Math.max(1, Math.round(value / 28 + random.normal()))),
      ),
      numbers(
        'price',
        fill(
          (row) =>
            1_900 * area[row]! +
            900 * (year[row]! - 1950) +
            effects[district[row]!]! +
            10_000 * random.normal(),
        ),
      ),
    ];
  },
  'a category that decides most of the target': (random) => {
    const kind = fill(() => random.below(6));
    const [age, use] = [fill(() => random.normal()), fill(() => random.normal())];
    return [
      categories('kind', ['a', 'b', 'c', 'd', 'e', 'f'], kind),
      numbers('age', age),
      numbers('use', use),
      numbers(
        'cost',
        fill((row) => 40 * kind[row]! + 10 * age[row]! + 5 * use[row]! + 6 * random.normal()),
      ),
    ];
  },
  'the power of a current with noise': (random) => {
    const [volts, amperes] = [between(random, 100, 240), between(random, 1, 16)];
    return [
      numbers('volts', volts),
      numbers('amperes', amperes),
      numbers('temperature', between(random, 10, 40)),
      numbers(
        'watts',
        fill((row) => volts[row]! * amperes[row]! * (1 + 0.08 * random.normal())),
      ),
    ];
  },
  'a speed of a distance and a time, measured with noise': (random) => {
    const [distance, time] = [between(random, 1, 30), between(random, 0.5, 3)];
    return [
      numbers('distance', distance),
      numbers('time', time),
      numbers(
        'slope',
        fill(() => random.normal()),
      ),
      numbers(
        'speed',
        fill((row) => (distance[row]! / time[row]!) * (1 + 0.1 * random.normal())),
      ),
    ];
  },
  'two effects of opposite signs on columns that go together': (random) => {
    const size = fill(() => random.normal());
    const [income, debt] = [
      fill((row) => size[row]! + random.normal()),
      fill((row) => size[row]! + random.normal()),
    ];
    return [
      numbers('income', income),
      numbers('debt', debt),
      categories(
        'region',
        ['n', 's', 'w'],
        fill(() => random.below(3)),
      ),
      numbers(
        'saved',
        fill((row) => income[row]! - debt[row]! + 0.2 * random.normal()),
      ),
    ];
  },
};

describe('strong features that are honest', () => {
  for (const [name, columnsOf] of Object.entries(honest))
    it(`are told as no leak: ${name}`, async () => {
      for (const seed of [0, 1, 2]) {
        const columns = columnsOf(createRandom(100 + seed));
        const table: Table = { rows, columns };
        const findings = await inspectTable({ table, target: columns.at(-1)!.name, seed });
        const told = findings.filter(({ severity }) => severity !== 'low');
        expect(told.map(({ code, column, severity }) => `${severity} ${code} ${column}`)).toEqual([]);
      }
    });
});
