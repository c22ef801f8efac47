import { createHash } from 'node:crypto';
import { neededColumn } from '../data/index.ts';
import { InputError } from '../errors/index.ts';
import { createRandom, type Fold, foldingRows, type SplitStrategy, splittingRows } from '../train/index.ts';
import { atOnce, type Work } from '../turns/index.ts';
import type { TrainingData } from './training-data.ts';

/** How candidates are judged: all by the same rows. */
export interface FoldPlan {
  /** All repeats in turn. */
  folds: readonly Fold[];
  /** `holdout`: one fold, whose test rows are judged by and all others learned from. */
  kind: 'folds' | 'holdout' | 'time';
  parts: number;
  repeats: number;
  /** Hash of the folds: candidates of others are not compared with these. */
  key: string;
}

export interface FoldPlanOptions {
  seed?: number;
  /** Left out: by the rows; 1 is a holdout. */
  parts?: number;
  /** Times that the rows are parted anew; candidates' predictions are the mean. */
  repeats?: number;
  /** Rows with the same value of that column are never torn apart. */
  groups?: string | undefined;
  /** What comes later in that column is never learned from. */
  time?: string | undefined;
  /** In place of these: how the data's rows are told apart. */
  strategy?: SplitStrategy | undefined;
}

const holdoutShare = 0.2;
/** Rows that are judged by in a holdout, at most. */
const mostHeldOut = 50_000;

/**
 * Folds that fit the size of the data: repeated where rows are few, since a single parting says little then, and a holdout where they are many.
 *
 * @throws InputError `no-such-column`, and what the strategy throws
 */
export function planFolds(data: TrainingData, options: FoldPlanOptions = {}): FoldPlan {
  return atOnce(planningFolds(data, options));
}

/** The same in turns, for many rows. @throws as `planFolds` does */
export function* planningFolds(data: TrainingData, options: FoldPlanOptions = {}): Work<FoldPlan> {
  const { rows } = data.table;
  const { seed = 0, parts = defaultParts(data), repeats = parts > 1 ? defaultRepeats(rows) : 1 } = options;
  const strategy = options.strategy ?? strategyOf(data, options);
  yield;
  if (parts === 1) return yield* holdout(rows, strategy, seed);
  const isTimely = strategy.by === 'time';
  const rounds = isTimely ? 1 : repeats;
  const folds: Fold[] = [];
  for (let round = 0; round < rounds; round++)
    folds.push(...(yield* foldingRows({ rows, folds: parts, strategy, seed: seed + round * 7_919 })));
  yield;
  return withKey({ folds, kind: isTimely ? 'time' : 'folds', parts, repeats: rounds });
}

/** The same folds with only a share of the rows to learn from; judged by the same rows. */
export function shrinkFolds(plan: FoldPlan, share: number, seed = 0): FoldPlan {
  const random = createRandom(seed);
  const folds = plan.folds.map(({ train, test }) => ({
    train: random
      .sample(Math.max(1, Math.round(share * train.length)), train.length)
      .map((place) => train[place]!),
    test,
  }));
  return withKey({ ...plan, folds });
}

function withKey(plan: Omit<FoldPlan, 'key'>): FoldPlan {
  const hash = createHash('sha256');
  for (const { train, test } of plan.folds) {
    hash.update(`${train.length} ${test.length};`);
    hash.update(new Uint8Array(train.buffer, train.byteOffset, train.byteLength));
    hash.update(new Uint8Array(test.buffer, test.byteOffset, test.byteLength));
  }
  return { ...plan, key: hash.digest('hex').slice(0, 32) };
}

function* holdout(rows: number, strategy: SplitStrategy, seed: number): Work<FoldPlan> {
  const share = Math.min(holdoutShare, mostHeldOut / rows);
  const shares = { train: 1 - share, test: share };
  const { train, test } = yield* splittingRows({ rows, shares, strategy, seed });
  yield;
  return withKey({ folds: [{ train, test }], kind: 'holdout', parts: 1, repeats: 1 });
}

function defaultParts({ table }: TrainingData): number {
  const values = table.rows * table.columns.length;
  if (table.rows > 100_000 || values > 20_000_000) return 1;
  return table.rows > 40_000 || values > 5_000_000 ? 3 : 5;
}

function defaultRepeats(rows: number): number {
  return rows < 500 ? 3 : rows < 1_500 ? 2 : 1;
}

function strategyOf(data: TrainingData, { groups, time }: FoldPlanOptions): SplitStrategy {
  const { table, target } = data;
  if (time !== undefined) {
    const column = neededColumn(data.table, time, ' to part the rows by');
    if (column.type !== 'numbers')
      throw new InputError('wrong-kind', `Column ${time} holds texts: it tells no earlier from later.`);
    return { by: 'time', times: column.values };
  }
  const classes = target.task === 'classification' ? target.codes : undefined;
  if (groups !== undefined) {
    const column = neededColumn(data.table, groups, ' to part the rows by');
    const codes = column.type === 'texts' ? column.codes : codesOf(column.values);
    return { by: 'group', codes, classes };
  }
  if (target.task === 'classification') return { by: 'class', codes: target.codes };
  return table.rows < 5_000 ? { by: 'value', values: target.values } : { by: 'random' };
}

function codesOf(values: Float64Array): Int32Array {
  const places = new Map<number, number>();
  return Int32Array.from(values, (value) => {
    if (Number.isNaN(value)) return -1;
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  });
}
