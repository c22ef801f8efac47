import type { TrainedModel } from '../artifact/index.ts';
import type { Table } from '../data/index.ts';
import { InputError } from '../errors/index.ts';
import { createRandom, sharedNumbers, threadsToUse } from '../train/index.ts';
import { type AdditiveModel, additiveOfTrained, type ExplanationScale } from './additive.ts';
import { type ExactResult, rawColumnsOf } from './exact.ts';
import { explaining } from './explaining.ts';
import type { SampledResult } from './sampled.ts';
import { shareData, shareRows } from './share.ts';

export interface ExplainOptions {
  /** Of the table, from 0; left out: all. */
  rows?: readonly number[] | Int32Array | undefined;
  /**
   * `natural`: what the model sums up, the log-odds of boosted trees, say; `probability`: what it says in the end, for classes, estimated where
   * that is no sum.
   */
  scale?: 'natural' | 'probability' | undefined;
  /** `auto`: exactly where there is a way, else by sampling. */
  method?: 'auto' | 'exact' | 'sampled' | undefined;
  /** For sampling: typical rows, of training best; left out: those that the model keeps, else rows drawn from the table. */
  background?: Table | undefined;
  /** For sampling: how many random orders (each forth and back); left out: 64 to 256, the more the fewer columns. */
  orders?: number | undefined;
  seed?: number | undefined;
  threads?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** Why a model says what it says of rows. For each output: base plus the row's contributions is the prediction. */
export interface RowExplanations {
  method: 'exact' | 'sampled';
  /** Why it was not done exactly; null where it was. */
  reason: string | null;
  scale: ExplanationScale;
  /** Whom each output speaks for: null for a regression; of two classes the second alone. */
  outputs: readonly (string | null)[];
  /** Raw columns. */
  columns: readonly string[];
  /** Of the table. */
  rows: Int32Array;
  /** By output. */
  base: Float64Array;
  /** By output: a number a row and column, row after row. */
  contributions: readonly Float64Array[];
  /** The same of their standard errors; null where they are exact. */
  standardErrors: readonly Float64Array[] | null;
  /** By output: what the model says of each row, on the scale. */
  predictions: readonly Float64Array[];
  /** How far sums and predictions are apart at most, relative to predictions above 1. */
  additivity: { largestGap: number; holds: boolean };
}

/** Sums may be off by that: rounding. */
const tolerance = 1e-9;
/** A thread for fewer rows costs more than it brings. */
const exactRowsPerThread = 32;
const backgroundRows = 100;
/** Orders by default: few columns cost little, and can have more of them. */
const fewestOrders = 64;
const mostOrders = 256;
const stepsWanted = 2_048;

/**
 * Explains what a trained model says of rows of a table: how much each raw column contributes to the difference from the base. Boosted trees, forests and
 * linear models are explained exactly, with averages of them where those are of predictions; all else is estimated, with standard errors.
 *
 * @throws InputError `no-such-row`, `no-exact-explanation`, `no-background`, `missing-column`, `retyped-column`; InterruptedError when the signal fires
 */
export async function explainRows(
  trained: TrainedModel,
  table: Table,
  options: ExplainOptions = {},
): Promise<RowExplanations> {
  const rows = rowsOf(table, options.rows);
  const additive = additiveOfTrained(trained);
  const reason = whySampled(trained, additive, options);
  if (reason !== null && options.method === 'exact')
    throw new InputError(
      'no-exact-explanation',
      `There is no exact explanation of this model: ${reason}. Leave the method out to have it estimated.`,
    );
  const columns = rawColumnsOf(trained);
  if (reason !== null || 'reason' in additive)
    return sampledRows(trained, table, rows, columns, reason ?? '', options);
  return exactRows(trained, additive, table, rows, columns, options);
}

function whySampled(
  trained: TrainedModel,
  additive: AdditiveModel | { reason: string },
  { method, scale }: ExplainOptions,
): string | null {
  if (method === 'sampled') return 'sampling was asked for';
  if ('reason' in additive) return additive.reason;
  if (scale === 'probability' && trained.classes !== null && additive.scale !== 'probability')
    return `its probability is no sum, its ${additive.scale} is`;
  return null;
}

async function exactRows(
  trained: TrainedModel,
  additive: AdditiveModel,
  table: Table,
  rows: Int32Array,
  columns: readonly string[],
  { threads: wanted, signal }: ExplainOptions,
): Promise<RowExplanations> {
  const outputs = additive.constants.length;
  const into: ExactResult = {
    contributions: numbersBy(outputs, rows.length * columns.length),
    margins: numbersBy(outputs, rows.length),
  };
  // The terms' trees are the model's own: in one piece, so that they are shared once.
  const shared = await sharedPair(trained, additive);
  const given = await shareRows(table, rows);
  const threads = threadsToUse(wanted, rows.length / exactRowsPerThread);
  const [base] = await explaining.together<Float64Array>(
    (thread) => ({
      kind: 'exact',
      trained: shared.pipelines,
      additive: shared.additive,
      table: given,
      columns,
      into,
      ...part(rows.length, thread, threads),
    }),
    { threads, signal },
  );
  return finished({
    method: 'exact',
    reason: null,
    scale: additive.scale,
    outputs: namesOf(trained, outputs),
    columns,
    rows,
    base: base!,
    contributions: into.contributions,
    standardErrors: null,
    predictions: into.margins,
  });
}

/** By trained model: what threads need of it. */
const known = new WeakMap<TrainedModel, { pipelines: TrainedModel; additive: AdditiveModel }>();

async function sharedPair(
  trained: TrainedModel,
  additive: AdditiveModel,
): Promise<{ pipelines: TrainedModel; additive: AdditiveModel }> {
  const made = known.get(trained);
  if (made !== undefined) return made;
  const none = (at: number): TrainedModel['members'][number]['model'] => {
    const { features, classes } = trained.members[at]!.model;
    return { family: 'dummy', features, classes, values: new Float64Array(0) };
  };
  // The trees go with the sum; of the members only the pipelines are needed.
  const members = trained.members.map((member, at) => ({ ...member, model: none(at) }));
  const pair = {
    pipelines: await shareData<TrainedModel>({ ...trained, members }),
    additive: await shareData(additive),
  };
  known.set(trained, pair);
  return pair;
}

async function sampledRows(
  trained: TrainedModel,
  table: Table,
  rows: Int32Array,
  columns: readonly string[],
  reason: string,
  options: ExplainOptions,
): Promise<RowExplanations> {
  const enough = Math.floor(stepsWanted / (columns.length + 1));
  const { orders = Math.max(fewestOrders, Math.min(mostOrders, enough)), seed = 0, signal } = options;
  const source = options.background ?? trained.typical ?? table;
  const chosen = createRandom(seed).sample(Math.min(backgroundRows, source.rows), source.rows);
  if (chosen.length < 2)
    throw new InputError(
      'no-background',
      `Estimating contributions takes typical rows to compare with, at least 2; there are ${chosen.length}. Give rows of training as the background.`,
    );
  const [given, background] = [await shareRows(table, rows), await shareRows(source, chosen)];
  const shared = await shareData(trained);
  const outputs = (trained.classes?.length ?? 1) > 2 ? trained.classes!.length : 1;
  const into: SampledResult = {
    contributions: numbersBy(outputs, rows.length * columns.length),
    errors: numbersBy(outputs, rows.length * columns.length),
    margins: numbersBy(outputs, rows.length),
  };
  const threads = threadsToUse(options.threads, rows.length);
  const [base] = await explaining.together<Float64Array>(
    (thread) => ({
      kind: 'sampled',
      trained: shared,
      table: given,
      background,
      columns,
      orders,
      seed,
      into,
      ...part(rows.length, thread, threads),
    }),
    { threads, signal },
  );
  return finished({
    method: 'sampled',
    reason,
    scale: trained.classes === null ? 'number' : 'probability',
    outputs: namesOf(trained, outputs),
    columns,
    rows,
    base: base!,
    contributions: into.contributions,
    standardErrors: into.errors,
    predictions: into.margins,
  });
}

function finished(explanations: Omit<RowExplanations, 'additivity'>): RowExplanations {
  const { rows, columns, base, contributions, predictions } = explanations;
  let largestGap = 0;
  contributions.forEach((values, output) => {
    for (let row = 0; row < rows.length; row++) {
      let sum = base[output]!;
      for (let column = 0; column < columns.length; column++) sum += values[row * columns.length + column]!;
      const said = predictions[output]![row]!;
      largestGap = Math.max(largestGap, Math.abs(sum - said) / Math.max(1, Math.abs(said)));
    }
  });
  return { ...explanations, additivity: { largestGap, holds: largestGap <= tolerance } };
}

function rowsOf(table: Table, wanted: ExplainOptions['rows']): Int32Array {
  if (wanted === undefined) return Int32Array.from({ length: table.rows }, (_, row) => row);
  const bad = [...wanted].find((row) => !(Number.isInteger(row) && row >= 0 && row < table.rows));
  if (bad !== undefined)
    throw new InputError('no-such-row', `There is no row ${bad}; the table has ${table.rows}, from 0.`);
  return Int32Array.from(wanted);
}

function namesOf({ classes }: TrainedModel, outputs: number): (string | null)[] {
  if (classes === null) return [null];
  return outputs === 1 ? [classes[1] ?? classes[0]!] : [...classes];
}

function part(rows: number, thread: number, threads: number): { first: number; end: number } {
  return {
    first: Math.floor((rows * thread) / threads),
    end: Math.floor((rows * (thread + 1)) / threads),
  };
}

function numbersBy(outputs: number, length: number): Float64Array[] {
  return Array.from({ length: outputs }, () => sharedNumbers(length));
}
