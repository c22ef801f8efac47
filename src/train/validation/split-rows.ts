import { InputError } from '../../errors/index.ts';
import { createRandom } from '../random.ts';
import { deal, type SplitStrategy } from './split-strategy.ts';

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
export function splitRows<Part extends string>({
  rows,
  shares,
  strategy = { by: 'random' },
  seed,
}: {
  rows: number;
  /** Above 0; they need not add up to 1. */
  shares: Readonly<Record<Part, number>>;
  strategy?: SplitStrategy;
  seed: number;
}): Record<Part, Int32Array> {
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
  const parts = deal(rows, strategy, sizes, createRandom(seed));
  return Object.fromEntries(
    names.map((name, part) => [name, rowsWhere(parts, (each) => each === part)]),
  ) as Record<Part, Int32Array>;
}

/**
 * The folds of cross-validation. By time each fold learns from all that came before what it is judged by (a growing window), so the first block is
 * never judged; otherwise each row is judged exactly once.
 *
 * @throws InputError `bad-folds`, and those of the strategy
 */
export function foldRows({
  rows,
  folds,
  strategy = { by: 'random' },
  seed,
  gapMs = 0,
}: {
  rows: number;
  folds: number;
  strategy?: SplitStrategy;
  seed: number;
  /** By time: rows so shortly before what is judged are not learned from. */
  gapMs?: number;
}): Fold[] {
  if (!Number.isInteger(folds) || folds < 2)
    throw new InputError('bad-folds', `${folds} folds cannot be made; give a whole number from 2.`);
  const isTimely = strategy.by === 'time';
  const blocks = isTimely ? folds + 1 : folds;
  const sizes = new Array<number>(blocks).fill(rows / blocks);
  const parts = deal(rows, strategy, sizes, createRandom(seed));
  return Array.from({ length: folds }, (_, fold): Fold => {
    const judged = isTimely ? fold + 1 : fold;
    const test = rowsWhere(parts, (part) => part === judged);
    if (!isTimely) return { train: rowsWhere(parts, (part) => part !== judged), test };
    const start = test.reduce((least, row) => Math.min(least, strategy.times[row]!), Infinity);
    const train = rowsWhere(parts, (part, row) => part < judged && strategy.times[row]! < start - gapMs);
    if (train.length === 0)
      throw new InputError(
        'bad-folds',
        `A gap of ${gapMs} ms leaves nothing to learn from in fold ${fold + 1}; make it smaller.`,
      );
    return { train, test };
  });
}

function rowsWhere(parts: Int32Array, isIn: (part: number, row: number) => boolean): Int32Array {
  const rows = new Int32Array(parts.length);
  let count = 0;
  for (let row = 0; row < parts.length; row++) if (isIn(parts[row]!, row)) rows[count++] = row;
  return rows.slice(0, count);
}
