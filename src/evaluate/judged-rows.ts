import { predictTable, predictTableInThreads, type TrainedModel } from '../artifact/index.ts';
import { type Column, columnOf, numberName, type Table, takingTableRows } from '../data/index.ts';
import { closestName, InputError } from '../errors/index.ts';
import type { Predictions, Target } from '../train/index.ts';
import { aTurn, inTurns } from '../turns/index.ts';

/** Rows with what is true of them and what a model says of them. */
export interface JudgedRows {
  table: Table;
  target: Target;
  predictions: Predictions;
  /** Place of the predicted class of each row; null for regression. */
  codes: Int32Array | null;
  /** With two classes: the second is predicted from this probability on. */
  threshold: number | null;
  /** Rows of the table that can't be judged by: without a target, and of a class that the model does not know. */
  leftOut: { withoutTarget: number; unknownClass: number };
}

/** A thread costs more than it brings for fewer rows, and they hold the event loop up for no more than a moment. */
const rowsForThreads = 2_500;

/**
 * What a model says of the rows of a table whose target is known.
 *
 * @throws InputError `no-such-column` without the target, `no-rows` where none can be judged by, `missing-column`, `retyped-column`
 */
export async function judgeRows(
  model: TrainedModel,
  table: Table,
  signal?: AbortSignal,
): Promise<JudgedRows> {
  const goal = columnOf(table, model.target);
  if (goal === undefined) throw noTarget(model.target, table);
  await aTurn(signal);
  const { rows, leftOut, target } = knownTarget(model, goal, table.rows);
  await aTurn(signal);
  if (rows.length === 0)
    throw new InputError(
      'no-rows',
      `No row can be judged by: ${leftOut.withoutTarget} have no ${model.target}, and ${leftOut.unknownClass} are of classes that the model does not know.`,
    );
  const kept = rows.length === table.rows ? table : await inTurns(takingTableRows(table, rows), signal);
  const said =
    kept.rows > rowsForThreads
      ? await predictTableInThreads(model, kept, { signal })
      : predictTable(model, kept);
  return { table: kept, target, ...said, threshold: model.threshold, leftOut };
}

function noTarget(target: string, table: Table): InputError {
  const names = table.columns.map(({ name }) => name);
  const near = closestName(target, names);
  return new InputError(
    'no-such-column',
    `The model predicts ${target}, and the table has no such column to judge it by. ${near === null ? `It has ${names.slice(0, 20).join(', ')}.` : `Did you mean ${near}?`}`,
    { details: { column: target } },
  );
}

function knownTarget(
  { classes }: TrainedModel,
  goal: Column,
  total: number,
): { rows: Int32Array; leftOut: JudgedRows['leftOut']; target: Target } {
  const rows: number[] = [];
  const leftOut = { withoutTarget: 0, unknownClass: 0 };
  if (classes === null) {
    if (goal.type !== 'numbers')
      throw new InputError(
        'retyped-column',
        `Column "${goal.name}" holds texts; the model predicts numbers.`,
      );
    for (let row = 0; row < total; row++)
      if (Number.isFinite(goal.values[row]!)) rows.push(row);
      else leftOut.withoutTarget++;
    return {
      rows: Int32Array.from(rows),
      leftOut,
      target: { task: 'regression', values: Float64Array.from(rows, (row) => goal.values[row]!) },
    };
  }
  const codeOf = codesByName(classes);
  const codes: number[] = [];
  for (let row = 0; row < total; row++) {
    const text =
      goal.type === 'numbers'
        ? Number.isNaN(goal.values[row]!)
          ? null
          : numberName(goal.values[row]!, goal)
        : goal.codes[row]! < 0
          ? null
          : goal.dictionary[goal.codes[row]!]!;
    const code = text === null ? undefined : codeOf.get(text);
    if (code !== undefined) {
      rows.push(row);
      codes.push(code);
    } else if (text === null) leftOut.withoutTarget++;
    else leftOut.unknownClass++;
  }
  return {
    rows: Int32Array.from(rows),
    leftOut,
    target: { task: 'classification', classes, codes: Int32Array.from(codes) },
  };
}

const sameTruth: Record<string, string> = { true: '1', false: '0', 1: 'true', 0: 'false' };

/** Of two classes that are true and false, 1 and 0 will do, and the other way round: one file writes it so, the next otherwise. */
function codesByName(classes: readonly string[]): Map<string, number> {
  const codes = new Map(classes.map((name, code) => [name, code]));
  if (classes.length !== 2 || !classes.every((name) => Object.hasOwn(sameTruth, name))) return codes;
  for (const [code, name] of classes.entries())
    if (!codes.has(sameTruth[name]!)) codes.set(sameTruth[name]!, code);
  return codes;
}
