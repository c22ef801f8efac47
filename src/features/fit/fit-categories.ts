import type { Keys, MaybeNumber, Value } from '../operations/operation.ts';
import { positionsOf } from '../operations/positions.ts';
import { checkCount } from './fit-lines.ts';
import type { FittedColumn, Fitting } from './fitting.ts';
import { countCategories, deviation, finiteSorted, mean, mostFrequent, quantileOf } from './statistics.ts';
import type { StepOptions } from './step.ts';

/** Categories as the keys of an operation. */
export function keysOf(type: Value['type'], keys: readonly (string | number)[]): Keys {
  return type === 'texts' ? { type, values: keys.map(String) } : { type, values: keys.map(Number) };
}

/** All categories of the training rows, in rising order. */
export function allKeys(value: Value): Keys {
  return keysOf(
    value.type,
    countCategories(value).counts.map(({ key }) => key),
  );
}

/** @throws InputError `unknown-column`, `bad-option` */
export function fitOneHot(
  fitting: Fitting,
  { columns, maxCategories = 32, missing = false }: StepOptions['oneHot'],
): void {
  checkCount('maxCategories', maxCategories, 1);
  for (const name of columns) {
    const column = fitting.column(name);
    const { counts, missing: gaps } = countCategories(column.value);
    const others = counts.length > maxCategories;
    // With the column that the others share there are `maxCategories`, in rising order.
    const kept = new Set(
      mostFrequent(counts, others ? maxCategories - 1 : maxCategories).map(({ key }) => key),
    );
    const keys = counts.map(({ key }) => key).filter((key) => kept.has(key));
    const withMissing = missing && gaps > 0;
    fitting.add(
      { op: 'one-hot', keys: keysOf(column.value.type, keys), others, missing: withMissing },
      [column],
      [
        ...keys.map((key) => ({ name: `${name}=${key}` })),
        ...(others ? [{ name: `${name}=${labelBeside(keys, '(other)')}` }] : []),
        ...(withMissing ? [{ name: `${name}=${labelBeside(keys, '(missing)')}` }] : []),
      ],
    );
    fitting.consume(name);
  }
}

/** The label, in more brackets where a category is called so. */
function labelBeside(keys: readonly (string | number)[], label: string): string {
  return keys.includes(label) ? labelBeside(keys, `(${label})`) : label;
}

/** @throws InputError `unknown-column` */
export function fitOrdinal(fitting: Fitting, { columns, order }: StepOptions['ordinal']): void {
  for (const name of columns) {
    const column = fitting.column(name);
    const keys = order === undefined ? allKeys(column.value) : keysOf(column.value.type, order);
    encode(fitting, column, `${name}:ordinal`, keys, [...keys.values.map((_, place) => place), -1, null]);
    fitting.consume(name);
  }
}

/** @throws InputError `unknown-column`, `bad-option` */
export function fitNativeCategories(
  fitting: Fitting,
  { columns, maxCategories = 254 }: StepOptions['categories'],
): void {
  checkCount('maxCategories', maxCategories, 1);
  for (const name of columns) {
    const column = fitting.column(name);
    const keys = keysOf(
      column.value.type,
      mostFrequent(countCategories(column.value).counts, maxCategories).map(({ key }) => key),
    );
    const count = Math.max(1, keys.values.length);
    encode(
      fitting,
      column,
      `${name}:category`,
      keys,
      [...keys.values.map((_, place) => place), null, null],
      count,
    );
    fitting.consume(name);
  }
}

/** @throws InputError `unknown-column` */
export function fitFrequency(fitting: Fitting, { columns }: StepOptions['frequency']): void {
  for (const name of columns) {
    const column = fitting.column(name);
    const { counts, missing } = countCategories(column.value);
    const shares = [...counts.map(({ count }) => count), 0, missing].map((count) => count / fitting.rows);
    encode(fitting, column, `${name}:frequency`, allKeys(column.value), shares);
  }
}

/** @throws InputError `unknown-column`, `wrong-kind` */
export function fitGroupStatistic(
  fitting: Fitting,
  { columns, by, statistic }: StepOptions['groupStatistic'],
): void {
  const group = fitting.column(by);
  const keys = allKeys(group.value);
  const positions = positionsOf(group.value, keys);
  for (const name of columns) {
    const numbers = fitting.numbers(name);
    const groups: number[][] = Array.from({ length: keys.values.length + 2 }, () => []);
    positions.forEach((position, row) => {
      groups[position]!.push(numbers.value.values[row]!);
    });
    const overall = statisticOf(numbers.value.values, statistic);
    // A group without a number, and one that training has not seen, are like all.
    const table = groups.map((own) => statisticOf(Float64Array.from(own), statistic) ?? overall);
    fitting.add(
      { op: 'encode', keys, table: [table] },
      [group],
      [{ name: `${statistic}(${name}|${by})`, sources: numbers.lineage.sources }],
    );
  }
}

function statisticOf(
  values: Float64Array,
  statistic: StepOptions['groupStatistic']['statistic'],
): MaybeNumber {
  const sorted = finiteSorted(values);
  if (sorted.length === 0) return null;
  switch (statistic) {
    case 'mean':
      return mean(sorted);
    case 'median':
      return quantileOf(sorted, 0.5);
    case 'min':
      return sorted[0]!;
    case 'max':
      return sorted.at(-1)!;
    default:
      return deviation(sorted);
  }
}

function encode(
  fitting: Fitting,
  column: FittedColumn,
  name: string,
  keys: Keys,
  entries: readonly MaybeNumber[],
  categories = 0,
): void {
  fitting.add({ op: 'encode', keys, table: [entries] }, [column], [{ name, categories }]);
}
