import {
  createRandom,
  type FeatureMatrix,
  fitBoosting,
  predictBoosted,
  scores,
  type Target,
} from '../../train/index.ts';
import { pearson } from '../profile/associations.ts';
import type { Column } from '../table.ts';

export interface SingleScore {
  metric: 'rocAuc' | 'r2';
  value: number;
  /** Rows that it was measured on; as many others were learned from. */
  rows: number;
}

const rowsAtMost = 4_000;
const categoriesAtMost = 200;
const settings = { iterations: 10, learningRate: 0.5, maxLeaves: 8, minRowsInLeaf: 5 } as const;

/** A class of fewer rows says nothing in either half. */
const rowsPerClass = 10;
/** More classes cost much and tell no more of a leak. */
const classesAtMost = 10;

/** The target without its rare classes, and at most the ten commonest, or so many as are asked for: rows of others count as unknown. */
export function commonClasses(target: Target, most = classesAtMost): Target {
  if (target.task === 'regression') return target;
  const counts = new Int32Array(target.classes.length);
  for (const code of target.codes) if (code >= 0) counts[code]!++;
  const common = [...counts.keys()]
    .sort((one, other) => counts[other]! - counts[one]! || one - other)
    .slice(0, most);
  const kept = common.filter((code) => counts[code]! >= rowsPerClass).sort((one, other) => one - other);
  const places = Int32Array.from(target.classes, (_, code) => kept.indexOf(code));
  return {
    task: 'classification',
    classes: kept.map((code) => target.classes[code]!),
    codes: target.codes.map((code) => (code < 0 ? -1 : places[code]!)),
  };
}

/**
 * How well a column alone predicts the target: a few small trees learn from half of the rows (4,000 at most, drawn by the seed) and are judged by the
 * other half. Null where that can't be said: texts of more than 200 values, or a half without both classes.
 */
export async function singleColumnScore(
  column: Column,
  target: Target,
  seed: number,
): Promise<SingleScore | null> {
  if (column.type === 'texts' && column.dictionary.length > categoriesAtMost) return null;
  const total = target.task === 'regression' ? target.values.length : target.codes.length;
  const random = createRandom(seed);
  const known: number[] = [];
  for (let row = 0; row < total; row++) {
    const isKnown =
      target.task === 'regression' ? Number.isFinite(target.values[row]!) : target.codes[row]! >= 0;
    if (isKnown) known.push(row);
  }
  const drawn = random.shuffle(Int32Array.from(known)).subarray(0, rowsAtMost);
  const half = drawn.length >> 1;
  if (half < 20) return null;
  const train = drawn.subarray(0, half);
  const test = drawn.subarray(half);
  const learned = targetOf(target, train);
  if (isSingle(learned)) return null;
  const { model } = await fitBoosting({
    matrix: matrixOf(column, train),
    target: learned,
    options: { ...settings, seed },
    threads: 1,
  });
  const judged = targetOf(target, test);
  const found = scores(judged, predictBoosted(model, matrixOf(column, test)));
  const metric = target.task === 'regression' ? 'r2' : 'rocAuc';
  // A number that is another one by a factor is told better by a straight line than by small trees.
  const value =
    metric === 'r2' && column.type === 'numbers'
      ? Math.max(found.r2 ?? 0, straight(column.values, target, test))
      : found[metric];
  return value === null || value === undefined ? null : { metric, value, rows: test.length };
}

function matrixOf(column: Column, rows: Int32Array): FeatureMatrix {
  const values =
    column.type === 'numbers'
      ? Float64Array.from(rows, (row) => column.values[row]!)
      : Float64Array.from(rows, (row) => (column.codes[row]! < 0 ? Number.NaN : column.codes[row]!));
  const categories = column.type === 'numbers' ? 0 : column.dictionary.length;
  return { rows: rows.length, names: [column.name], columns: [values], categories: [categories] };
}

function targetOf(target: Target, rows: Int32Array): Target {
  if (target.task === 'regression')
    return { task: 'regression', values: Float64Array.from(rows, (row) => target.values[row]!) };
  return { ...target, codes: Int32Array.from(rows, (row) => target.codes[row]!) };
}

function isSingle(target: Target): boolean {
  const values = target.task === 'regression' ? target.values : target.codes;
  return values.every((value) => value === values[0]);
}

/** The square of Pearson's correlation on those rows; 0 where it can't be said. */
function straight(values: Float64Array, target: Target, rows: Int32Array): number {
  if (target.task !== 'regression') return 0;
  const own = Float64Array.from(rows, (row) => (Number.isFinite(values[row]!) ? values[row]! : Number.NaN));
  const square =
    pearson(
      own,
      Float64Array.from(rows, (row) => target.values[row]!),
    ) ** 2;
  const known = own.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  return Number.isFinite(square) && known >= 0.9 * rows.length ? square : 0;
}
