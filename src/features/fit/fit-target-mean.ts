import { InputError } from '../../errors/index.ts';
import { foldRows, type Target } from '../../train/index.ts';
import { positionsOf } from '../operations/positions.ts';
import { allKeys } from './fit-categories.ts';
import { checkCount } from './fit-lines.ts';
import type { Fitting } from './fitting.ts';
import type { StepOptions } from './step.ts';

/** @throws InputError `target-needed`, `target-out-of-range`, `unknown-column`, `bad-option` */
export function fitTargetMean(
  fitting: Fitting,
  { columns, smoothing = 'auto', folds = 5 }: StepOptions['targetMean'],
): void {
  checkCount('folds', folds, 2);
  const { target } = fitting;
  if (target === null)
    throw new InputError(
      'target-needed',
      'Step targetMean learns from the target; give one, or leave the step out.',
    );
  checkTarget(target);
  const indicators = targetColumns(target);
  const foldOf = assignFolds(target, fitting.rows, Math.min(folds, fitting.rows), fitting.seed);
  for (const name of columns) {
    const column = fitting.column(name);
    const keys = allKeys(column.value);
    const positions = positionsOf(column.value, keys);
    const groups = keys.values.length + 2;
    fitting.add(
      {
        op: 'encode',
        keys,
        table: indicators.map(({ values }) => [...smoothedMeans({ values, positions, groups, smoothing })]),
      },
      [column],
      indicators.map(({ suffix, values }) => ({
        name: `${name}:target${suffix}`,
        training: outOfFold({ values, positions, groups, smoothing, foldOf }),
      })),
    );
    fitting.consume(name);
  }
}

/** A mean with a gap in it would be a gap for all. */
function checkTarget(target: Target): void {
  const bad =
    target.task === 'regression'
      ? target.values.findIndex((value) => !Number.isFinite(value))
      : target.codes.findIndex((code) => !(code >= 0 && code < target.classes.length));
  if (bad >= 0)
    throw new InputError(
      'target-out-of-range',
      `Training row ${bad} has no target, which targetMean needs; leave such rows out.`,
      { details: { row: bad } },
    );
}

/** The numbers whose means are taken: those of regression, indicators of the second of two classes, or of each of more. */
function targetColumns(target: Target): { suffix: string; values: Float64Array }[] {
  if (target.task === 'regression') return [{ suffix: '', values: target.values }];
  const isCode = (code: number): Float64Array =>
    Float64Array.from(target.codes, (own) => (own === code ? 1 : 0));
  if (target.classes.length <= 2) return [{ suffix: '', values: isCode(1) }];
  return target.classes.map((name, code) => ({ suffix: `=${name}`, values: isCode(code) }));
}

interface Grouped {
  values: Float64Array;
  /** Group of each row; the last but one is that of categories that are not known. */
  positions: Int32Array;
  groups: number;
  smoothing: number | 'auto';
}

/**
 * The smoothed mean of each group: towards that of all with the weight of so many rows, or by empirical Bayes, where the weight is the variance
 * within the group over that of all (Micci-Barreca, 2001, as scikit-learn's TargetEncoder has it). A group without rows has the mean of all.
 */
export function smoothedMeans(
  { values, positions, groups, smoothing }: Grouped,
  isUsed: (row: number) => boolean = () => true,
): Float64Array {
  const counts = new Float64Array(groups);
  const sums = new Float64Array(groups);
  let total = 0;
  let rows = 0;
  for (let row = 0; row < values.length; row++) {
    if (!isUsed(row)) continue;
    counts[positions[row]!]!++;
    sums[positions[row]!]! += values[row]!;
    total += values[row]!;
    rows++;
  }
  const overall = rows > 0 ? total / rows : 0;
  const squares = new Float64Array(groups);
  let allSquares = 0;
  for (let row = 0; row < values.length; row++) {
    if (!isUsed(row)) continue;
    const group = positions[row]!;
    squares[group]! += (values[row]! - sums[group]! / counts[group]!) ** 2;
    allSquares += (values[row]! - overall) ** 2;
  }
  const variance = rows > 0 ? allSquares / rows : 0;
  return counts.map((count, group) => {
    if (count === 0) return overall;
    const own = sums[group]! / count;
    if (smoothing !== 'auto') return (sums[group]! + smoothing * overall) / (count + smoothing);
    if (variance === 0) return overall;
    const trust = (variance * count) / (variance * count + squares[group]! / count);
    return trust * own + (1 - trust) * overall;
  });
}

/** What each row gets: the smoothed mean of its group over the rows of other folds. */
function outOfFold({ foldOf, ...grouped }: Grouped & { foldOf: Int32Array }): Float64Array {
  const folds = foldOf.reduce((most, fold) => Math.max(most, fold), 0) + 1;
  const encoded = new Float64Array(foldOf.length);
  for (let fold = 0; fold < folds; fold++) {
    // One row has no others.
    const means = smoothedMeans(grouped, (row) => folds === 1 || foldOf[row] !== fold);
    foldOf.forEach((own, row) => {
      if (own === fold) encoded[row] = means[grouped.positions[row]!]!;
    });
  }
  return encoded;
}

/** A fold for each row; one row alone has one. */
function assignFolds(target: Target, rows: number, folds: number, seed: number): Int32Array {
  const foldOf = new Int32Array(rows);
  if (folds < 2) return foldOf;
  const strategy =
    target.task === 'regression'
      ? ({ by: 'random' } as const)
      : ({ by: 'class', codes: target.codes } as const);
  foldRows({ rows, folds, strategy, seed }).forEach(({ test }, fold) => {
    for (const row of test) foldOf[row] = fold;
  });
  return foldOf;
}
