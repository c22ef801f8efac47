import type { ModelRecord, TrainedModel } from '../artifact/index.ts';
import type { ExpectedColumn, Table } from '../data/index.ts';
import type { Cell } from '../features/index.ts';

/** What a model says of rows, whichever model it is. */
export interface Answers {
  rows: number;
  /** Numbers, or labels by their codes. */
  prediction:
    | { type: 'numbers'; values: Float64Array }
    | { type: 'texts'; codes: Int32Array; dictionary: readonly string[] };
  /** Of each class, or null where the model gives none. */
  probabilities: readonly { label: string; values: Float64Array }[] | null;
  /** Several numbers a row that are no probabilities, as some foreign models give; else null. */
  scores: readonly Float64Array[] | null;
}

/** A model that is ready to predict. Close it. */
export interface ServedModel {
  /** For people: its name, or where it came from. */
  readonly name: string;
  readonly source: 'opsmith' | 'onnx';
  /** Columns that a table must have, by name. */
  readonly inputs: readonly ExpectedColumn[];
  /** Labels of classes where they are known beforehand. */
  readonly classes: readonly string[] | null;
  /** What is known of one of ours. */
  readonly record: ModelRecord | null;
  readonly trained: TrainedModel | null;
  /**
   * What it says of a table's rows. Columns may stand in any order; those that it does not know are left alone.
   *
   * @throws InputError `missing-column`, `retyped-column`, `missing-value`; InterruptedError when the signal fires
   */
  predict(table: Table, signal?: AbortSignal): Promise<Answers>;
  /** What it says of one row, at once: cells in the order of the inputs, NaN or null where missing. Null where a table is the only way. */
  readonly predictRow: ((cells: readonly Cell[]) => Answers) | null;
  close(): Promise<void>;
}
