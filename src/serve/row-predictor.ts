import { InputError, InternalError, LimitError } from '../errors/index.ts';
import { type Cells, cellsOf, type Row, tableOfCells } from './rows-to-table.ts';
import type { Answers, ServedModel } from './served-model.ts';

/** What a model says of one row. */
export interface PredictedRow {
  prediction: string | number;
  /** By class; null where the model gives none. */
  probabilities: Readonly<Record<string, number>> | null;
  /** Several numbers that are no probabilities; else null. */
  scores: readonly number[] | null;
}

export interface RowPredictorOptions {
  /** What becomes of rows whose category training has not seen: they are predicted as unknown, or refused. */
  unseen?: 'accept' | 'refuse';
  /** A caller waits at most so long for others to come; 0, as when left out: only for those who ask in the same turn, or while the model runs. */
  maxWaitMs?: number;
  /** Rows that are predicted together at most. */
  maxRows?: number;
  /** Rows that may wait; more are refused. */
  maxWaitingRows?: number;
}

/** Predicts rows for any number of callers at once: those that come at about the same time share one run of the model. */
export interface RowPredictor {
  /**
   * @throws InputError `missing-column`, `wrong-value`, `unseen-category`, for the caller's own rows alone; LimitError `serve.waitingRows` when too many wait
   */
  predict(rows: readonly Row[]): Promise<PredictedRow[]>;
  /** How often the model ran, and for how many rows. */
  readonly runs: { count: number; rows: number };
  /** Refuses what comes from now on, and waits for what is under way. The model stays open. */
  close(): Promise<void>;
}

interface Waiting {
  cells: readonly Cells[];
  resolve(rows: PredictedRow[]): void;
  reject(error: unknown): void;
}

/** So many rows are predicted one after the other rather than as a table. */
const rowsAtOnce = 8;

/** Makes a predictor of rows for a model. */
export function createRowPredictor(model: ServedModel, options: RowPredictorOptions = {}): RowPredictor {
  const { unseen = 'accept', maxWaitMs = 0, maxRows = 1_024, maxWaitingRows = 100_000 } = options;
  const known = unseen === 'refuse' ? knownCategories(model) : null;
  const runs = { count: 0, rows: 0 };
  let waiting: Waiting[] = [];
  let waitingRows = 0;
  let isPlanned = false;
  let running: Promise<void> | null = null;
  let isClosed = false;

  const flush = (): void => {
    isPlanned = false;
    // The next batch gathers while one is under way.
    if (running !== null || waiting.length === 0) return;
    let rows = 0;
    let count = 0;
    while (count < waiting.length && (count === 0 || rows + waiting[count]!.cells.length <= maxRows))
      rows += waiting[count++]!.cells.length;
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    waitingRows -= rows;
    runs.count += 1;
    runs.rows += rows;
    if (rows <= rowsAtOnce && model.predictRow !== null) {
      for (const caller of batch) answerAtOnce(model.predictRow, caller);
      flush();
      return;
    }
    running = runBatch(model, batch).finally(() => {
      running = null;
      flush();
    });
  };

  return {
    runs,
    async predict(rows) {
      if (isClosed) throw new InternalError('Rows came for a predictor that is closed.');
      const cells = rows.map((row, at) => cellsOf(model.inputs, row, at));
      if (known !== null) refuseUnseen(model, known, cells);
      if (rows.length === 0) return [];
      if (waitingRows + rows.length > maxWaitingRows)
        throw new LimitError(
          'serve.waitingRows',
          `${waitingRows.toLocaleString('en')} rows wait for ${model.name} already, and at most ${maxWaitingRows.toLocaleString('en')} may; come again in a moment.`,
        );
      return new Promise<PredictedRow[]>((resolve, reject) => {
        waiting.push({ cells, resolve, reject });
        waitingRows += rows.length;
        if (waitingRows >= maxRows) flush();
        else if (!isPlanned) {
          isPlanned = true;
          if (maxWaitMs > 0) setTimeout(flush, maxWaitMs);
          else setImmediate(flush);
        }
      });
    },
    async close() {
      isClosed = true;
      while (running !== null || waiting.length > 0) {
        flush();
        await running;
      }
    },
  };
}

/** Row after row, where that is sooner than a table. What goes wrong with one caller's rows is nobody else's matter. */
function answerAtOnce(
  predictRow: NonNullable<ServedModel['predictRow']>,
  { cells, resolve, reject }: Waiting,
): void {
  try {
    resolve(cells.map((row) => predictedRow(predictRow(row), 0)));
  } catch (error) {
    reject(error);
  }
}

async function runBatch(model: ServedModel, batch: readonly Waiting[]): Promise<void> {
  try {
    const table = tableOfCells(
      model.inputs,
      batch.flatMap(({ cells }) => cells),
    );
    const answers = await model.predict(table);
    let first = 0;
    for (const { cells, resolve } of batch) {
      const begin = first;
      resolve(cells.map((_, at) => predictedRow(answers, begin + at)));
      first += cells.length;
    }
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}

function predictedRow({ prediction, probabilities, scores }: Answers, row: number): PredictedRow {
  let shares: Record<string, number> | null = null;
  if (probabilities !== null)
    shares = Object.fromEntries(probabilities.map(({ label, values }) => [label, values[row]!]));
  return {
    prediction:
      prediction.type === 'numbers'
        ? prediction.values[row]!
        : prediction.dictionary[prediction.codes[row]!]!,
    probabilities: shares,
    scores: scores?.map((values) => values[row]!) ?? null,
  };
}

/** By place among the inputs: the categories of training, or null where none are kept. */
function knownCategories({ inputs, record, trained }: ServedModel): (ReadonlySet<string> | null)[] {
  return inputs.map(({ name }) => {
    const categories =
      record?.expectations?.columns.find((column) => column.name === name)?.categories ??
      trained?.members
        .flatMap(({ pipeline }) => pipeline.inputs)
        .find((input) => input.name === name && input.dictionary !== null)?.dictionary;
    return categories === undefined || categories === null ? null : new Set(categories);
  });
}

function refuseUnseen(
  { inputs }: ServedModel,
  known: readonly (ReadonlySet<string> | null)[],
  rows: readonly Cells[],
): void {
  rows.forEach((cells, row) => {
    cells.forEach((value, place) => {
      const own = known[place] ?? null;
      if (own === null || typeof value !== 'string' || value === '' || own.has(value)) return;
      const column = inputs[place]!.name;
      throw new InputError(
        'unseen-category',
        `Column "${column}", row ${row + 1}: training has not seen ${JSON.stringify(value)}. Give one of its ${own.size} categories, or null.`,
        { details: { column, row: row + 1 } },
      );
    });
  });
}
