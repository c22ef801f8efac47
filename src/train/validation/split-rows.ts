import { InputError } from '../../errors/index.ts';
import { atOnce, type Work } from '../../turns/index.ts';
import { createRandom } from '../random.ts';
import { dealing, type SplitStrategy } from './split-strategy.ts';

/** Rows to learn from and rows to judge by, rising. */
export interface Fold {
  train: Int32Array;
  test: Int32Array;
}

/**
 * Splits rows into named parts, in the order of the names (for `time` the earliest rows come first). The same seed gives the same parts; each row is in
 * exactly one, and each part's rows rise.
 *
 * @example splitRows({ rows, shares: { train: 0.8, test: 0.2 }, strategy: { by: 'class', codes }, seed: 1 }).test
 * @throws InputError `bad-shares`, and those of the strategy
 */
export function splitRows<Part extends string>(input: SplitInput<Part>): Record<Part, Int32Array> {
  return atOnce(splittingRows(input));
}

interface SplitInput<Part extends string> {
  rows: number;
  /** Above 0; they need not add up to 1. */
  shares: Readonly<Record<Part, number>>;
  strategy?: SplitStrategy;
  seed: number;
}

/** The same in turns, for many rows. @throws as `splitRows` does */
export function* splittingRows<Part extends string>({
  rows,
  shares,
  strategy = { by: 'random' },
  seed,
}: SplitInput<Part>): Work<Record<Part, Int32Array>> {
  const names = Object.keys(shares) as Part[];
  const bad = names.find((name) => !(shares[name] > 0 && shares[name] < Infinity));
  if (names.length < 2 || bad !== undefined)
    throw new InputError(
      'bad-shares',
      bad === undefined
        ? 'A split needs two parts or more, such as { train: 0.8, test: 0.2 }.'
        : `The share of ${bad} is ${shares[bad]}; shares are numbers above 0.`,
    );
  const total = names.reduce((sum, name) => sum + shares[name], 0);
  const sizes = names.map((name) => (shares[name] / total) * rows);
  const parts = yield* dealing(rows, strategy, sizes, createRandom(seed));
  const split: [Part, Int32Array][] = [];
  for (const [part, name] of names.entries()) {
    yield;
    split.push([name, rowsWhere(parts, (each) => each === part)]);
  }
  return Object.fromEntries(split) as Record<Part, Int32Array>;
}

/**
 * The folds of cross-validation. By time each fold learns from all that came before what it is judged by (a growing window), so the first block is
 * never judged; otherwise each row is judged exactly once.
 *
 * @throws InputError `bad-folds`, and those of the strategy
 */
export function foldRows(input: FoldInput): Fold[] {
  return atOnce(foldingRows(input));
}

interface FoldInput {
  rows: number;
  folds: number;
  strategy?: SplitStrategy;
  seed: number;
  /** By time: rows so shortly before what is judged are not learned from. */
  gapMs?: number;
}

/** The same in turns, for many rows. @throws as `foldRows` does */
export function* foldingRows({
  rows,
  folds,
  strategy = { by: 'random' },
  seed,
  gapMs = 0,
}: FoldInput): Work<Fold[]> {
  if (!Number.isInteger(folds) || folds < 2)
    throw new InputError('bad-folds', `${folds} folds cannot be made; give a whole number from 2.`);
  const isTimely = strategy.by === 'time';
  const blocks = isTimely ? folds + 1 : folds;
  const sizes = new Array<number>(blocks).fill(rows / blocks);
  const parts = yield* dealing(rows, strategy, sizes, createRandom(seed));
  const made: Fold[] = [];
  for (let fold = 0; fold < folds; fold++) {
    yield;
    const judged = isTimely ? fold + 1 : fold;
    const test = rowsWhere(parts, (part) => part === judged);
    if (!isTimely) {
      yield;
      made.push({ train: rowsWhere(parts, (part) => part !== judged), test });
      continue;
    }
    const start = test.reduce((least, row) => Math.min(least, strategy.times[row]!), Infinity);
    const train = rowsWhere(parts, (part, row) => part < judged && strategy.times[row]! < start - gapMs);
    if (train.length === 0)
      throw new InputError(
        'bad-folds',
        `A gap of ${gapMs} ms leaves nothing to learn from in fold ${fold + 1}; make it smaller.`,
      );
    made.push({ train, test });
  }
  return made;
}

function rowsWhere(parts: Int32Array, isIn: (part: number, row: number) => boolean): Int32Array {
  const rows = new Int32Array(parts.length);
  let count = 0;
  for (let row = 0; row < parts.length; row++) if (isIn(parts[row]!, row)) rows[count++] = row;
  return rows.slice(0, count);
}
