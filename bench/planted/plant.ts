/** Puts problems into tables, by seed: what is planted is known, so that what is found can be judged. */
import { type Column, columnOf, type Table, takeTableRows, targetOf } from '../../src/data/index.ts';
import { createRandom, foldRows, type Random, type Target } from '../../src/train/index.ts';

/** A table with its rows to judge by, and what was planted. */
export interface PlantedSet {
  table: Table;
  test: Table;
  /** Codes of findings that name the problem; empty for a clean set. */
  codes: readonly string[];
  /** The column that must be named; null where it is not one column. */
  column: string | null;
}

export type Plant = (table: Table, target: string, random: Random) => PlantedSet;

/** Codes of findings that name a leak. */
export const leakCodes = ['leakage', 'leakage-in-combination', 'known-afterwards'];

/** A fifth of the rows to judge by, drawn at random, each class alike. */
export function splitAtRandom(table: Table, target: string, random: Random): { table: Table; test: Table } {
  const goal = targetOf(columnOf(table, target)!);
  const strategy =
    goal.task === 'classification'
      ? ({ by: 'class', codes: goal.codes } as const)
      : ({ by: 'random' } as const);
  const [fold] = foldRows({ rows: table.rows, folds: 5, strategy, seed: random.below(1_000_000) });
  return { table: takeTableRows(table, fold!.train), test: takeTableRows(table, fold!.test) };
}

/** The last fifth of the rows to judge by. */
export function splitAtEnd(table: Table): { table: Table; test: Table } {
  const first = Math.floor(table.rows * 0.8);
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row);
  return { table: takeTableRows(table, rows.slice(0, first)), test: takeTableRows(table, rows.slice(first)) };
}

/** The target with an error of a hundredth: of its spread, or of the rows. */
export const leakCopy: Plant = (table, target, random) => {
  const goal = targetOf(columnOf(table, target)!);
  const spread = spreadOf(goal);
  const values = valuesOf(goal).map((value) => {
    if (Number.isNaN(value)) return value;
    if (goal.task === 'regression') return 1.19 * value + 0.01 * spread * random.normal();
    return 40 + 7 * (random.next() < 0.01 ? random.below(goal.classes.length) : value) + random.next();
  });
  const planted = withColumn(table, numbers('processing_note', values));
  return { ...splitAtRandom(planted, target, random), codes: leakCodes, column: 'processing_note' };
};

/** A number that is filled for one class nearly alone. */
export const leakFilled: Plant = (table, target, random) => {
  const goal = targetOf(columnOf(table, target)!);
  if (goal.task !== 'classification') throw new Error('leakFilled is for classes');
  const rarest = rarestOf(goal);
  const values = Float64Array.from(goal.codes, (code) =>
    random.next() < (code === rarest ? 0.6 : 0.003) ? 20 + 80 * random.next() : Number.NaN,
  );
  const planted = withColumn(table, numbers('refund', values));
  return { ...splitAtRandom(planted, target, random), codes: leakCodes, column: 'refund' };
};

/** Two columns of noise whose difference is the target. */
export const leakJoint: Plant = (table, target, random) => {
  const goal = targetOf(columnOf(table, target)!);
  const spread = spreadOf(goal);
  const noise = new Float64Array(table.rows).map(() => 4 * spread * random.normal());
  const other = valuesOf(goal).map((value, row) => noise[row]! + value + 0.02 * spread * random.normal());
  const planted = withColumn(
    withColumn(table, numbers('balance_before', noise)),
    numbers('balance_after', other),
  );
  return { ...splitAtRandom(planted, target, random), codes: leakCodes, column: 'balance_after' };
};

/** A twentieth of the test rows copied from those to learn from, under ids of their own. */
export const duplicates: Plant = (table, target, random) => {
  const split = splitAtRandom(table, target, random);
  const copied = random.sample(Math.max(3, Math.round(split.test.rows * 0.05)), split.test.rows);
  const drawn = takeTableRows(
    split.table,
    copied.map(() => random.below(split.table.rows)),
  );
  const columns = split.test.columns.map((column, place): Column => {
    const from = drawn.columns[place]!;
    if (column.type === 'numbers' && from.type === 'numbers') {
      const values = column.values.slice();
      copied.forEach((row, at) => {
        values[row] = from.values[at]!;
      });
      return { ...column, values };
    }
    if (column.type !== 'texts' || from.type !== 'texts') throw new Error('columns differ');
    const codes = column.codes.slice();
    copied.forEach((row, at) => {
      codes[row] = from.codes[at]!;
    });
    return { ...column, codes };
  });
  const test = withColumn(
    { rows: split.test.rows, columns },
    identifiers('row_id', ids(split.test.rows, random)),
  );
  const own = withColumn(split.table, identifiers('row_id', ids(split.table.rows, random)));
  return { table: own, test, codes: ['train-test-overlap'], column: null };
};

/** A tenth of the labels swapped for another class. */
export const swappedLabels: Plant = (table, target, random) => {
  const column = columnOf(table, target)!;
  const goal = targetOf(column);
  if (goal.task !== 'classification') throw new Error('swappedLabels is for classes');
  const codes = goal.codes.map((code) =>
    code >= 0 && random.next() < 0.1
      ? (code + 1 + random.below(goal.classes.length - 1)) % goal.classes.length
      : code,
  );
  const swapped: Column =
    column.type === 'texts'
      ? { ...column, codes }
      : {
          ...column,
          values: Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : Number(goal.classes[code]))),
        };
  const columns = table.columns.map((each) => (each === column ? swapped : each));
  return {
    ...splitAtRandom({ rows: table.rows, columns }, target, random),
    codes: ['label-noise'],
    column: target,
  };
};

/** From a row near the middle on, a column is told in another unit. */
export function unitChange(name: string, factor: number, offset = 0): Plant {
  return (table, target, random) => {
    const column = columnOf(table, name)!;
    if (column.type !== 'numbers') throw new Error(`${name} holds no numbers`);
    const from = Math.floor(table.rows * (0.4 + 0.2 * random.next()));
    const values = column.values.map((value, row) => (row < from ? value : factor * value + offset));
    const columns = table.columns.map((each) => (each === column ? { ...column, values } : each));
    // Rows keep their order: a change is seen along it.
    return {
      ...splitAtRandom({ rows: table.rows, columns }, target, random),
      codes: ['unit-change'],
      column: name,
    };
  };
}

/** An identifier that tells the target: by its order, by a remainder, or by its beginning. */
export function identifier(kind: 'order' | 'remainder' | 'beginning'): Plant {
  return (table, target, random) => {
    const goal = targetOf(columnOf(table, target)!);
    const values = valuesOf(goal);
    const order = random.shuffle(Int32Array.from(values.keys()));
    // Rows whose target is missing come last.
    order.sort((one, other) => sortable(values[one]!) - sortable(values[other]!));
    const rank = new Int32Array(values.length);
    order.forEach((row, place) => {
      rank[row] = place;
    });
    const texts = Array.from(values, (value, row) => {
      if (kind === 'order') return `C-${String(100_000 + rank[row]! * 3 + random.below(3))}`;
      const code = goal.task === 'classification' ? value : rank[row]! < values.length / 2 ? 0 : 1;
      const number = 10_000 + random.below(80_000);
      if (kind === 'remainder') return `K${number - (number % 7) + Math.min(6, code)}-${row}`.split('-')[0]!;
      return `${'QXZKWVJYBD'[code]!}${String(number)}${row}`;
    });
    const planted = withColumn(table, identifiers('record_ref', texts));
    return {
      ...splitAtRandom(planted, target, random),
      codes: ['identifier-encodes-target', 'leakage'],
      column: 'record_ref',
    };
  };
}

function sortable(value: number): number {
  return Number.isNaN(value) ? Number.MAX_VALUE : value;
}

/** Rows of a series dealt at random, with their times. */
export function randomInTime(time: string): Plant {
  return (table, target, random) => ({
    ...splitAtRandom(table, target, random),
    codes: ['time-leakage'],
    column: time,
  });
}

/** A rolling mean of the target that is centred on the row, so that it knows what comes. */
export function rollingFromFuture(width: number): Plant {
  return (table, target) => {
    const goal = columnOf(table, target)!;
    if (goal.type !== 'numbers') throw new Error('a rolling mean is of numbers');
    const values = goal.values.map((_, row) => {
      const around = goal.values.slice(Math.max(0, row - width), row + width + 1);
      return around.reduce((sum, value) => sum + value, 0) / around.length;
    });
    const planted = withColumn(table, numbers('rolling_mean', values));
    return { ...splitAtEnd(planted), codes: ['feature-from-future', ...leakCodes], column: 'rolling_mean' };
  };
}

/** A table with one column more. */
export function withColumn(table: Table, column: Column): Table {
  return { rows: table.rows, columns: [...table.columns, column] };
}

/** A column of numbers. */
export function numbers(name: string, values: Float64Array): Column {
  return { name, kind: 'numeric', missing: values.filter(Number.isNaN).length, type: 'numbers', values };
}

/** A column of texts that name rows. */
export function identifiers(name: string, texts: readonly string[]): Column {
  const dictionary = [...new Set(texts)].sort();
  const codeOf = new Map(dictionary.map((text, code) => [text, code]));
  const codes = Int32Array.from(texts, (text) => codeOf.get(text)!);
  return { name, kind: 'identifier', missing: 0, type: 'texts', codes, dictionary };
}

/** So many different ids. */
export function ids(rows: number, random: Random): string[] {
  return Array.from({ length: rows }, (_, row) => `r${random.below(1e9).toString(36)}${row}`);
}

/** The target as numbers: classes by their codes, NaN where it is missing. */
export function valuesOf(target: Target): Float64Array {
  if (target.task === 'regression') return target.values;
  return Float64Array.from(target.codes, (code) => (code < 0 ? Number.NaN : code));
}

/** The standard deviation of the target. */
export function spreadOf(target: Target): number {
  const values = valuesOf(target).filter(Number.isFinite);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function rarestOf(target: Target & { task: 'classification' }): number {
  const counts = new Int32Array(target.classes.length);
  for (const code of target.codes) if (code >= 0) counts[code]!++;
  return counts.indexOf(Math.min(...counts.filter((count) => count > 0)));
}

/** A generator for a planted set: the same for the same seed and name. */
export function randomOf(seed: number, name: string): Random {
  return createRandom([...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, seed));
}
