import { type Target, takeTarget } from '../../train/index.ts';
import type { Column } from '../table.ts';
import { knownRows, randomFor } from './out-of-fold.ts';
import { countDistinct } from './row-hashes.ts';
import { type SingleScore, singleColumnScore } from './single-column-score.ts';
import { takeInTurns } from './table-sample.ts';
import { isTime } from './time-columns.ts';
import type { Turns } from './turns.ts';
import { ranksOf } from './unit-change.ts';

/** A way to read an identifier that tells the target. */
export interface IdentifierPattern {
  /** In words, such as "its first 2 characters". */
  pattern: string;
  score: SingleScore;
}

const divisors = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 20, 24, 50, 60, 64, 97, 100];
/** Enough to be no chance among so many ways to read it. Of numbers their ranks are asked for: a mark for those above their middle explains 0.75 of the ranks, however skewed the numbers are. */
const enough = { rocAuc: 0.85, r2: 0.5 } as const;
const mostCategories = 200;
/** Names of numbers that count or name rather than measure. */
const numberNames = /(^|[_\s.-])(id|no|nr|num|number|code|ref|key|account|serial|seq|seqno|index)$/i;

/** Whether a column names rows: by its kind, or since nearly every row has a text or whole number of its own. `sampled`: the same column in rows that stand for all. */
export async function namesRows(
  column: Column,
  sampled: Column,
  rows: number,
  turns: Turns,
): Promise<boolean> {
  // A day of the year is another one in each row of a year, and tells its weekday: that is a calendar, no key.
  if (column.type === 'numbers' && isTime(column)) return false;
  if (column.kind === 'identifier') return true;
  if (column.kind === 'text' || column.kind === 'datetime' || column.kind === 'constant') return false;
  if (column.type === 'texts')
    return column.dictionary.length > mostCategories && column.dictionary.length >= 0.5 * rows;
  if (!numberNames.test(column.name) || sampled.type !== 'numbers') return false;
  const isWhole = sampled.values.every((value) => Number.isNaN(value) || Number.isInteger(value));
  return isWhole && (await countDistinct(column.values, turns)) >= 0.98 * rows;
}

/** Rows that an identifier is read in: the score of a reading asks for no more. */
const rowsRead = 8_000;

/** Reads an identifier in the ways in which a target hides in one (its order, its number's remainders, its first and last characters, its length), and gives the one that tells most. */
export async function identifierPattern(
  whole: Column,
  wholeTarget: Target,
  seed: number,
  turns: Turns,
): Promise<IdentifierPattern | null> {
  const known = knownRows(wholeTarget, rowsRead, randomFor(seed, 'identifier'));
  const isWhole = known.length < rowsRead;
  const target = ranked(isWhole ? wholeTarget : takeTarget(wholeTarget, known));
  const [column] = isWhole
    ? [whole]
    : (await takeInTurns({ rows: 0, columns: [whole] }, known, turns)).columns;
  let best: IdentifierPattern | null = null;
  for (const { pattern, column: read } of readings(column!)) {
    await turns();
    const score = await singleColumnScore(read, target, seed);
    if (score === null || score.value < enough[score.metric]) continue;
    if (best === null || score.value > best.score.value + 0.01) best = { pattern, score };
  }
  return best;
}

/** Numbers by their ranks from 0 to 1, equal ones at their middle; classes as they are. */
function ranked(target: Target): Target {
  if (target.task === 'classification') return target;
  const ranks = ranksOf(target.values.filter(Number.isFinite));
  let at = 0;
  const values = target.values.map((value) =>
    Number.isFinite(value) ? ranks[at++]! / ranks.length : Number.NaN,
  );
  return { task: 'regression', values };
}

function* readings(column: Column): Generator<{ pattern: string; column: Column }> {
  const numbers = numbersIn(column);
  if (numbers !== null) {
    yield { pattern: 'its size: the target follows its order', column: numeric(column, numbers) };
    for (const divisor of divisors)
      yield {
        pattern: `its remainder by ${divisor}`,
        column: textual(column, numbers, (value) =>
          Number.isNaN(value) ? null : String(((value % divisor) + divisor) % divisor),
        ),
      };
  }
  const texts = textsIn(column);
  for (const count of [1, 2, 3])
    yield {
      pattern: count === 1 ? 'its first character' : `its first ${count} characters`,
      column: textual(column, texts, (text) => text?.slice(0, count) ?? null),
    };
  for (const count of [1, 2])
    yield {
      pattern: count === 1 ? 'its last character' : `its last ${count} characters`,
      column: textual(column, texts, (text) => text?.slice(-count) ?? null),
    };
  yield* partsOf(column, texts);
  for (const place of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    yield {
      pattern: `its character ${place + 1}`,
      column: textual(column, texts, (text) => text?.[place] ?? null),
    };
  yield {
    pattern: 'its length',
    column: numeric(
      column,
      Float64Array.from(texts, (text) => text?.length ?? Number.NaN),
    ),
  };
}

const hexadecimal = /^[0-9a-f]{2,13}$/i;
const partsAtMost = 6;

/** The parts between hyphens and their like, and remainders of those (or of the whole) that are hexadecimal numbers: buckets that hashes are cut into. */
function* partsOf(
  column: Column,
  texts: readonly (string | null)[],
): Generator<{ pattern: string; column: Column }> {
  const split = texts.map((text) => text?.split(/[^0-9A-Za-z]+/).filter((part) => part !== '') ?? []);
  const count = Math.min(
    partsAtMost,
    split.reduce((most, parts) => Math.max(most, parts.length), 0),
  );
  for (let place = 0; place < count; place++) {
    const own = split.map((parts) => parts[place] ?? null);
    const name = count === 1 ? 'it' : `its part ${place + 1}`;
    if (count > 1) yield { pattern: name, column: textual(column, own, (part) => part) };
    if (count > 1 && own.every((part) => part === null || /^\d{1,15}$/.test(part))) {
      const values = Float64Array.from(own, (part) => (part === null ? Number.NaN : Number(part)));
      yield { pattern: `the size of ${name}`, column: numeric(column, values) };
    }
    const isHexadecimal = own.every((part) => part === null || hexadecimal.test(part));
    if (!isHexadecimal || own.every((part) => part === null || /^\d+$/.test(part))) continue;
    for (const divisor of [2, 3, 4, 5, 7, 8, 10, 16])
      yield {
        pattern: `the remainder by ${divisor} of ${name} as a hexadecimal number`,
        column: textual(column, own, (part) =>
          part === null ? null : String(Number.parseInt(part, 16) % divisor),
        ),
      };
  }
}

function textsIn(column: Column): (string | null)[] {
  if (column.type === 'texts')
    return Array.from(column.codes, (code) => (code < 0 ? null : column.dictionary[code]!));
  return Array.from(column.values, (value) => (Number.isNaN(value) ? null : String(value)));
}

/** The last run of digits of each, or null where less than half of the rows have one. */
function numbersIn(column: Column): Float64Array | null {
  if (column.type === 'numbers') return column.values;
  const ofText = Float64Array.from(column.dictionary, (text) => {
    const digits = /(\d{1,15})\D*$/.exec(text)?.[1];
    return digits === undefined ? Number.NaN : Number(digits);
  });
  const numbers = Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : ofText[code]!));
  const known = numbers.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  return known >= numbers.length / 2 ? numbers : null;
}

function numeric({ name, missing }: Column, values: Float64Array): Column {
  return { name, kind: 'numeric', missing, type: 'numbers', values };
}

function textual<Value>(
  { name }: Column,
  values: ArrayLike<Value>,
  read: (value: Value) => string | null,
): Column {
  const codeOf = new Map<string, number>();
  let missing = 0;
  const codes = Int32Array.from({ length: values.length }, (_, row) => {
    const text = read(values[row]!);
    if (text === null || text === '') {
      missing++;
      return -1;
    }
    const known = codeOf.get(text) ?? codeOf.size;
    codeOf.set(text, known);
    return known;
  });
  return { name, kind: 'categorical', missing, type: 'texts', codes, dictionary: [...codeOf.keys()] };
}
