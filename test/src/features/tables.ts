import type { Column, ColumnKind, Table } from '../../../src/data/index.ts';
import { createRandom, type Target } from '../../../src/train/index.ts';

/** A column of texts; null is missing. */
export function texts(
  name: string,
  values: readonly (string | null)[],
  kind: ColumnKind = 'categorical',
): Column {
  const dictionary = [...new Set(values.filter((value) => value !== null))];
  const codes = Int32Array.from(values, (value) => (value === null ? -1 : dictionary.indexOf(value)));
  return { name, kind, type: 'texts', codes, dictionary, missing: codes.filter((code) => code < 0).length };
}

/** A column of numbers; null is missing. */
export function numbers(
  name: string,
  values: readonly (number | null)[],
  kind: ColumnKind = 'numeric',
): Column {
  const own = Float64Array.from(values, (value) => value ?? Number.NaN);
  return { name, kind, type: 'numbers', values: own, missing: own.filter(Number.isNaN).length };
}

export function tableOf(...columns: Column[]): Table {
  const first = columns[0];
  const rows = first === undefined ? 0 : first.type === 'numbers' ? first.values.length : first.codes.length;
  return { rows, columns };
}

const words = ['quick', 'brown', 'fox', 'lazy', 'dog', 'naïve', 'résumé', 'x', '日本', 'jumps'];

/** People as a shop would know them, with gaps everywhere; `cities` of them are different, so that a later table has unseen ones. */
export function people(rows: number, seed: number, cities = 6): Table {
  const random = createRandom(seed);
  const each = <T>(make: () => T): (T | null)[] =>
    Array.from({ length: rows }, () => (random.next() < 0.1 ? null : make()));
  return tableOf(
    numbers(
      'age',
      each(() => 20 + random.below(50)),
    ),
    numbers(
      'income',
      each(() => Math.exp(8 + random.normal())),
    ),
    numbers(
      'debt',
      each(() => Math.max(0, random.normal() * 1_000)),
    ),
    numbers(
      'member',
      each(() => random.below(2)),
      'boolean',
    ),
    numbers(
      'children',
      each(() => random.below(4)),
      'categorical',
    ),
    texts(
      'city',
      each(() => `city ${random.below(cities)}`),
    ),
    texts(
      'plan',
      each(() => ['basic', 'plus', 'pro'][random.below(3)]!),
    ),
    texts(
      'note',
      each(() => Array.from({ length: 3 }, () => words[random.below(words.length)]!).join(' ')),
      'text',
    ),
    numbers(
      'joined',
      each(() => 1e12 + Math.floor(random.next() * 7e11)),
      'datetime',
    ),
    numbers(
      'seen',
      each(() => -2e12 + Math.floor(random.next() * 4e12)),
      'datetime',
    ),
  );
}

/** A number that depends on age, city and income, and classes by it. */
export function targetsOf(table: Table): { number: Target; two: Target; three: Target } {
  const column = (name: string): Column => table.columns.find((each) => each.name === name)!;
  const age = column('age') as Extract<Column, { type: 'numbers' }>;
  const city = column('city') as Extract<Column, { type: 'texts' }>;
  const values = Float64Array.from(
    { length: table.rows },
    (_, row) => (age.values[row]! || 40) / 10 + (city.codes[row]! % 3) + Math.sin(row) / 2,
  );
  const classes = (bounds: number[]): Target => ({
    task: 'classification',
    classes: [...bounds, 0].map((_, code) => `class ${code}`),
    codes: Int32Array.from(values, (value) => bounds.filter((bound) => value > bound).length),
  });
  return { number: { task: 'regression', values }, two: classes([5]), three: classes([4, 6]) };
}
