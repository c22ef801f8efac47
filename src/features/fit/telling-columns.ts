import type { Column, Table } from '../../data/index.ts';
import { InputError } from '../../errors/index.ts';
import type { Target } from '../../train/index.ts';
import type { PipelinePlan, Step } from './step.ts';

/**
 * A plan with only so many of its raw columns, those that by themselves tell most of the target of the training rows: by the share of variance between classes, or that a
 * straight line explains (of categories, that they explain), less what chance alone gives (Wherry, 1931). Times, and what pairs and groups are made of, stay.
 *
 * @throws InputError `target-needed`
 */
export function withTellingColumns(plan: PipelinePlan, training: Table, target: Target | null): PipelinePlan {
  const { keep, ...rest } = plan;
  if (keep === undefined || training.columns.length <= keep) return rest;
  if (target === null)
    throw new InputError(
      'target-needed',
      'The plan keeps the columns that tell most of the target; give one, or leave `keep` out.',
    );
  const fixed = neededByOthers(plan.steps);
  const scored = training.columns
    .filter(({ name, kind }) => kind !== 'datetime' && kind !== 'text' && !fixed.has(name))
    .map((column, place) => ({ name: column.name, place, score: explained(column, target) }));
  const left = Math.max(0, keep - (training.columns.length - scored.length));
  const dropped = new Set(
    scored
      .sort((one, other) => other.score - one.score || one.place - other.place)
      .slice(left)
      .map(({ name }) => name),
  );
  const isKept = (name: string): boolean => !dropped.has(name);
  return {
    columns: plan.columns.filter(isKept),
    steps: plan.steps.flatMap((step): Step[] => {
      if (!('columns' in step)) return [step];
      const columns = step.columns.filter(isKept);
      return columns.length === 0 && step.columns.length > 0 ? [] : [{ ...step, columns }];
    }),
  };
}

/** Columns that steps combine with others: without one of them the step could not be. */
function neededByOthers(steps: readonly Step[]): Set<string> {
  return new Set(
    steps.flatMap((step) =>
      'pairs' in step ? step.pairs.flat() : step.step === 'groupStatistic' ? [step.by, ...step.columns] : [],
    ),
  );
}

/** The share of the variance that is explained, by what chance gives less; below 0 where it is less than chance. */
function explained(column: Column, target: Target): number {
  if (column.type === 'texts')
    return target.task === 'classification'
      ? classesByCategory(column.codes, column.dictionary.length, target.codes, target.classes.length)
      : betweenGroups(target.values, column.codes, column.dictionary.length);
  return target.task === 'classification'
    ? betweenGroups(column.values, target.codes, target.classes.length)
    : byLine(column.values, target.values);
}

function lessChance(share: number, parameters: number, rows: number, all: number): number {
  if (rows <= parameters + 1 || !Number.isFinite(share)) return Number.NEGATIVE_INFINITY;
  // What is told of few rows is little of all.
  return (1 - ((1 - share) * (rows - 1)) / (rows - 1 - parameters)) * (rows / all);
}

/** Of numbers, the share of their variance between groups. */
function betweenGroups(values: Float64Array, groups: Int32Array, count: number): number {
  const [rows, sums] = [new Float64Array(count), new Float64Array(count)];
  let [sum, all] = [0, 0];
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    const group = groups[row]!;
    if (group < 0 || !Number.isFinite(value)) continue;
    rows[group]!++;
    sums[group]! += value;
    sum += value;
    all++;
  }
  const mean = sum / all;
  let [total, between, known] = [0, 0, 0];
  for (let row = 0; row < values.length; row++)
    if (groups[row]! >= 0 && Number.isFinite(values[row]!))
      total += (values[row]! - mean) * (values[row]! - mean);
  for (let group = 0; group < count; group++) {
    if (rows[group] === 0) continue;
    known++;
    between += (sums[group]! / rows[group]! - mean) ** 2 * rows[group]!;
  }
  return total > 0 ? lessChance(between / total, known - 1, all, values.length) : Number.NEGATIVE_INFINITY;
}

/** Pearson's correlation, squared. */
function byLine(values: Float64Array, target: Float64Array): number {
  let [rows, one, other] = [0, 0, 0];
  for (let row = 0; row < values.length; row++) {
    if (!Number.isFinite(values[row]!) || !Number.isFinite(target[row]!)) continue;
    rows++;
    one += values[row]!;
    other += target[row]!;
  }
  let [own, theirs, both] = [0, 0, 0];
  for (let row = 0; row < values.length; row++) {
    if (!Number.isFinite(values[row]!) || !Number.isFinite(target[row]!)) continue;
    const [x, y] = [values[row]! - one / rows, target[row]! - other / rows];
    own += x * x;
    theirs += y * y;
    both += x * y;
  }
  return own > 0 && theirs > 0
    ? lessChance((both * both) / (own * theirs), 1, rows, values.length)
    : Number.NEGATIVE_INFINITY;
}

/** By how much fewer rows' classes would be guessed wrong, each as often as it comes, where the category is known (Goodman and Kruskal's tau, 1954). */
function classesByCategory(
  codes: Int32Array,
  categories: number,
  classes: Int32Array,
  count: number,
): number {
  const table = new Float64Array(categories * count);
  const [rows, totals] = [new Float64Array(categories), new Float64Array(count)];
  let all = 0;
  for (let row = 0; row < codes.length; row++) {
    if (codes[row]! < 0 || classes[row]! < 0) continue;
    table[codes[row]! * count + classes[row]!]!++;
    rows[codes[row]!]!++;
    totals[classes[row]!]!++;
    all++;
  }
  let [inside, known] = [0, 0];
  for (let category = 0; category < categories; category++) {
    if (rows[category] === 0) continue;
    known++;
    for (let place = 0; place < count; place++)
      inside += table[category * count + place]! ** 2 / rows[category]! / all;
  }
  const before = totals.reduce((sum, own) => sum + (own / all) ** 2, 0);
  return before < 1
    ? lessChance((inside - before) / (1 - before), known - 1, all, codes.length)
    : Number.NEGATIVE_INFINITY;
}
