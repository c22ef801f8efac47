import type { Column, Table } from '../../../src/data/index.ts';
import { createRandom } from '../../../src/train/index.ts';

/** A small table with gaps, a category that matters together with a number, and targets of all tasks. */
export function madeTable(rows: number, seed = 1): Table {
  const random = createRandom(seed);
  const numbers = (make: (row: number) => number, name: string): Column => {
    const values = Float64Array.from({ length: rows }, (_, row) => make(row));
    return { name, kind: 'numeric', type: 'numbers', values, missing: values.filter(Number.isNaN).length };
  };
  const texts = (name: string, dictionary: readonly string[], make: (row: number) => number): Column => {
    const codes = Int32Array.from({ length: rows }, (_, row) => make(row));
    return { name, kind: 'categorical', type: 'texts', dictionary, codes, missing: 0 };
  };
  const age = numbers(() => (random.next() < 0.05 ? Number.NaN : 20 + 50 * random.next()), 'age');
  const income = numbers(() => Math.exp(2 * random.normal()), 'income');
  const city = texts('city', ['Bern', 'Basel', 'Chur'], () => random.below(3));
  if (age.type !== 'numbers' || income.type !== 'numbers' || city.type !== 'texts')
    throw new Error('as made');
  const worth = Float64Array.from({ length: rows }, (_, row) => {
    const years = Number.isNaN(age.values[row]!) ? 45 : age.values[row]!;
    const own = Math.log(income.values[row]!);
    return (years - 45) / 10 + (city.codes[row] === 0 ? own : -0.3 * own) + random.normal();
  });
  return {
    rows,
    columns: [
      age,
      income,
      city,
      numbers((row) => worth[row]!, 'worth'),
      texts('buys', ['no', 'yes'], (row) => (worth[row]! > 0 ? 1 : 0)),
      texts('level', ['high', 'low', 'middle'], (row) => (worth[row]! > 1 ? 0 : worth[row]! < -1 ? 1 : 2)),
    ],
  };
}

/** The table with one of its targets. */
export function tableWith(target: 'worth' | 'buys' | 'level', rows: number, seed?: number): Table {
  const { columns } = madeTable(rows, seed);
  const others = ['worth', 'buys', 'level'].filter((name) => name !== target);
  return { rows, columns: columns.filter(({ name }) => !others.includes(name)) };
}
