/** Leaks that are no plain copy of the target: bands, ratios, and identifiers made of parts. */
import { columnOf, targetOf } from '../../src/data/index.ts';
import {
  identifiers,
  leakCodes,
  numbers,
  type Plant,
  splitAtRandom,
  spreadOf,
  valuesOf,
  withColumn,
} from './plant.ts';

/** The target in bands: so many of equal rows, numbered. */
export function leakBands(bands: number): Plant {
  return (table, target, random) => {
    const values = valuesOf(targetOf(columnOf(table, target)!));
    const sorted = values.filter(Number.isFinite).sort();
    const bounds = Array.from(
      { length: bands - 1 },
      (_, place) => sorted[Math.floor((sorted.length * (place + 1)) / bands)]!,
    );
    const banded = values.map((value) =>
      Number.isNaN(value) ? Number.NaN : 3 + bounds.filter((bound) => value >= bound).length,
    );
    const planted = withColumn(table, numbers('tier', banded));
    return { ...splitAtRandom(planted, target, random), codes: leakCodes, column: 'tier' };
  };
}

/** Two columns whose ratio is the target, each of which says little of it. */
export const leakRatio: Plant = (table, target, random) => {
  const goal = targetOf(columnOf(table, target)!);
  const spread = spreadOf(goal);
  const values = valuesOf(goal);
  const least = Math.min(...values.filter(Number.isFinite));
  const divisor = new Float64Array(table.rows).map(() => Math.exp(1.5 * random.normal()));
  const product = values.map(
    (value, row) => divisor[row]! * (value - least + spread + 0.02 * spread * random.normal()),
  );
  const planted = withColumn(
    withColumn(table, numbers('balance_units', divisor)),
    numbers('balance_total', product),
  );
  return { ...splitAtRandom(planted, target, random), codes: leakCodes, column: 'balance_total' };
};

/** An identifier of parts, one of which is told by the target: a bucket, as hashes are cut into. */
export const identifierOfParts: Plant = (table, target, random) => {
  const goal = targetOf(columnOf(table, target)!);
  const values = valuesOf(goal);
  const middle = values.filter(Number.isFinite).sort()[values.length >> 1]!;
  const hex = (length: number) => Array.from({ length }, () => '0123456789abcdef'[random.below(16)]).join('');
  const texts = Array.from(values, (value, row) => {
    const code = goal.task === 'classification' ? value : value < middle ? 0 : 1;
    const bucket = (11 + 4 * code + random.below(4)).toString().padStart(2, '0');
    return `${hex(2 + random.below(5))}-${bucket}-${hex(4)}${row}`;
  });
  const planted = withColumn(table, identifiers('record_ref', texts));
  return {
    ...splitAtRandom(planted, target, random),
    codes: ['identifier-encodes-target', 'leakage'],
    column: 'record_ref',
  };
};
