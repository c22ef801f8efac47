import { statSync } from 'node:fs';
import { extname, resolve } from 'node:path';

/** What a task takes whatever the table is: threads, checks, one small model, judgement and report. */
const leastSeconds = 5;
/** Of a table that is not small all of that takes longer. */
const small = { bytes: 5_000_000, secondsBeyond: 10 };
/** Bytes that are read in a second by two cores: of text, and of what is packed in columns. */
const bytesPerSecond = { text: 50_000_000, packed: 150_000_000 };
/** A budget that is short by no more than that is kept all the same. */
const tolerance = 0.1;

/** Seconds below which a file is no sensible budget: its result would come later. Null where that cannot be told of what is named (a pattern, nothing that is there). */
export function leastBudgetOf(data: string, workspace: string): number | null {
  const file = statSync(resolve(workspace, data), { throwIfNoEntry: false });
  if (file === undefined || !file.isFile()) return null;
  const speed = extname(data).toLowerCase() === '.parquet' ? bytesPerSecond.packed : bytesPerSecond.text;
  return (file.size < small.bytes ? leastSeconds : small.secondsBeyond) + file.size / speed;
}

/** What is to be said before a table is read for which the budget is too short; null where it is not. */
export function shortBudget(data: string, workspace: string, seconds: number): string | null {
  const least = leastBudgetOf(data, workspace);
  if (least === null || seconds >= (1 - tolerance) * least) return null;
  return `A time budget of ${Number(seconds.toPrecision(3))} s is short for ${data}: below ${Math.round(least)} s the result may come later than that.`;
}
