import { totalmem } from 'node:os';
import type { Table } from '../data/index.ts';
import { checkTrainingMemory, createRandom } from '../train/index.ts';
import type { Problem } from './problem.ts';

/** Bytes of memory that a candidate takes for each value of the table, with its copies and trees. */
export const bytesPerValue = 60;
/** Of the machine's memory; the rest is for all else. */
const share = 0.5;

/**
 * What a table that is to be learned from may take in memory (8 bytes a value), so that learning fits too: give it to `readTable`, which draws a sample of a bigger one and
 * says so. By the memory that there is, not by what is free: the same table gives the same rows when a run is resumed.
 */
export function trainingTableBytes(memoryBytes: number = machineBytes()): number {
  return Math.floor((share * memoryBytes * 8) / bytesPerValue);
}

/** Values of a table for each second of the budget; the rows of a narrow table cost as if it had some columns more, by their predictions and scores. */
const valuesPerSecond = 160_000;
/** Beyond a minute more time goes into more candidates as well as into more rows, whose fits take longer by more than their number. */
const minute = { seconds: 60, power: 0.7 };
const columnsOfItsOwn = 5;
const leastValues = 500_000;
const leastRows = 1_000;

/**
 * How many rows of a table are worth reading for a time budget, for `readTable`: of more than that the budget would go into reading and copying, and no candidate would be
 * measured. By the budget alone: the same budget always gives the same rows. The training task gives it less than its own budget on a machine that is busy, and keeps what it
 * gave, so that it learns from the same rows when it is resumed.
 */
export function rowsForBudget(timeBudgetMs: number): { rows: (columns: number) => number; why: string } {
  const seconds = timeBudgetMs / 1_000;
  const beyond = Math.max(1, seconds / minute.seconds) ** (minute.power - 1);
  const values = Math.max(leastValues, seconds * beyond * valuesPerSecond);
  const named = Number(seconds.toPrecision(3)).toLocaleString('en');
  return {
    rows: (columns) => Math.max(leastRows, Math.floor(values / (columns + columnsOfItsOwn))),
    why: `a time budget of ${named} s carries no more. Give more time to learn from more rows.`,
  };
}

/** The machine's memory, or the container's. */
function machineBytes(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}

/**
 * The rows of a table that one training can take, drawn at random by the seed where not all fit, and a warning then.
 *
 * @param rows those to choose from; all if left out
 * @throws InputError `too-large` where no useful number of rows would fit
 */
export function affordableRows(
  { table, problem, rows }: { table: Table; problem: Problem; rows?: Int32Array | undefined },
  { availableBytes, seed }: { availableBytes: number | undefined; seed: number },
): { rows: Int32Array | undefined; warning: string | null } {
  const count = rows?.length ?? table.rows;
  const { sampleRows, warning } = checkTrainingMemory(
    {
      estimator: 'gradient-boosting',
      rows: count,
      features: table.columns.length,
      classes: problem.classes?.length ?? 1,
      threads: 1,
    },
    { availableBytes, exceeding: 'sample' },
  );
  if (sampleRows === null) return { rows, warning: null };
  const places = Int32Array.from(createRandom(seed).sample(sampleRows, count)).sort();
  return { rows: rows === undefined ? places : places.map((place) => rows[place]!), warning };
}
