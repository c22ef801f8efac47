import { join } from 'node:path';
import { chooseSplit } from '../../agents/decisions/choose-split.ts';
import { dataFacts } from '../../agents/decisions/data-facts.ts';
import { tellUnjudged } from '../../agents/decisions/proposals.ts';
import { columnOf, type Table, takeTableRows, timeColumn } from '../../src/data/index.ts';
import { InputError, InterruptedError } from '../../src/errors/index.ts';
import { foldRows, splitRows } from '../../src/train/index.ts';
import { aTurn } from '../../src/turns/index.ts';
import { budgetOf } from './budget.ts';
import type { TaskContext } from './context.ts';
import { writeWhole } from './folder.ts';
import type { TaskRequest } from './request.ts';
import { type RowSplit, readSplit, sharesOf, splitName, strategyFor } from './row-split.ts';
import type { TaskState } from './state.ts';

/** Whether rows depend on time may be asked for so long: a share of the budget, and seconds at least. */
const asking = { share: 0.08, seconds: 1.5 };

/** Decides, once a task, how rows are set apart: by time where they depend on it, by group where rows of one belong together, else so that each part has the target alike. */
export async function settleSplit(state: TaskState, context: TaskContext): Promise<RowSplit> {
  const { session } = context;
  const known = readSplit(session.folder);
  if (known !== null) return known;
  const { request } = state;
  const table = await session.usable(request);
  const data = dataFacts(table, request.target);
  await aTurn(context.signal);
  const time = await dependentTime(table, state, context);
  const facts = { data, timeColumn: time?.name ?? null, groupColumn: repeatedKey(table, request.target) };
  const { value, decidedBy } = await chooseSplit(facts, context);
  tellUnjudged(`The split by ${value.by}`, { decidedBy }, context);
  const isGuess = time?.isFound === false && value.by === 'time';
  const why = isGuess ? `rows may depend on ${time.name}: there was no time to find out` : value.why;
  const split = usableSplit({ ...value, why, decidedBy }, table, request);
  writeWhole(join(session.folder, splitName), JSON.stringify(split));
  return split;
}

/** As many folds as there are mostly. */
const folds = 5;

/** A split that the rows allow, and those to learn from for their folds: too few moments or groups make it the usual one. */
export function usableSplit(split: RowSplit, table: Table, request: TaskRequest): RowSplit {
  if (split.by !== 'time' && split.by !== 'group') return split;
  const strategy = strategyFor(split, table, request);
  try {
    const { train } = splitRows({ rows: table.rows, shares: sharesOf(table.rows), strategy, seed: 0 });
    const needed = table.columns.filter(({ name }) => name === split.column || name === request.target);
    const learned = takeTableRows({ rows: table.rows, columns: needed }, train);
    const own = strategyFor(split, learned, request);
    foldRows({ rows: train.length, folds: request.choices.folds ?? folds, strategy: own, seed: 0 });
    return split;
  } catch (thrown) {
    if (!(thrown instanceof InputError)) throw thrown;
    const { by } = strategyFor({ by: 'class', column: null }, table, request);
    return { by, column: null, why: `${split.column} has too few different values`, decidedBy: 'policy' };
  }
}

/** The time that rows depend on; null where there is none. Where finding out takes too long they are taken to do: a date is then the safer way to judge. */
async function dependentTime(
  table: Table,
  { request, choices }: TaskState,
  { signal }: TaskContext,
): Promise<{ name: string; isFound: boolean } | null> {
  const time = timeColumn(table, request.target);
  if (time === null) return null;
  const seconds = Math.max(asking.seconds, asking.share * budgetOf({ request, choices }));
  const deadline = AbortSignal.timeout(Math.ceil(1_000 * seconds));
  try {
    const both = AbortSignal.any([signal, deadline]);
    return (await time.isDependent({ seed: request.seed, signal: both }))
      ? { name: time.name, isFound: true }
      : null;
  } catch (thrown) {
    if (thrown instanceof InterruptedError && !signal.aborted) {
      const isDate = columnOf(table, time.name)!.kind === 'datetime';
      return isDate ? { name: time.name, isFound: false } : null;
    }
    throw thrown;
  }
}

const keyNames = /(^|[_\s.-])(id|key|uuid|number|no|nr)$/i;
const leastGroups = 30;
/** Rows of one group in the mean: once each it names rows, very often it is a category like any other. */
const groupRows = { least: 1.5, most: 50 };

/** A column that names whom or what rows are about (`patient_id`), and comes back in several rows; null where there is none. */
export function repeatedKey(table: Table, target: string): string | null {
  for (const column of table.columns) {
    if (column.name === target || column.missing > 0 || !keyNames.test(column.name)) continue;
    const codes = column.type === 'texts' ? column.codes : column.values;
    if (column.type === 'numbers' && !column.values.every(Number.isInteger)) continue;
    const groups = new Set<number>(codes as Iterable<number>).size;
    const each = table.rows / Math.max(1, groups);
    if (groups >= leastGroups && each >= groupRows.least && each <= groupRows.most) return column.name;
  }
  return null;
}
