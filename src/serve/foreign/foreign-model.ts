import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Tensor } from 'onnxruntime-node';
import { tableHeader } from '../../data/index.ts';
import { InputError, toError } from '../../errors/index.ts';
import { aTurn } from '../../turns/index.ts';
import type { OpenModelOptions } from '../open-model.ts';
import type { Answers, ServedModel } from '../served-model.ts';
import { expectedColumns, type GraphInputs, graphInputs, tensorOf } from './inputs.ts';
import { type OpenSession, openSession } from './open-session.ts';
import { answersOf } from './outputs.ts';
import { onnxRuntime } from './runtime.ts';

/** Rows that go through a graph at once. */
const rowsAtOnce = 8_192;
/** The runtime works in this thread, so that the event loop waits: as many rows at once as take about so long. */
const turnMs = 12;
const rowsAtFirst = 128;

/**
 * Opens an ONNX file of any maker (ours too) in onnxruntime.
 *
 * @throws InputError `runtime-missing`, `not-onnx`, `unsupported-model`, `features-needed`, `features-differ`
 */
export async function openForeignModel(path: string, options: OpenModelOptions = {}): Promise<ServedModel> {
  const open = await openSession(path, statSync(path).size, options.threads);
  const { session } = open;
  const isMatrix = session.inputMetadata.length === 1 && !isOneColumn(session.inputMetadata[0]!);
  const features =
    options.features ??
    (isMatrix && options.data !== undefined
      ? await tableHeader(options.data, { workspace: options.workspace })
      : undefined);
  const inputs = graphInputs(path, session.inputMetadata, features);
  return {
    name: options.name ?? basename(path),
    source: 'onnx',
    inputs: expectedColumns(inputs.inputs),
    classes: open.labels,
    record: null,
    trained: null,
    predict: (table, signal) => runGraph(open, inputs, table, signal),
    predictRow: null,
    close: () => session.release(),
  };
}

function isOneColumn(metadata: OpenSession['session']['inputMetadata'][number]): boolean {
  return metadata.isTensor && (metadata.shape.length === 1 || metadata.shape[1] === 1);
}

async function runGraph(
  { session, ...known }: OpenSession,
  { inputs, batch }: GraphInputs,
  table: Parameters<ServedModel['predict']>[0],
  signal?: AbortSignal,
): Promise<Answers> {
  const { Tensor } = await onnxRuntime();
  const parts: Answers[] = [];
  let step = batch ?? rowsAtFirst;
  for (let first = 0, end = 0; first < table.rows || parts.length === 0; first = end) {
    await aTurn(signal);
    const began = performance.now();
    end = Math.min(table.rows, first + step);
    const rows = batch ?? end - first;
    const feeds: Record<string, Tensor> = {};
    for (const input of inputs) feeds[input.name] = tensorOf(Tensor, input, table, { first, end, rows });
    const said = await session.run(feeds).catch((cause) => {
      throw new InputError(
        'model-failed',
        `The model cannot run on these rows: ${toError(cause).message.split('\n')[0]!.slice(0, 200)}.`,
        { cause },
      );
    });
    const outputs = session.outputNames.map((name) => ({ name, tensor: said[name] as Tensor }));
    parts.push(firstRows(answersOf(outputs, rows, known), end - first));
    if (batch === null) step = nextStep(step, performance.now() - began);
  }
  return joined(parts);
}

/** Rows for the next turn, by how long the last ones took. */
function nextStep(step: number, tookMs: number): number {
  const wanted = (step * turnMs) / Math.max(0.1, tookMs);
  return Math.max(1, Math.min(rowsAtOnce, 4 * step, Math.floor(wanted)));
}

/** Without the rows that only filled up a batch. */
function firstRows(answers: Answers, rows: number): Answers {
  if (answers.rows === rows) return answers;
  const { prediction, probabilities, scores } = answers;
  return {
    rows,
    prediction:
      prediction.type === 'numbers'
        ? { ...prediction, values: prediction.values.subarray(0, rows) }
        : { ...prediction, codes: prediction.codes.subarray(0, rows) },
    probabilities:
      probabilities?.map(({ label, values }) => ({ label, values: values.subarray(0, rows) })) ?? null,
    scores: scores?.map((values) => values.subarray(0, rows)) ?? null,
  };
}

function joined(given: readonly Answers[]): Answers {
  if (given.length === 1) return given[0]!;
  // What adds up to 1 in some rows alone is no probability in any.
  const parts = given.some(({ scores }) => scores !== null) ? given.map(withScores) : given;
  const first = parts[0]!;
  const numbers = (take: (part: Answers) => Float64Array): Float64Array => joinedNumbers(parts.map(take));
  return {
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    prediction:
      first.prediction.type === 'numbers'
        ? {
            type: 'numbers',
            values: numbers(({ prediction }) =>
              prediction.type === 'numbers' ? prediction.values : new Float64Array(),
            ),
          }
        : joinedLabels(parts),
    probabilities:
      first.probabilities?.map(({ label }, place) => ({
        label,
        values: numbers(({ probabilities }) => probabilities![place]!.values),
      })) ?? null,
    scores: first.scores?.map((_, place) => numbers(({ scores }) => scores![place]!)) ?? null,
  };
}

function joinedNumbers(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

function withScores(part: Answers): Answers {
  if (part.probabilities === null) return part;
  return { ...part, probabilities: null, scores: part.probabilities.map(({ values }) => values) };
}

function joinedLabels(parts: readonly Answers[]): Answers['prediction'] {
  const places = new Map<string, number>();
  const codes: number[] = [];
  for (const { prediction } of parts) {
    if (prediction.type !== 'texts') continue;
    for (const code of prediction.codes) {
      const label = prediction.dictionary[code]!;
      const place = places.get(label) ?? places.size;
      places.set(label, place);
      codes.push(place);
    }
  }
  return { type: 'texts', codes: Int32Array.from(codes), dictionary: [...places.keys()] };
}
