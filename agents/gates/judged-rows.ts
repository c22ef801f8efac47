import { predictTable, readArtifact, type TrainedModel } from '../../src/artifact/index.ts';
import { columnOf, readTable, type Table, takeTableRows, targetOf } from '../../src/data/index.ts';
import { InputError } from '../../src/errors/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import { type Predictions, type Target, takeTarget } from '../../src/train/index.ts';

/** Rows with what is true of them. */
export interface LabelledRows {
  table: Table;
  /** In the classes of the model that they were read for. */
  target: Target;
  /** Rows that were left out: without a value of the target, or with a class that the model does not know. */
  leftOut: number;
}

/**
 * Reads rows with the target that a model predicts.
 *
 * @throws InputError `no-target-column`, `no-rows`, and what reading a table throws
 */
export async function labelledRows(
  file: string,
  { target: name, classes }: Pick<TrainedModel, 'target' | 'classes'>,
  workspace: string,
): Promise<LabelledRows> {
  const { table } = await readTable(file, { workspace });
  const column = columnOf(table, name);
  if (column === undefined)
    throw new InputError(
      'no-target-column',
      `${file} has no column ${name}, which the model predicts. Give rows with what is true of them.`,
      { details: { path: file, column: name } },
    );
  const rows: number[] = [];
  let target: Target;
  if (classes === null) {
    if (column.type !== 'numbers')
      throw new InputError(
        'no-target-column',
        `The column ${name} of ${file} holds texts; the model predicts numbers.`,
        {
          details: { path: file, column: name },
        },
      );
    for (let row = 0; row < table.rows; row++) if (!Number.isNaN(column.values[row])) rows.push(row);
    target = { task: 'regression', values: column.values };
  } else {
    const own = targetOf(column);
    if (own.task !== 'classification')
      throw new InputError(
        'no-target-column',
        `The column ${name} of ${file} does not hold the classes ${classes.join(', ')}.`,
        {
          details: { path: file, column: name },
        },
      );
    const places = own.classes.map((label) => classes.indexOf(label));
    const codes = own.codes.map((code) => (code < 0 ? -1 : places[code]!));
    for (let row = 0; row < table.rows; row++) if (codes[row]! >= 0) rows.push(row);
    target = { task: 'classification', classes, codes };
  }
  if (rows.length === 0)
    throw new InputError('no-rows', `${file} has no row with a value of ${name} that the model knows.`, {
      details: { path: file, column: name },
    });
  const kept = Int32Array.from(rows);
  return {
    table: rows.length === table.rows ? table : takeTableRows(table, kept),
    target: takeTarget(target, kept),
    leftOut: table.rows - rows.length,
  };
}

/** Does something with the model of a version, checked and loaded. */
export async function withModel<T>(
  registry: Registry,
  reference: string,
  work: (trained: TrainedModel) => Promise<T>,
): Promise<T> {
  const { folder, release } = await registry.resolve(reference);
  try {
    return await work(await readArtifact(folder).loadTrained());
  } finally {
    await release();
  }
}

/** What a model says of rows. */
export function predictionsOf(trained: TrainedModel, { table }: LabelledRows): Predictions {
  return predictTable(trained, table).predictions;
}
