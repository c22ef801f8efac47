import { setImmediate } from 'node:timers/promises';
import { type Column, numberName, type Table } from '../data/index.ts';
import { type MetricName, scoreOf, takePredictions, takeTarget } from '../train/index.ts';
import type { JudgedRows } from './judged-rows.ts';

/** One condition on a column. */
export interface SliceCondition {
  column: string;
  /** In words: `is Berlin`, `from 40 to 65`, `is missing`. */
  condition: string;
}

/** Rows on which a model fails more than on the others. */
export interface Slice {
  conditions: readonly SliceCondition[];
  rows: number;
  share: number;
  /** Mean loss in it and on the others: minus the log of the true class's probability, or the absolute error. */
  loss: number;
  lossElsewhere: number;
  /** Difference of the means by the spread of the losses (Cohen's d). */
  effect: number;
  /** One-sided, of Welch's test, times the number of slices that were tried (Holm, 1979). */
  pValue: number;
  /** The metric there. */
  score: number | null;
}

export interface SlicesOptions {
  metric: MetricName;
  /** Slices of fewer rows are not looked at; a fiftieth of the rows and 30 at least when left out. */
  leastRows?: number | undefined;
  /** Conditions that are held together at most. */
  depth?: 1 | 2;
  most?: number;
  signal?: AbortSignal | undefined;
}

export interface SliceSearch {
  slices: readonly Slice[];
  /** How many were tried: what the p-values are multiplied by. */
  tried: number;
  leastRows: number;
  metric: MetricName;
}

interface Candidate {
  conditions: readonly SliceCondition[];
  columns: readonly string[];
  isIn: Uint8Array;
  rows: number;
  loss: number;
  lossElsewhere: number;
  effect: number;
  rawP: number;
}

const bins = 4;
const categoriesAtMost = 50;
const widened = 12;
const level = 0.05;
const leastEffect = 0.1;
const mostColumns = 200;

/**
 * Searches for conditions on columns under which a model fails most: values of categories, quarters of numbers, missing values, and pairs of those. Only
 * slices whose losses are higher beyond chance are given, with the number of those tried taken into account; the largest effects first, and none that another one
 * holds as well.
 */
export async function worstSlices(
  judged: JudgedRows,
  { metric, depth = 2, most = 10, signal, ...options }: SlicesOptions,
): Promise<SliceSearch> {
  const { table } = judged;
  const { leastRows = Math.max(30, Math.ceil(table.rows / 50)) } = options;
  const losses = lossesOf(judged);
  const singles: Candidate[] = [];
  for (const column of table.columns.slice(0, mostColumns)) {
    for (const { condition, isIn } of conditionsOf(column, table))
      keep(singles, measured([{ column: column.name, condition }], [column.name], isIn, losses, leastRows));
    await setImmediate();
    signal?.throwIfAborted();
  }
  const all = [...singles];
  if (depth === 2) {
    const wide = singles.toSorted((one, other) => other.effect - one.effect).slice(0, widened);
    for (const one of wide) {
      for (const other of singles) {
        if (other.columns[0] === one.columns[0]) continue;
        const isIn = one.isIn.map((value, row) => value & other.isIn[row]!);
        const both = measured(
          [...one.conditions, ...other.conditions],
          [...one.columns, ...other.columns],
          isIn,
          losses,
          leastRows,
        );
        // A pair must say more than each of its two.
        if (both !== null && both.loss > 1.1 * one.loss && both.loss > 1.1 * other.loss) keep(all, both);
      }
      await setImmediate();
      signal?.throwIfAborted();
    }
  }
  const tried = Math.max(1, all.length);
  const found = holm(all).filter(({ effect, adjusted }) => effect >= leastEffect && adjusted < level);
  const chosen: (Candidate & { adjusted: number })[] = [];
  for (const slice of found.toSorted(
    (one, other) => other.effect * Math.sqrt(other.rows) - one.effect * Math.sqrt(one.rows),
  ))
    if (chosen.length < most && chosen.every((other) => overlap(slice, other) < 0.8)) chosen.push(slice);
  return {
    slices: chosen
      .toSorted((one, other) => other.effect - one.effect)
      .map((slice) => described(slice, judged, metric)),
    tried,
    leastRows,
    metric,
  };
}

function keep(list: Candidate[], candidate: Candidate | null): void {
  if (candidate !== null) list.push(candidate);
}

function lossesOf({ target, predictions }: JudgedRows): Float64Array {
  if (target.task === 'regression' && predictions.task === 'regression')
    return target.values.map((value, row) => Math.abs(value - predictions.values[row]!));
  if (target.task === 'classification' && predictions.task === 'classification')
    return Float64Array.from(
      target.codes,
      (code, row) => -Math.log(Math.max(1e-4, predictions.probabilities[code]![row]!)),
    );
  throw new RangeError('The target and the predictions are of different tasks.');
}

function* conditionsOf(column: Column, { rows }: Table): Generator<{ condition: string; isIn: Uint8Array }> {
  const where = (isIn: (row: number) => boolean) =>
    Uint8Array.from({ length: rows }, (_, row) => (isIn(row) ? 1 : 0));
  if (column.kind === 'identifier' || column.kind === 'text' || column.kind === 'constant') return;
  if (column.missing > 0)
    yield {
      condition: 'is missing',
      isIn: where((row) =>
        column.type === 'numbers' ? Number.isNaN(column.values[row]!) : column.codes[row]! < 0,
      ),
    };
  if (column.type === 'texts') {
    const counts = new Int32Array(column.dictionary.length);
    for (const code of column.codes) if (code >= 0) counts[code]!++;
    const common = [...counts.keys()]
      .filter((code) => counts[code]! > 0)
      .sort((one, other) => counts[other]! - counts[one]!);
    for (const code of common.slice(0, categoriesAtMost))
      yield { condition: `is ${column.dictionary[code]}`, isIn: where((row) => column.codes[row] === code) };
    return;
  }
  const { values } = column;
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const distinct = [...new Set(sorted)];
  const shown = (value: number) =>
    column.kind === 'datetime'
      ? new Date(value).toISOString().slice(0, 10)
      : numberName(Number(value.toPrecision(4)), column);
  if (distinct.length <= 6) {
    for (const value of distinct)
      yield { condition: `is ${shown(value)}`, isIn: where((row) => values[row] === value) };
    return;
  }
  const edges = [
    ...new Set(
      Array.from(
        { length: bins + 1 },
        (_, at) => sorted[Math.min(sorted.length - 1, Math.floor((at * sorted.length) / bins))]!,
      ),
    ),
  ];
  for (let bin = 0; bin + 1 < edges.length; bin++) {
    const [low, high] = [edges[bin]!, edges[bin + 1]!];
    const isLast = bin + 2 === edges.length;
    yield {
      condition: `from ${shown(low)} ${isLast ? 'to' : 'to below'} ${shown(high)}`,
      isIn: where((row) => values[row]! >= low && (isLast ? values[row]! <= high : values[row]! < high)),
    };
  }
}

function measured(
  conditions: readonly SliceCondition[],
  columns: readonly string[],
  isIn: Uint8Array,
  losses: Float64Array,
  leastRows: number,
): Candidate | null {
  let [rows, sum, squares, sumElse, squaresElse] = [0, 0, 0, 0, 0];
  for (let row = 0; row < losses.length; row++) {
    const loss = losses[row]!;
    if (isIn[row] === 1) {
      rows++;
      sum += loss;
      squares += loss * loss;
    } else {
      sumElse += loss;
      squaresElse += loss * loss;
    }
  }
  const others = losses.length - rows;
  if (rows < leastRows || others < leastRows) return null;
  const [loss, lossElsewhere] = [sum / rows, sumElse / others];
  const variance = Math.max(0, squares / rows - loss * loss);
  const varianceElse = Math.max(0, squaresElse / others - lossElsewhere * lossElsewhere);
  const error = Math.sqrt(variance / rows + varianceElse / others);
  const spread = Math.sqrt((variance + varianceElse) / 2);
  const difference = loss - lossElsewhere;
  return {
    conditions,
    columns,
    isIn,
    rows,
    loss,
    lossElsewhere,
    effect: spread > 0 ? difference / spread : 0,
    rawP: error > 0 ? upperTail(difference / error) : 1,
  };
}

/** Of the standard normal; slices have rows enough for it to stand for Student's. Continued fraction beyond, series within (Abramowitz and Stegun, 1964, 26.2). */
function upperTail(z: number): number {
  if (z < 0) return 1 - upperTail(-z);
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  if (z < 3) {
    let [term, sum] = [z, z];
    for (let odd = 3; Math.abs(term) > 1e-17 * sum; odd += 2) {
      term *= (z * z) / odd;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = z;
  for (let step = 60; step > 0; step--) fraction = z + step / fraction;
  return density / fraction;
}

/** P-values by Holm's way down: each times the number of those that are no smaller. */
function holm(candidates: readonly Candidate[]): (Candidate & { adjusted: number })[] {
  const sorted = candidates.toSorted((one, other) => one.rawP - other.rawP);
  let before = 0;
  return sorted.map((candidate, place) => {
    before = Math.max(before, Math.min(1, candidate.rawP * (sorted.length - place)));
    return { ...candidate, adjusted: before };
  });
}

/** Share of the rows of the smaller that both have. */
function overlap(one: Candidate, other: Candidate): number {
  let both = 0;
  for (let row = 0; row < one.isIn.length; row++) both += one.isIn[row]! & other.isIn[row]!;
  return both / Math.min(one.rows, other.rows);
}

function described(
  { conditions, isIn, rows, loss, lossElsewhere, effect, adjusted }: Candidate & { adjusted: number },
  judged: JudgedRows,
  metric: MetricName,
): Slice {
  const own = Int32Array.from(isIn.keys()).filter((row) => isIn[row] === 1);
  const options = judged.threshold === null ? {} : { threshold: judged.threshold };
  return {
    conditions,
    rows,
    share: rows / isIn.length,
    loss,
    lossElsewhere,
    effect,
    pValue: adjusted,
    score: scoreOf(metric, takeTarget(judged.target, own), takePredictions(judged.predictions, own), options),
  };
}
