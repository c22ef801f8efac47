import { InputError } from '../../errors/index.ts';
import type { Work } from '../../turns/index.ts';
import type { Random } from '../random.ts';

/**
 * How rows are told apart. Codes are as in a column of texts, with -1 for missing; each strategy's array has one entry a row.
 * - `random`: no care taken.
 * - `class`: every part has each class in the same share.
 * - `value`: the same for numbers, by ten quantiles.
 * - `group`: rows of one group stay together; a row without one is a group of its own. With `classes`, each part also has about its share of each class.
 * - `time`: what comes later is never learned from; rows of one moment stay together.
 */
export type SplitStrategy =
  | { by: 'random' }
  | { by: 'class'; codes: Int32Array }
  | { by: 'value'; values: Float64Array }
  | { by: 'group'; codes: Int32Array; classes?: Int32Array | undefined }
  | { by: 'time'; times: Float64Array };

const quantiles = 10;

/**
 * Deals rows into parts of these sizes in rows (they need not be whole), and gives each row's part; in turns, for many rows.
 *
 * @throws InputError `too-few-rows`, `too-few-groups`, `too-few-times`, `missing-times`, `rows-differ`
 */
export function* dealing(
  rows: number,
  strategy: SplitStrategy,
  sizes: readonly number[],
  random: Random,
): Work<Int32Array> {
  checkRows(rows, strategy, sizes.length);
  const parts =
    strategy.by === 'time'
      ? dealTimes(strategy.times, sizes)
      : strategy.by === 'group'
        ? dealGroups(strategy, sizes, random)
        : yield* dealStrata(strataOf(rows, strategy), sizes, random);
  yield;
  const isUsed = new Set(parts);
  if (isUsed.size < sizes.length)
    throw new InputError(
      'too-few-rows',
      `${rows} rows leave one of ${sizes.length} parts empty; give more rows, fewer parts or other shares.`,
    );
  return parts;
}

function checkRows(rows: number, strategy: SplitStrategy, parts: number): void {
  const length =
    'codes' in strategy
      ? strategy.codes.length
      : 'values' in strategy
        ? strategy.values.length
        : 'times' in strategy
          ? strategy.times.length
          : rows;
  if (length !== rows)
    throw new InputError(
      'rows-differ',
      `The ${strategy.by} of ${length} rows is given, and the table has ${rows}.`,
    );
  if (rows < parts)
    throw new InputError(
      'too-few-rows',
      `${rows} rows cannot make ${parts} parts; give more rows or fewer parts.`,
    );
}

/** The stratum of each row, from 0; missing ones are a stratum of their own. */
function strataOf(rows: number, strategy: Exclude<SplitStrategy, { by: 'time' | 'group' }>): Int32Array {
  if (strategy.by === 'random') return new Int32Array(rows);
  if (strategy.by === 'class') return strategy.codes.map((code) => code + 1);
  const { values } = strategy;
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const edges = Array.from(
    { length: quantiles - 1 },
    (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / quantiles)]!,
  );
  return Int32Array.from(values, (value) =>
    Number.isNaN(value) ? 0 : 1 + edges.filter((edge) => value >= edge).length,
  );
}

/** Each stratum in proportion; rows that are left over go where most are still wanted. */
function* dealStrata(strata: Int32Array, sizes: readonly number[], random: Random): Work<Int32Array> {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const order = strata.map((_, row) => row);
  yield;
  random.shuffle(order);
  yield;
  const placed = byStratum(strata, order);
  yield;
  const parts = new Int32Array(strata.length);
  const given = sizes.map(() => 0);
  let dealt = 0;
  for (const rows of placed) {
    const counts = sizes.map((size) => Math.floor((size / total) * rows.length + 1e-9));
    let left = rows.length - counts.reduce((sum, count) => sum + count, 0);
    dealt += rows.length;
    const lacking = (part: number) => (sizes[part]! / total) * dealt - given[part]! - counts[part]!;
    while (left > 0) {
      let most = 0;
      for (let part = 1; part < sizes.length; part++) if (lacking(part) > lacking(most) + 1e-9) most = part;
      counts[most]!++;
      left--;
    }
    let at = 0;
    for (const [part, count] of counts.entries()) {
      given[part]! += count;
      for (let taken = 0; taken < count; taken++) parts[rows[at++]!] = part;
    }
  }
  return parts;
}

/** The rows of each stratum that has any, by rising strata, in the order that is given. */
function byStratum(strata: Int32Array, order: Int32Array): Int32Array[] {
  const most = strata.reduce((greatest, stratum) => Math.max(greatest, stratum), -1);
  const counts = new Int32Array(most + 1);
  for (const stratum of strata) counts[stratum]!++;
  const starts = new Int32Array(most + 2);
  for (let stratum = 0; stratum <= most; stratum++) starts[stratum + 1] = starts[stratum]! + counts[stratum]!;
  const ends = starts.slice();
  const placed = new Int32Array(order.length);
  for (const row of order) placed[ends[strata[row]!]!++] = row;
  return Array.from({ length: most + 1 }, (_, stratum) =>
    placed.subarray(starts[stratum], starts[stratum + 1]),
  ).filter((rows) => rows.length > 0);
}

/**
 * Biggest groups first, each to the part that lacks most (longest processing time first; Graham, 1969); with classes to the part where they then lie
 * most evenly.
 */
function dealGroups(
  { codes, classes }: Extract<SplitStrategy, { by: 'group' }>,
  sizes: readonly number[],
  random: Random,
): Int32Array {
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < codes.length; row++) {
    // Below zero no group of the table's: one for each row without.
    const group = codes[row]! >= 0 ? codes[row]! : -1 - row;
    const rows = rowsOf.get(group);
    if (rows === undefined) rowsOf.set(group, [row]);
    else rows.push(row);
  }
  if (rowsOf.size < sizes.length)
    throw new InputError(
      'too-few-groups',
      `${rowsOf.size} groups cannot make ${sizes.length} parts; give more groups or fewer parts.`,
    );
  const groups = random.shuffle([...rowsOf.values()]) as number[][];
  groups.sort((one, other) => other.length - one.length);
  const place = classes === undefined ? bySize(sizes) : byClasses(sizes, classes);
  const parts = new Int32Array(codes.length);
  for (const rows of groups) {
    const part = place(rows);
    for (const row of rows) parts[row] = part;
  }
  return parts;
}

/** Places groups in turn: each where most rows are wanted. */
function bySize(sizes: readonly number[]): (rows: readonly number[]) => number {
  const lacking = [...sizes];
  return (rows) => {
    let most = 0;
    for (let part = 1; part < sizes.length; part++) if (lacking[part]! > lacking[most]!) most = part;
    lacking[most]! -= rows.length;
    return most;
  };
}

/** Places groups in turn: each where the squares of the parts' shares of the classes, by their sizes, grow least. */
function byClasses(sizes: readonly number[], classes: Int32Array): (rows: readonly number[]) => number {
  const kinds = classes.reduce((most, code) => Math.max(most, code + 1), 0) + 1;
  const totals = new Float64Array(kinds);
  for (const code of classes) totals[code + 1]!++;
  const held = sizes.map(() => new Float64Array(kinds));
  return (rows) => {
    const own = new Float64Array(kinds);
    for (const row of rows) own[classes[row]! + 1]!++;
    const growth = (part: number): number =>
      own.reduce(
        (sum, count, kind) =>
          count === 0
            ? sum
            : sum + (count * (2 * held[part]![kind]! + count)) / (totals[kind]! ** 2 * sizes[part]!),
        0,
      );
    let least = 0;
    for (let part = 1; part < sizes.length; part++) if (growth(part) < growth(least)) least = part;
    own.forEach((count, kind) => {
      held[least]![kind]! += count;
    });
    return least;
  };
}

function dealTimes(times: Float64Array, sizes: readonly number[]): Int32Array {
  const missing = times.findIndex((time) => Number.isNaN(time));
  if (missing >= 0)
    throw new InputError(
      'missing-times',
      `Row ${missing + 1} has no time, so it is neither early nor late. Leave such rows out, or split otherwise.`,
    );
  // Numbers sort far faster than places by their numbers, and rows of one moment stay together anyway.
  const sorted = times.slice().sort();
  const total = sizes.reduce((sum, size) => sum + size, 0);
  /** The first moment of each part but the first. */
  const starts: number[] = [];
  let end = (sizes[0]! / total) * sorted.length;
  for (let place = 0; place < sorted.length; place++) {
    const isNewMoment = place === 0 || sorted[place]! > sorted[place - 1]!;
    while (isNewMoment && starts.length < sizes.length - 1 && place >= end - 1e-9) {
      starts.push(sorted[place]!);
      end += (sizes[starts.length]! / total) * sorted.length;
    }
  }
  const parts = new Int32Array(times.length);
  for (const start of starts)
    for (let row = 0; row < times.length; row++) if (times[row]! >= start) parts[row]!++;
  if (new Set(parts).size < sizes.length)
    throw new InputError(
      'too-few-times',
      `The rows have too few different moments for ${sizes.length} parts; give more, or split otherwise.`,
    );
  return parts;
}
