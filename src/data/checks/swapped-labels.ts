import { type Target, takeTarget } from '../../train/index.ts';
import type { Column } from '../table.ts';
import type { TableFinding } from './finding.ts';
import { type LabelNoise, labelNoise } from './label-noise.ts';
import {
  type CheckFamily,
  foldsFor,
  knownRows,
  type OutOfFold,
  outOfFold,
  randomFor,
} from './out-of-fold.ts';
import { commonClasses } from './single-column-score.ts';
import { swapLikelihood } from './swap-likelihood.ts';
import { type TableSample, wholeRow } from './table-sample.ts';
import type { Turns } from './turns.ts';
import { hasUnevenErrors } from './uneven-errors.ts';

/** Models are asked again, without the suspects of the first time, where these say little against swapped labels. */
const againFrom = -10;
/** The sum of three log likelihood ratios, of the models before, after and both, from which labels look swapped. */
const likelyFrom = 6.5;
/** Rows that look wrong are hardly more than were swapped, where the problem is well predictable but for that; so many times as many are the problem's own. */
const mostSuspects = 1.4;
const folds = 4;
/** Rows that models of many classes are asked on. */
const rowsOfMany = 4_000;
/** More classes say nothing more of labels. */
const classesAtMost = 50;
type Classes = Target & { task: 'classification' };

/** A model with so many more errors than the best would only blur what that one is sure of. */
const mostWorse = 0.07;

export interface SwappedLabelsInput {
  goal: string;
  columns: readonly Column[];
  /** Of all rows of the sample. */
  target: Target;
  /** Rows of the sample that models were asked on. */
  rows: Int32Array;
  /** What they said, model by model. */
  judged: readonly OutOfFold[];
  families: readonly CheckFamily[];
  sample: TableSample;
  seed: number;
  signal?: AbortSignal | undefined;
  turns: Turns;
}

/**
 * Labels that models which have not seen them contradict as often as swapped ones would be: errors stay level where models are surest, or are far likelier with a share
 * of swapped labels than with a problem that is merely hard. The second is asked of models that learned without the rows that look wrong (Northcutt et al., 2021), too.
 */
async function swappedLabels(all: SwappedLabelsInput): Promise<TableFinding[]> {
  const input = withoutWorse(all);
  const { columns, rows, judged, turns } = input;
  const target = judged[0]!.target;
  if (target.task !== 'classification' || target.classes.length < 2) return [];
  const first = meanOf(judged);
  await turns();
  const looks = looksOf(columns, rows);
  const noise = labelNoise(target, first, looks);
  if (noise === null || hasUnevenErrors(target, first)) return [];
  if (noise.isFound) return isHard(noise, rows.length) ? [] : [finding(input, noise, null)];
  const before = swapLikelihood(target, first);
  if (before < againFrom || !noise.mayBeFound) return [];
  const second = meanOf(await askedAgain(input, target, noise));
  await turns();
  const both = first.map((own, code) => own.map((value, row) => (value + second[code]![row]!) / 2));
  const likelihood = before + swapLikelihood(target, second) + swapLikelihood(target, both);
  const after = labelNoise(target, both, looks);
  if (likelihood < likelyFrom || after === null || !after.mayBeFound || isHard(after, rows.length)) return [];
  return [finding(input, after, likelihood)];
}

/**
 * The same of a target of any number of classes, asking models of its own where those that are left out of `judged` matter: a label that was swapped for one of many is
 * rarely among the commonest.
 *
 * @param whole the target with all of its classes; `target` has the commonest
 */
export async function swappedAmongAll(
  input: SwappedLabelsInput & { whole: Target },
): Promise<TableFinding[]> {
  const { whole, columns, seed, signal } = input;
  const target = commonClasses(whole, classesAtMost);
  if (target.task !== 'classification' || input.target.task !== 'classification') return [];
  if (target.classes.length === input.target.classes.length) return swappedLabels(input);
  const families = ['extra-trees'] as const;
  const rows = knownRows(target, rowsOfMany, randomFor(seed, 'labels'));
  const judged: OutOfFold[] = [];
  for (const family of families)
    judged.push(await outOfFold({ columns, target, rows, folds, family, seed, signal }));
  return swappedLabels({ ...input, target, rows, judged, families });
}

/** Whether far more rows look wrong than where models are surest: then it is the classes that overlap. */
function isHard({ suspects, rate }: LabelNoise, rows: number): boolean {
  return suspects.length > mostSuspects * rate * rows;
}

/** Both models once more, each fold learned without the rows that looked wrong. */
async function askedAgain(
  { columns, target, rows, families, seed, signal }: SwappedLabelsInput,
  own: Classes,
  { suspects }: LabelNoise,
): Promise<OutOfFold[]> {
  const isSuspect = new Uint8Array(rows.length);
  for (const { place } of suspects) isSuspect[place] = 1;
  const [all, wrong] = [new Int32Array(own.classes.length), new Int32Array(own.classes.length)];
  for (const [place, code] of own.codes.entries()) {
    all[code]!++;
    wrong[code]! += isSuspect[place]!;
  }
  // A class that is hardly ever found would be gone.
  const isKept = (place: number) =>
    isSuspect[place] === 0 || 2 * wrong[own.codes[place]!]! > all[own.codes[place]!]!;
  const parts = foldsFor(takeTarget(target, rows), folds, seed).map(({ train, test }) => ({
    train: train.filter(isKept),
    test,
  }));
  const asked = { columns, target, rows, folds: parts, seed, signal };
  return Promise.all(families.map((family) => outOfFold({ ...asked, family })));
}

/** Without models that err far more often than the best. */
function withoutWorse(input: SwappedLabelsInput): SwappedLabelsInput {
  const shares = input.judged.map(errorShare);
  const isGood = (_: unknown, place: number) => shares[place]! <= Math.min(...shares) + mostWorse;
  return { ...input, judged: input.judged.filter(isGood), families: input.families.filter(isGood) };
}

function errorShare({ target, predictions }: OutOfFold): number {
  if (target.task !== 'classification' || predictions.task !== 'classification') return 0;
  const { probabilities } = predictions;
  let errors = 0;
  for (const [row, code] of target.codes.entries())
    if (probabilities.some((own) => own[row]! > (probabilities[code]?.[row] ?? 0))) errors++;
  return errors / target.codes.length;
}

function meanOf(judged: readonly OutOfFold[]): Float64Array[] {
  const said = judged.map(({ predictions }) =>
    predictions.task === 'classification' ? predictions.probabilities : [],
  );
  return said[0]!.map((own, code) =>
    own.map((_, row) => said.reduce((sum, each) => sum + each[code]![row]!, 0) / said.length),
  );
}

function looksOf(columns: readonly Column[], rows: Int32Array): (place: number) => string {
  return (place) =>
    columns
      .map((column) => (column.type === 'numbers' ? column.values : column.codes)[rows[place]!])
      .join(' ');
}

function finding(
  { goal, rows, sample }: SwappedLabelsInput,
  { rate, low, high, trend, suspects }: LabelNoise,
  likelihood: number | null,
): TableFinding {
  const rowOf = (place: number) => wholeRow(sample, rows[place]!) + 1;
  const shown = suspects
    .slice(0, 5)
    .map(({ place, given, likely }) => `row ${rowOf(place)} (${given}, likely ${likely})`);
  const why =
    likelihood === null
      ? 'models that have not seen a row are wrong as often where they are surest'
      : 'the errors of models that have not seen a row are far likelier with swapped labels than with a problem that is merely hard';
  return {
    code: 'label-noise',
    severity: 'high',
    column: goal,
    message: `About ${(100 * rate).toFixed(0)}% (${(100 * low).toFixed(0)} to ${(100 * high).toFixed(0)}%) of the values of ${goal} look swapped: ${why}. Look at ${shown.join(', ')} first.`,
    evidence: {
      rate,
      low,
      high,
      trend,
      ...(likelihood !== null && { likelihood }),
      suspects: suspects.length,
      rows: suspects
        .slice(0, 100)
        .map(({ place }) => rowOf(place))
        .join(' '),
    },
  };
}
