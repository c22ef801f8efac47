import type { Fold, Target } from '../../train/index.ts';
import type { Column, Table } from '../table.ts';
import { type CheckMetric, type OutOfFold, outOfFold } from './out-of-fold.ts';
import { commonClasses } from './single-column-score.ts';
import type { Turns } from './turns.ts';

/** Rows to learn from and to judge by, for which a check asks whether the split keeps apart what belongs together. */
export interface SplitInput {
  table: Table;
  test: Table;
  goal: string;
  /** Names of the columns that models may see. */
  usable: ReadonlySet<string>;
  seed: number;
  signal?: AbortSignal | undefined;
  turns: Turns;
}

/** How well models do where rows are dealt at random, and where related rows are kept apart. */
export interface SplitDependence {
  random: number;
  apart: number;
  metric: CheckMetric;
  /** How far the errors of neighbouring rows go together where related rows are kept apart: their autocorrelation, in the order of the rows that were given. */
  serial: number;
  /** Whether the difference is more than chance and hard rows make. */
  isFound: boolean;
}

/** Rows that models are asked on, about. */
export const rowsForDependence = 4_000;
/** Leaves of a few rows learn their relatives by heart, which coarser ones would average away. */
const fine = { iterations: 80, learningRate: 0.1, maxLeaves: 31, minRowsInLeaf: 2 } as const;

/** Above, a tree for each class and step costs much, and the commonest classes say as well whether rows tell of each other. */
const classesAtMost = 10;

/** A target of many classes as its commonest ones: rows of others count as unknown. */
export function fewClasses(target: Target): Target {
  return target.task === 'regression' || target.classes.length <= classesAtMost
    ? target
    : commonClasses(target, classesAtMost);
}

/**
 * Compares cross-validation over two sets of folds of the same rows; null where either can't be said.
 *
 * @param least by how much the error of the second must be larger: as a difference, and as a multiple
 */
export async function splitDependence(
  {
    columns,
    target,
    rows,
    seed,
    signal,
  }: {
    columns: readonly Column[];
    target: Target;
    rows: Int32Array;
    seed: number;
    signal?: AbortSignal | undefined;
  },
  folds: { random: number | readonly Fold[]; apart: readonly Fold[] },
  least: { gap: number; ratio: number },
): Promise<SplitDependence | null> {
  const judge = (some: number | readonly Fold[]) =>
    outOfFold({ columns, target, rows, folds: some, options: fine, seed, signal });
  const random = await judge(folds.random);
  const apart = await judge(folds.apart);
  if (random.score === null || apart.score === null) return null;
  const error = Math.max(0, 1 - random.score);
  const later = Math.min(1, 1 - apart.score);
  return {
    random: random.score,
    apart: apart.score,
    metric: random.metric,
    serial: serialOf(apart),
    isFound: later - error >= least.gap && later >= least.ratio * error,
  };
}

/** The autocorrelation of the errors of neighbouring rows; of classes over those of all of them. */
function serialOf({ target, predictions }: OutOfFold): number {
  const errors =
    target.task === 'regression' && predictions.task === 'regression'
      ? [target.values.map((value, row) => value - predictions.values[row]!)]
      : target.task === 'classification' && predictions.task === 'classification'
        ? predictions.probabilities.map((own, code) =>
            own.map((value, row) => Number(target.codes[row] === code) - value),
          )
        : [];
  let [together, squares] = [0, 0];
  for (const own of errors)
    for (let row = 1; row < own.length; row++) {
      const product = own[row]! * own[row - 1]!;
      if (Number.isNaN(product)) continue;
      together += product;
      squares += (own[row]! ** 2 + own[row - 1]! ** 2) / 2;
    }
  return squares > 0 ? together / squares : 0;
}

/** The two scores in words; `apart`: what is kept apart, such as "whole groups". */
export function dependenceText({ random, apart: score, metric }: SplitDependence, apart: string): string {
  return `${metric === 'r2' ? 'R²' : 'ROC AUC'} ${random.toFixed(3)} where rows are dealt at random, ${score.toFixed(3)} where ${apart} are left out`;
}
