import { type ExpectedColumn, type StreamOptions, streamTable, type Table } from '../data/index.ts';
import { aTurn } from '../turns/index.ts';
import { type InputWarning, InputWatch } from './input-watch.ts';
import type { Answers, ServedModel } from './served-model.ts';

export interface PredictFileOptions extends StreamOptions {
  /** Columns of the file that come along as they are written there. */
  keep?: readonly string[] | undefined;
  signal?: AbortSignal | undefined;
}

/** Some rows of a file with what the model says of them. */
export interface PredictedPart {
  /** What the model was given; then the columns that were to be kept. */
  table: Table;
  kept: Table['columns'];
  answers: Answers;
}

/** Parts that are read while earlier ones are predicted. */
const ahead = 3;

/**
 * Predicts a file's rows, in their order, in memory that does not grow with it. What comes in is held against what training has seen: `warnings` is complete when all parts
 * have come.
 *
 * @throws what `streamTable` throws; InterruptedError when the signal fires
 */
export function predictFile(
  model: ServedModel,
  pathOrGlob: string,
  options: PredictFileOptions = {},
): { parts: AsyncGenerator<PredictedPart>; warnings(): InputWarning[] } {
  const watch = new InputWatch(model.record?.expectations ?? null);
  return { parts: predictedParts(model, pathOrGlob, options, watch), warnings: () => watch.warnings };
}

async function* predictedParts(
  model: ServedModel,
  pathOrGlob: string,
  { keep = [], signal, ...reading }: PredictFileOptions,
  watch: InputWatch,
): AsyncGenerator<PredictedPart> {
  const kept = keep.map((name): ExpectedColumn => ({ name, type: 'texts', kind: 'text', asWritten: true }));
  const waiting: Promise<PredictedPart>[] = [];
  for await (const read of streamTable(pathOrGlob, [...model.inputs, ...kept], reading)) {
    await aTurn(signal);
    const table = { ...read, columns: read.columns.slice(0, model.inputs.length) };
    watch.look(table);
    const part = model
      .predict(table, signal)
      .then((answers) => ({ table, kept: read.columns.slice(model.inputs.length), answers }));
    // Heard of when its turn comes.
    part.catch(() => {});
    waiting.push(part);
    if (waiting.length > ahead) yield await waiting.shift()!;
  }
  for (const part of waiting) yield await part;
}
