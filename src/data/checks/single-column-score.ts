import {
  createRandom,
  type FeatureMatrix,
  fitBoosting,
  type Predictions,
  predictBoosted,
  scores,
  type Target,
} from '../../train/index.ts';
import { pearson } from '../profile/associations.ts';
import type { Column } from '../table.ts';

export interface SingleScore {
  metric: 'rocAuc' | 'r2';
  value: number;
  /** Rows that it was measured on, by what was learned from others. */
  rows: number;
}

const rowsAtMost = 4_000;
/** Up to so many rows all are judged, in five parts. */
const fewRows = 1_000;
const folds = 5;
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
 * How well a column alone predicts the target: a few small trees learn from some of the rows (4,000 at most, drawn by the seed) and are judged by the others. Few rows are all judged,
 * in turn, so that it does not hang on which of them come into which half. A number that needs no fit, since it rises or falls with the target, is judged as it is, too. Null where
 * that can't be said: texts of more than 200 values, or rows to learn from without both classes.
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
  if (drawn.length < 40) return null;
  const metric = target.task === 'regression' ? 'r2' : 'rocAuc';
  const told =
    drawn.length > fewRows
      ? await heldOut(column, target, {
          train: drawn.subarray(0, drawn.length >> 1),
          test: drawn.subarray(drawn.length >> 1),
          seed,
        })
      : await inTurn(column, target, drawn, seed);
  if (told === null) return null;
  const judged = targetOf(target, told.rows);
  const found = scores(judged, told.predictions)[metric];
  if (found === null || found === undefined) return null;
  // A number that is another one by a factor is told better by a straight line than by small trees, and one whose order is that of two classes by that order.
  const plain =
    column.type === 'texts'
      ? 0
      : metric === 'r2'
        ? straight(column.values, target, told.rows)
        : inOrder(column.values, judged, told.rows);
  return { metric, value: Math.max(found, plain), rows: told.rows.length };
}

interface Told {
  rows: Int32Array;
  predictions: Predictions;
}

/** What trees that have learned from some rows say of others; null where there is one class alone to learn. */
async function heldOut(
  column: Column,
  target: Target,
  { train, test, seed }: { train: Int32Array; test: Int32Array; seed: number },
): Promise<Told | null> {
  const learned = targetOf(target, train);
  if (isSingle(learned)) return null;
  const { model } = await fitBoosting({
    matrix: matrixOf(column, train),
    target: learned,
    options: { ...settings, seed },
    threads: 1,
  });
  return { rows: test, predictions: predictBoosted(model, matrixOf(column, test)) };
}

/** The same of all rows, each by trees that have not seen it. */
async function inTurn(column: Column, target: Target, drawn: Int32Array, seed: number): Promise<Told | null> {
  const parts: Told[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const train = drawn.filter((_, place) => place % folds !== fold);
    const test = drawn.filter((_, place) => place % folds === fold);
    const told = await heldOut(column, target, { train, test, seed });
    if (told === null) return null;
    parts.push(told);
  }
  const rows = Int32Array.from(parts.flatMap((part) => [...part.rows]));
  const together = (of: (predictions: Predictions) => Float64Array): Float64Array =>
    Float64Array.from(parts.flatMap(({ predictions }) => [...of(predictions)]));
  return {
    rows,
    predictions:
      target.task === 'regression'
        ? {
            task: 'regression',
            values: together((said) => (said.task === 'regression' ? said.values : new Float64Array())),
          }
        : {
            task: 'classification',
            classes: target.classes,
            probabilities: target.classes.map((_, place) =>
              together((said) =>
                said.task === 'classification' ? said.probabilities[place]! : new Float64Array(),
              ),
            ),
          },
  };
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

/** The area under the ROC curve of two classes by the column's own order, rising or falling; 0 where it can't be said. */
function inOrder(values: Float64Array, judged: Target, rows: Int32Array): number {
  if (judged.task === 'regression' || judged.classes.length !== 2) return 0;
  const own = Float64Array.from(rows, (row) => values[row]!);
  const known = Int32Array.from(own.keys()).filter((place) => Number.isFinite(own[place]!));
  if (known.length < 0.9 * rows.length) return 0;
  const ranked = Float64Array.from(known, (place) => own[place]!).sort();
  const share = (value: number): number => placeOf(ranked, value) / ranked.length;
  const rising = Float64Array.from(known, (place) => share(own[place]!));
  const { rocAuc } = scores(
    { ...judged, codes: judged.codes.filter((_, place) => Number.isFinite(own[place]!)) },
    {
      task: 'classification',
      classes: judged.classes,
      probabilities: [rising.map((each) => 1 - each), rising],
    },
  );
  return rocAuc === null || rocAuc === undefined ? 0 : Math.max(rocAuc, 1 - rocAuc);
}

/** How many of rising values are smaller. */
function placeOf(rising: Float64Array, value: number): number {
  let [from, end] = [0, rising.length];
  while (from < end) {
    const middle = (from + end) >> 1;
    if (rising[middle]! < value) from = middle + 1;
    else end = middle;
  }
  return from;
}
