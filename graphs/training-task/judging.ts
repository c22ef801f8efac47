import type { TrainedModel } from '../../src/artifact/index.ts';
import type { Table } from '../../src/data/index.ts';
import {
  calibrationOf,
  compareOnRows,
  fairnessOf,
  type JudgedRows,
  judgeRows,
} from '../../src/evaluate/index.ts';
import type { MetricName, Predictions, Target } from '../../src/train/index.ts';
import type { Judgement } from './state.ts';

/** Rows that the validator has drawn for its intervals, and how often: beyond that they hardly move. */
const mostRows = 20_000;
const resamples = { most: 200, least: 50 };

/** By what rows are drawn for intervals: a seed, and how much longer than on a free machine it takes. */
interface Drawing {
  seed: number;
  slowness: number;
}

const judged = new WeakMap<TrainedModel, { test: Table; rows: Promise<JudgedRows> }>();

/** What a model says of the validator's rows: asked once, though the look for leaks, the judgement and the report all want to know. */
export function onTestRows(model: TrainedModel, test: Table, signal: AbortSignal): Promise<JudgedRows> {
  const known = judged.get(model);
  if (known?.test === test) return known.rows;
  const rows = judgeRows(model, test, signal);
  judged.set(model, { test, rows });
  rows.catch(() => judged.delete(model));
  return rows;
}

/** What always saying the same comes to: the shares of the training rows' classes, or their mean; the median where absolute errors count. */
export function baselinePredictions(training: Target, rows: number, metric: MetricName): Predictions {
  if (training.task === 'regression') {
    const sorted = training.values.slice().sort();
    const mean = training.values.reduce((sum, value) => sum + value, 0) / training.values.length;
    const isAbsolute = metric === 'mae' || metric === 'medianAe' || metric === 'mape';
    const value = isAbsolute ? sorted[Math.floor(sorted.length / 2)]! : mean;
    return { task: 'regression', values: new Float64Array(rows).fill(value) };
  }
  const { classes, codes } = training;
  const shares = classes.map((_, code) => codes.filter((own) => own === code).length / codes.length);
  return {
    task: 'classification',
    classes,
    probabilities: shares.map((share) => new Float64Array(rows).fill(share)),
  };
}

/** By how much a model is better than what else is said of the same rows, with the interval that chance puts it in; null where the rows give no figure. */
export async function difference(
  own: JudgedRows,
  other: Predictions,
  metric: MetricName,
  { seed, slowness }: Drawing,
): Promise<{ difference: number; low: number; high: number } | null> {
  const found = await compareOnRows(own, { predictions: other, threshold: null }, metric, {
    resamples: resamplesFor(own, slowness),
    seed,
  });
  if (found === null) return null;
  const { value, low, high } = found.improvement;
  return { difference: value, low, high };
}

/** The lower end of the expected calibration error, 0 where chance alone explains it; null for numbers. */
export async function calibrationErrorLow(
  own: JudgedRows,
  { seed, slowness }: Drawing,
): Promise<number | null> {
  const found = await calibrationOf(own, { resamples: resamplesFor(own, slowness), seed });
  if (found === null) return null;
  return found.error.value <= found.byChance ? 0 : Math.max(0, found.error.low - found.byChance);
}

/** What scores do not say of test rows whose class no training row has: they are judged by no more. None where there are none. */
export function unknownClassWarnings({ leftOut, table }: Pick<JudgedRows, 'leftOut' | 'table'>): string[] {
  const { unknownClass } = leftOut;
  if (unknownClass === 0) return [];
  const all = (table.rows + unknownClass).toLocaleString('en');
  const which = unknownClass === 1 ? 'One' : unknownClass.toLocaleString('en');
  const [are, have] = unknownClass === 1 ? ['is of a class', 'it is'] : ['are of classes', 'they are'];
  return [
    `${which} of ${all} test rows ${are} that no training row has; ${have} judged by no more, and the model is wrong there.`,
  ];
}

/** How alike the groups of each protected column are treated, by the larger gap of their true and false positive rates. */
export async function groupGaps(
  own: JudgedRows,
  columns: readonly string[],
  { seed, slowness }: Drawing,
): Promise<Judgement['groups']> {
  const gaps: Judgement['groups'] = [];
  for (const column of columns) {
    const { equalizedOdds } = await fairnessOf(own, column, { resamples: resamplesFor(own, slowness), seed });
    if (equalizedOdds === null) continue;
    const { value, low, byChance } = equalizedOdds;
    gaps.push({ column, gap: value, low: value <= byChance ? 0 : low });
  }
  return gaps;
}

function resamplesFor({ table }: JudgedRows, slowness: number): number {
  const share = Math.min(1, mostRows / (table.rows * slowness));
  return Math.max(resamples.least, Math.round(resamples.most * share));
}
