/** Problems of rows rather than of columns: copies that differ in a column, groups on both sides, units that differ by source or by time. */
import { type Column, columnOf, type Table, takeTableRows } from '../../src/data/index.ts';
import { identifiers, ids, numbers, type Plant, splitAtRandom, withColumn } from './plant.ts';

/** A twentieth of the test rows copied from those to learn from, with ids of their own and one column that trembles. */
export function nearDuplicates(name: string): Plant {
  return (table, target, random) => {
    const split = splitAtRandom(table, target, random);
    const copied = random.sample(Math.max(3, Math.round(split.test.rows * 0.05)), split.test.rows);
    const rows = Int32Array.from({ length: split.test.rows }, (_, row) => table.rows + row);
    copied.forEach((row) => {
      rows[row] = random.below(split.table.rows);
    });
    const columns = split.test.columns.map((column, place): Column => {
      const from = split.table.columns[place]!;
      if (column.type === 'numbers' && from.type === 'numbers') {
        const values = column.values.map((value, row) => {
          if (rows[row]! >= table.rows) return value;
          const copy = from.values[rows[row]!]!;
          return column.name === name ? copy * (1 + 0.02 * random.normal()) : copy;
        });
        return { ...column, values };
      }
      if (column.type !== 'texts' || from.type !== 'texts') throw new Error('columns differ');
      const codes = column.codes.map((code, row) =>
        rows[row]! >= table.rows ? code : from.codes[rows[row]!]!,
      );
      return { ...column, codes };
    });
    const withIds = (own: Table) => withColumn(own, identifiers('row_id', ids(own.rows, random)));
    const test = withIds({ rows: split.test.rows, columns });
    return { table: withIds(split.table), test, codes: ['train-test-overlap'], column: null };
  };
}

/** Rows of a panel dealt at random, so that those of one person (or firm, or place) stand on both sides. */
export function groupsAtRandom(group: string): Plant {
  return (table, target, random) => ({
    ...splitAtRandom(table, target, random),
    codes: ['group-leakage'],
    column: group,
  });
}

/** Visits: each row comes back a few times under its person's id, its numbers and its target hardly changed; dealt at random. */
export const visits: Plant = (table, target, random) => {
  const people = random.sample(Math.min(table.rows, 700), table.rows);
  const drawn: number[] = [];
  const own: string[] = [];
  people.forEach((row, person) => {
    for (let visit = 0; visit < 2 + random.below(4); visit++) {
      drawn.push(row);
      own.push(`P${String(1_000 + person)}`);
    }
  });
  const order = random.shuffle(Int32Array.from(drawn.keys()));
  const copied = takeTableRows(
    table,
    Int32Array.from(order, (place) => drawn[place]!),
  );
  const columns = copied.columns.map((column): Column => {
    if (column.name === target || column.type !== 'numbers' || new Set(column.values).size < 20)
      return column;
    const known = column.values.filter(Number.isFinite);
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const spread = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length);
    return { ...column, values: column.values.map((value) => value + 0.03 * spread * random.normal()) };
  });
  const planted = withColumn(
    { rows: copied.rows, columns },
    {
      ...identifiers(
        'patient_id',
        Array.from(order, (place) => own[place]!),
      ),
      kind: 'categorical',
    },
  );
  return { ...splitAtRandom(planted, target, random), codes: ['group-leakage'], column: 'patient_id' };
};

/** Rows of one of three sources tell a column in another unit. */
export function unitBySource(name: string, factor: number, offset = 0): Plant {
  return (table, target, random) => {
    const column = columnOf(table, name)!;
    if (column.type !== 'numbers') throw new Error(`${name} holds no numbers`);
    const codes = new Int32Array(table.rows).map(() => random.below(3));
    const values = column.values.map((value, row) => (codes[row] === 1 ? factor * value + offset : value));
    const columns = table.columns.map((each) => (each === column ? { ...column, values } : each));
    const source: Column = {
      name: 'site',
      kind: 'categorical',
      missing: 0,
      type: 'texts',
      codes,
      dictionary: ['north', 'south', 'west'],
    };
    return {
      ...splitAtRandom(withColumn({ rows: table.rows, columns }, source), target, random),
      codes: ['unit-change'],
      column: name,
    };
  };
}

/** Rows in no order, with the time of each; from a day near the middle on, a column is told in another unit. */
export function unitByTime(name: string, factor: number, offset = 0): Plant {
  return (table, target, random) => {
    const column = columnOf(table, name)!;
    if (column.type !== 'numbers') throw new Error(`${name} holds no numbers`);
    const day = 86_400_000;
    const times = new Float64Array(table.rows).map(() => Date.UTC(2024, 0, 1) + day * random.below(500));
    const from = Date.UTC(2024, 0, 1) + day * Math.floor(500 * (0.4 + 0.2 * random.next()));
    const values = column.values.map((value, row) => (times[row]! < from ? value : factor * value + offset));
    const columns = table.columns.map((each) => (each === column ? { ...column, values } : each));
    const recorded: Column = { ...numbers('recorded_on', times), kind: 'datetime' };
    return {
      ...splitAtRandom(withColumn({ rows: table.rows, columns }, recorded), target, random),
      codes: ['unit-change'],
      column: name,
    };
  };
}
