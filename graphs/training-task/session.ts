import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { countingValues } from '../../agents/decisions/data-facts.ts';
import {
  describeProblem,
  type Problem,
  preparingTraining,
  rowsForBudget,
  type TrainingData,
  trainingTableBytes,
} from '../../src/automl/index.ts';
import { type ReadWarning, readTable, type Table, takingTableRows } from '../../src/data/index.ts';
import { InputError, InterruptedError } from '../../src/errors/index.ts';
import { splitRows } from '../../src/train/index.ts';
import { aTurn, inTurns } from '../../src/turns/index.ts';
import { checkColumns } from './check-request.ts';
import { startClock, type TaskClock } from './clock.ts';
import { rowsWithValue, withoutCopies } from './hold-out.ts';
import type { TaskRequest } from './request.ts';
import { type RowSplit, readSplit, sharesOf, strategyFor } from './row-split.ts';
import { settledSlowness, slownessNow } from './slowness.ts';

/** The rows of a task, told apart before any agent has looked at them. */
export interface HeldData {
  /** SHA-256 of the files. */
  fingerprint: string;
  /** All that may be learned from, every column. */
  training: Table;
  /** The validator's alone. */
  test: Table;
  /** Both together, for the last fit of a model that has been judged. */
  all: Table;
  rows: { all: number; train: number; test: number };
  /** Test rows that were copies of training rows, and were left out. */
  copies: number;
  warnings: readonly ReadWarning[];
}

/** What a task holds in memory while it is at work; all of it can be made again from the request and the files. */
export interface TaskSession {
  readonly folder: string;
  readonly clock: TaskClock;
  /** Seconds of the clock at which the rows had been read and told apart; 0 before. */
  readonly readAt: number;
  /** Seconds that one second's work takes now: 1 on a machine that does nothing else. */
  readonly slowness: number;
  /** The rows that have a target, before any are set aside: for the one who decides how. */
  usable(request: TaskRequest): Promise<Table>;
  /** The rows as they were told apart; `settleSplit` says how before they are. */
  held(request: TaskRequest): Promise<HeldData>;
  /** What is to be learned, by the training rows. @throws InputError as `describeProblem` */
  problem(request: TaskRequest, metric: string | null): Promise<Problem>;
  /** The training rows without columns that were dropped, ready for threads. */
  training(
    request: TaskRequest,
    given: { metric: string; dropped: readonly string[] },
  ): Promise<TrainingData>;
  /** Whose signal ends what the session reads. */
  heed(signal: AbortSignal): void;
  close(): void;
}

const leastRows = 20;
/** More copies than that are no accident: such tables have few different rows, and all of them count. */
const mostCopies = 0.5;

/** Opens what a task needs; nothing is read before it is asked for. */
export function openSession(
  folder: string,
  workspace: string,
  secondsBefore: number,
  since?: number,
): TaskSession {
  const clock = startClock(secondsBefore, since);
  let heeded: AbortSignal | undefined;
  let read: Promise<ReadRows> | null = null;
  let held: Promise<HeldData> | null = null;
  let readAt = 0;
  let prepared: { key: string; data: Promise<TrainingData> } | null = null;
  const session: TaskSession = {
    folder,
    clock,
    get readAt() {
      return readAt;
    },
    get slowness() {
      return slownessNow();
    },
    usable: async (request) => (await rowsOf(request)).usable,
    held(request) {
      held ??= rowsOf(request)
        .then((rows) => holdOut(rows, request, { settled: readSplit(folder), signal: heeded }))
        .then((rows) => {
          readAt = clock.seconds;
          return rows;
        })
        .catch((error) => {
          held = null;
          throw error;
        });
      return held;
    },
    async problem(request, metric) {
      const { training } = await session.held(request);
      return describeProblem(training, {
        target: request.target,
        ...(request.task === null ? {} : { task: request.task }),
        ...(metric === null ? {} : { metric }),
      });
    },
    training(request, { metric, dropped }) {
      const key = JSON.stringify([metric, dropped]);
      if (prepared?.key !== key)
        prepared = { key, data: prepare(session, request, { metric, dropped }, heeded) };
      return prepared.data;
    },
    heed(signal) {
      heeded = signal;
    },
    close: () => clock.stop(),
  };
  return session;

  function rowsOf(request: TaskRequest): Promise<ReadRows> {
    read ??= readRows(request, { workspace, folder, signal: heeded }).catch((error) => {
      read = null;
      throw error;
    });
    return read;
  }
}

interface ReadRows {
  table: Table;
  usable: Table;
  paths: readonly string[];
  warnings: readonly ReadWarning[];
}

async function prepare(
  session: TaskSession,
  request: TaskRequest,
  { metric, dropped }: { metric: string; dropped: readonly string[] },
  signal: AbortSignal | undefined,
): Promise<TrainingData> {
  const { training } = await session.held(request);
  const columns = training.columns.filter(({ name }) => !dropped.includes(name));
  const problem = await session.problem(request, metric);
  return inTurns(preparingTraining({ rows: training.rows, columns }, problem), signal);
}

/** Reads the table, and says what keeps it from being learned from. */
async function readRows(
  request: TaskRequest,
  { workspace, folder, signal }: { workspace: string; folder: string; signal: AbortSignal | undefined },
): Promise<ReadRows> {
  const { data, target } = request;
  const { table, source, warnings } = await readTable(data, {
    workspace,
    memoryBytes: trainingTableBytes(),
    most: rowsFor(request.timeBudget, settledSlowness(folder)),
    signal,
  });
  checkColumns(
    table.columns.map(({ name }) => name),
    request,
  );
  const tooFew = (rows: number) =>
    new InputError(
      'too-few-rows',
      `${data} has ${rows === 1 ? 'one row' : `${rows} rows`} with a ${target}, and at least ${leastRows} are needed to learn from some and judge by others.`,
      { details: { rows } },
    );
  const known = rowsWithValue(table, target);
  if (known.length > 0 && known.length < leastRows) throw tooFew(known.length);
  // Says what is wrong with the target before anything is split.
  describeProblem(table, { target, ...(request.task === null ? {} : { task: request.task }) });
  if (known.length < leastRows) throw tooFew(known.length);
  const usable = known.length === table.rows ? table : await inTurns(takingTableRows(table, known));
  await inTurns(countingValues(usable), signal);
  return { table, usable, paths: source.files.paths, warnings };
}

/** The rows that a budget carries here and now: a machine that has much else to do gets less done in the same time. */
function rowsFor(seconds: number, slowness: number): ReturnType<typeof rowsForBudget> {
  const own = rowsForBudget((1_000 * seconds) / slowness);
  if (slowness === 1) return own;
  const named = Number(seconds.toPrecision(3)).toLocaleString('en');
  const why = `a time budget of ${named} s carries no more on a machine as busy as this one is, where work takes ${slowness.toFixed(1)} times as long. Give more time to learn from more rows.`;
  return { ...own, why };
}

/** Sets rows aside before anybody looks at them; without a word on how, so that each part has the target alike. */
async function holdOut(
  { table, usable, paths, warnings }: ReadRows,
  request: TaskRequest,
  { settled, signal }: { settled: RowSplit | null; signal: AbortSignal | undefined },
): Promise<HeldData> {
  await aTurn(signal);
  const split = splitRows({
    rows: usable.rows,
    shares: sharesOf(usable.rows),
    strategy: strategyFor(settled ?? { by: 'class', column: null }, usable, request),
    seed: request.seed,
  });
  const apart = await inTurns(withoutCopies(usable, split.train, split.test), signal);
  const copies = split.test.length - apart.length;
  const isAccident = copies <= mostCopies * split.test.length && apart.length > 0;
  const test = isAccident ? apart : split.test;
  const training = await inTurns(takingTableRows(usable, split.train), signal);
  await inTurns(countingValues(training), signal);
  return {
    fingerprint: await hashOf(paths, signal),
    training,
    test: await inTurns(takingTableRows(usable, test), signal),
    all: usable,
    rows: { all: table.rows, train: split.train.length, test: test.length },
    copies: isAccident ? copies : 0,
    warnings,
  };
}

async function hashOf(paths: readonly string[], signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256');
  // One buffer for all of it: a new one for each piece of gigabytes would keep the garbage collector busy.
  const piece = Buffer.alloc(2 ** 20);
  for (const path of paths) {
    const file = await open(path);
    try {
      for (;;) {
        const { bytesRead } = await file.read(piece, 0, piece.length);
        if (bytesRead === 0) break;
        if (signal?.aborted) throw new InterruptedError();
        hash.update(piece.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  }
  return hash.digest('hex');
}
