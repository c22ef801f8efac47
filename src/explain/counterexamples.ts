import type { TrainedModel } from '../artifact/index.ts';
import { columnOf, type Table } from '../data/index.ts';
import { InputError } from '../errors/index.ts';
import { createRandom } from '../train/index.ts';
import type { Cell } from './cells.ts';
import { rawColumnsOf } from './exact.ts';
import { explaining } from './explaining.ts';
import { shareData, shareRows } from './share.ts';

/** What is wanted instead of what the model says. */
export interface CounterexampleGoal {
  /** That it predicts this class; left out: any other than now. With a bound: the class whose probability is meant. */
  class?: string | undefined;
  /** That the number, or the class's probability, is at least or at most that. */
  atLeast?: number | undefined;
  atMost?: number | undefined;
}

export interface CounterexampleOptions {
  /** Of the table. */
  row: number;
  /** Left out: another class. */
  goal?: CounterexampleGoal | undefined;
  /** Columns that may not change. */
  immutable?: readonly string[] | undefined;
  /** Real rows to start from, of training best; left out: the table. */
  among?: Table | undefined;
  /** How many are wanted, each of other columns. */
  count?: number | undefined;
  seed?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface ColumnChange {
  column: string;
  from: Cell;
  to: Cell;
}

/** A changed row of which the model says what is wanted. */
export interface Counterexample {
  /** The biggest first. */
  changes: readonly ColumnChange[];
  /** Sum over the changed columns: numbers by the spread between their 5th and 95th percentile, 1 for another text or for missing. */
  distance: number;
  /** What the model says of the changed row: the number, or by class the probability. */
  said: readonly number[];
}

/** What was found for a row. */
export interface Counterexamples {
  /** What the model says of the row as it is. */
  said: readonly number[];
  /** Whether the row as it is has what is wanted. */
  isReached: boolean;
  /** The nearest first; empty where none was found. */
  counterexamples: readonly Counterexample[];
}

/** What a thread needs for it. */
export interface CounterexampleJob {
  trained: TrainedModel;
  /** One row. */
  row: Table;
  among: Table;
  columns: readonly string[];
  immutable: readonly string[];
  goal: CounterexampleGoal;
  count: number;
}

/** Real rows that are looked at. */
const mostRows = 5_000;

/**
 * The smallest changes found that make the model say something else of a row: begins with the nearest real rows of which it does (nearest unlike neighbours),
 * puts columns back one by one while it still does, and moves numbers back as far as it does. Every result is verified by the model. Numbers stay
 * between the row's own and a seen value, texts are seen ones. A search, no proof that nothing nearer exists.
 *
 * @throws InputError `no-such-row`, `no-such-column`, `no-goal`, `no-such-class`; InterruptedError when the signal fires
 */
export async function nearestCounterexamples(
  trained: TrainedModel,
  table: Table,
  options: CounterexampleOptions,
): Promise<Counterexamples> {
  const { row, goal = {}, immutable = [], among = table, count = 3, seed = 0, signal } = options;
  const columns = rawColumnsOf(trained);
  checkGoal(trained, goal);
  if (!(Number.isInteger(row) && row >= 0 && row < table.rows))
    throw new InputError('no-such-row', `There is no row ${row}; the table has ${table.rows}, from 0.`);
  const unknown = immutable.find((name) => columnOf(table, name) === undefined);
  if (unknown !== undefined)
    throw new InputError(
      'no-such-column',
      `There is no column "${unknown}" to be kept. The model looks at: ${columns.slice(0, 20).join(', ')}.`,
    );
  const chosen = createRandom(seed).sample(Math.min(mostRows, among.rows), among.rows);
  const job: CounterexampleJob = {
    trained: await shareData(trained),
    row: await shareRows(table, Int32Array.of(row)),
    among: await shareRows(among, chosen),
    columns,
    immutable,
    goal,
    count,
  };
  const [found] = await explaining.together<Counterexamples>(() => ({ kind: 'counterexamples', job }), {
    threads: 1,
    signal,
  });
  return found!;
}

function checkGoal({ classes }: TrainedModel, goal: CounterexampleGoal): void {
  const isBounded = goal.atLeast !== undefined || goal.atMost !== undefined;
  if (classes === null && (!isBounded || goal.class !== undefined))
    throw new InputError('no-goal', 'Of a number say what is wanted: atLeast or atMost.');
  if (classes !== null && isBounded && goal.class === undefined)
    throw new InputError('no-goal', `Say whose probability is meant: ${classes.join(', ')}.`);
  if (classes !== null && goal.class !== undefined && !classes.includes(goal.class))
    throw new InputError(
      'no-such-class',
      `There is no class "${goal.class}"; there are ${classes.join(', ')}.`,
    );
}
