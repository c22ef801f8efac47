import { resolve } from 'node:path';
import {
  openTableWriter,
  textTable,
  type WrittenColumn,
  type WrittenValues,
} from '../../../src/data/index.ts';
import { InputError, InterruptedError } from '../../../src/errors/index.ts';
import {
  answerColumns,
  openModel,
  type PredictedPart,
  predictFile,
  type ServedModel,
} from '../../../src/serve/index.ts';
import type { PredictOptions } from '../commands/predict.ts';
import { type CliContext, type CommandResult, printJson, warn } from '../context.ts';
import { reasonColumns, reasonsOf } from './explained.ts';
import { type FoundModel, findModel } from './find-model.ts';
import { jsonRows } from './json-rows.ts';

/** Where predicted rows go. */
export interface Sink {
  write(rows: number, values: readonly WrittenValues[]): Promise<void>;
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

/** `opsmith predict`: from a file to a file or standard output, part by part. */
export async function predict(context: CliContext, options: PredictOptions): CommandResult {
  const found = await findModel(context, options.model);
  try {
    const model = await openModel(found.path, {
      ...(found.name !== null && { name: found.name }),
      ...(options.features && { features: options.features }),
      data: options.data,
      workspace: context.cwd,
    });
    try {
      return await predictTo(context, options, found, model);
    } finally {
      await model.close();
    }
  } finally {
    await found.release();
  }
}

async function predictTo(
  context: CliContext,
  options: PredictOptions,
  found: FoundModel,
  model: ServedModel,
): CommandResult {
  const began = performance.now();
  const { keep = [] } = options;
  const { parts, warnings } = predictFile(model, options.data, {
    workspace: context.cwd,
    keep,
    signal: context.signal,
  });
  let sink: Sink | null = null;
  let rows = 0;
  try {
    for await (const part of parts) {
      if (context.signal.aborted) throw new InterruptedError();
      if (context.isOutputClosed()) break;
      const { columns, values } = await written(context, options, model, part);
      sink ??= await openSink(context, options, columns);
      await sink.write(part.answers.rows, values);
      rows += part.answers.rows;
    }
    sink ??= await openSink(context, options, emptyColumns(options, model));
    const about = {
      model: {
        name: model.name,
        version: found.version,
        source: model.source,
        path: found.name === null ? found.path : null,
      },
      rows,
      out: options.out ?? null,
      seconds: Math.round(performance.now() - began) / 1_000,
      warnings: warnings().map(({ code, column, rows: count, message }) => ({
        code,
        column,
        rows: count,
        message,
      })),
    };
    await sink.finish();
    if (options.json === true && options.out !== undefined) printJson(context, about);
    else if (options.json === true) context.out.write(`\n],\n${JSON.stringify(about, null, 2).slice(2)}\n`);
    else for (const { message } of about.warnings) warn(context, message);
    if (options.json !== true && options.out !== undefined)
      context.err.line(
        `${rows.toLocaleString('en')} rows predicted by ${model.name}, written to ${options.out}.`,
      );
    return 0;
  } catch (error) {
    await sink?.abandon();
    throw error;
  }
}

async function written(
  context: CliContext,
  options: PredictOptions,
  model: ServedModel,
  { table, kept, answers }: PredictedPart,
): Promise<{ columns: WrittenColumn[]; values: WrittenValues[] }> {
  const said = answerColumns(answers);
  const columns = [...kept.map(({ name, type }) => ({ name, type })), ...said.columns];
  const values = [...kept, ...said.values];
  if (options.explain === true) {
    columns.push(...reasonColumns());
    values.push(...(await reasonsOf(model, table, answers, context.signal)));
  }
  refuseTwice(columns);
  return { columns, values };
}

/** The columns of a table without rows. */
function emptyColumns(
  { keep = [], explain }: PredictOptions,
  { classes, trained }: ServedModel,
): WrittenColumn[] {
  return [
    ...keep.map((name): WrittenColumn => ({ name, type: 'texts' })),
    { name: 'prediction', type: classes === null && trained !== null ? 'numbers' : 'texts' },
    ...(classes ?? []).map((label): WrittenColumn => ({ name: `probability_${label}`, type: 'numbers' })),
    ...(explain === true ? reasonColumns() : []),
  ];
}

function refuseTwice(columns: readonly WrittenColumn[]): void {
  const twice = columns.find(({ name }, at) => columns.findIndex((other) => other.name === name) !== at);
  if (twice === undefined) return;
  throw new InputError(
    'duplicate-column',
    `The table would have two columns "${twice.name}"; leave it out of --keep, or rename it in the data.`,
  );
}

async function openSink(
  context: CliContext,
  { out, json }: PredictOptions,
  columns: readonly WrittenColumn[],
): Promise<Sink> {
  if (out !== undefined) return openTableWriter(resolve(context.cwd, out), columns);
  if (json === true) return jsonRows(context, columns);
  const table = textTable(columns, 'csv', async (text) => context.out.write(text));
  return { ...table, abandon: async () => {} };
}
