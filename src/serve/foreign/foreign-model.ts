import { basename } from 'node:path';
import { type Table, tableHeader } from '../../data/index.ts';
import { InterruptedError } from '../../errors/index.ts';
import { aTurn } from '../../turns/index.ts';
import type { OpenModelOptions } from '../open-model.ts';
import type { Answers, ServedModel } from '../served-model.ts';
import { feedOf } from './feeds.ts';
import type { Graph } from './graph.ts';
import { expectedColumns, type GraphInputs, graphInputs } from './inputs.ts';
import { openNearGraph } from './near-graph.ts';

/** Rows that go through a graph at once, and numbers that are copied for it at once: that is done in this thread. */
const rowsAtOnce = 8_192;
const cellsAtOnce = 400_000;
const rowsAtFirst = 512;
/** As many rows at once as take about so long: others who ask come in between. */
const turnMs = 50;

/**
 * Opens an ONNX file of any maker (ours too) in onnxruntime, in a thread of its own.
 *
 * @throws InputError `runtime-missing`, `not-onnx`, `unsupported-model`, `features-needed`, `features-differ`
 */
export async function openForeignModel(path: string, options: OpenModelOptions = {}): Promise<ServedModel> {
  const graph = await openNearGraph({ path, threads: options.threads });
  try {
    const inputs = await inputsOf(path, graph, options);
    const pace = { rows: rowsAtFirst };
    return {
      name: options.name ?? basename(path),
      source: 'onnx',
      inputs: expectedColumns(inputs.inputs),
      classes: graph.labels,
      record: null,
      trained: null,
      predict: (table, signal) => runGraph(graph, inputs, pace, table, signal),
      predictRow: null,
      close: () => graph.close(),
    };
  } catch (error) {
    await graph.close();
    throw error;
  }
}

async function inputsOf(path: string, graph: Graph, options: OpenModelOptions): Promise<GraphInputs> {
  const isMatrix = graph.inputs.length === 1 && !isOneColumn(graph.inputs[0]!);
  const features =
    options.features ??
    (isMatrix && options.data !== undefined
      ? await tableHeader(options.data, { workspace: options.workspace })
      : undefined);
  return graphInputs(path, graph.inputs, features, options.features !== undefined);
}

function isOneColumn(metadata: Graph['inputs'][number]): boolean {
  return metadata.isTensor && (metadata.shape.length === 1 || metadata.shape[1] === 1);
}

async function runGraph(
  graph: Graph,
  { inputs, batch }: GraphInputs,
  /** Rows at once, as the tables before have shown. */
  pace: { rows: number },
  table: Table,
  signal?: AbortSignal,
): Promise<Answers> {
  const parts: Answers[] = [];
  const columns = inputs.reduce((sum, { columns: own }) => sum + own.length, 0);
  const most = Math.max(1, Math.min(rowsAtOnce, Math.floor(cellsAtOnce / columns)));
  for (let first = 0, end = 0; first < table.rows || parts.length === 0; first = end) {
    await aTurn(signal);
    const began = performance.now();
    end = Math.min(table.rows, first + (batch ?? Math.min(most, pace.rows)));
    const rows = batch ?? end - first;
    const feeds = inputs.map((input) => feedOf(input, table, { first, end, rows }));
    const said = await orAborted(graph.run(feeds, rows), signal);
    parts.push(firstRows(said, end - first));
    // Few rows say little of how long many take.
    if (batch === null && rows === pace.rows) pace.rows = nextStep(rows, most, performance.now() - began);
  }
  return joined(parts);
}

/** What is under way goes on in its thread, unheard. @throws InterruptedError when the signal fires before it is done */
function orAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new InterruptedError());
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Rows for the next turn, by how long the last ones took. */
function nextStep(step: number, most: number, tookMs: number): number {
  const wanted = (step * turnMs) / Math.max(0.1, tookMs);
  return Math.max(1, Math.min(most, 4 * step, Math.floor(wanted)));
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
