/** A thread that holds one ONNX file: onnxruntime for Node loads and runs in the thread that asks it. */
import { parentPort, workerData } from 'node:worker_threads';
import { OpsmithError, toError } from '../../errors/index.ts';
import type { Answers } from '../served-model.ts';
import type { Feed } from './feeds.ts';
import { type Graph, type GraphFacts, type GraphFile, openGraph } from './graph.ts';
import { type StopGate, throughGate } from './stop-gate.ts';

/** What the thread is given at its start. */
export interface GraphTask {
  file: GraphFile;
  gate: StopGate;
}

/** What the thread is asked: rows, or to end. */
export type GraphQuestion = { id: number; feeds: readonly Feed[]; rows: number } | 'close';

/** What it says: first that it is open, then to each question. */
export type GraphAnswer =
  | { type: 'open'; facts: GraphFacts }
  | { type: 'done'; id: number; said: Answers; tookMs: number }
  /** `id`: null where it could not be opened. `code`: where it was the file's or the rows' fault. */
  | {
      type: 'failed';
      id: number | null;
      code: string | null;
      message: string;
      details: OpsmithError['details'];
    };

const port = parentPort;
if (port) {
  const { file, gate } = workerData as GraphTask;
  const failed = (id: number | null, thrown: unknown): void => {
    const isKnown = thrown instanceof OpsmithError;
    const message = isKnown ? thrown.message : (toError(thrown).stack ?? String(thrown));
    const details = isKnown ? thrown.details : {};
    port.postMessage({ type: 'failed', id, code: isKnown ? thrown.code : null, message, details });
  };
  const answer = async (graph: Graph, question: GraphQuestion): Promise<void> => {
    if (question === 'close') {
      await throughGate(gate, () => graph.close());
      port.close();
      return;
    }
    const { id, feeds, rows } = question;
    try {
      const began = performance.now();
      const said = await throughGate(gate, () => graph.run(feeds, rows));
      const tookMs = performance.now() - began;
      port.postMessage({ type: 'done', id, said, tookMs } satisfies GraphAnswer, buffersIn(said));
    } catch (thrown) {
      failed(id, thrown);
    }
  };
  throughGate(gate, () => openGraph(file)).then(
    (graph) => {
      // One after the other: the runtime works in this thread anyway.
      let last: Promise<void> = Promise.resolve();
      port.on('message', (question: GraphQuestion) => {
        last = last.then(() => answer(graph, question));
      });
      const { inputs, labels } = graph;
      const facts = { inputs: inputs.map((each) => ({ ...each })), labels };
      port.postMessage({ type: 'open', facts } satisfies GraphAnswer);
    },
    (thrown) => failed(null, thrown),
  );
}

function buffersIn({ prediction, probabilities, scores }: Answers): ArrayBuffer[] {
  const arrays = [
    prediction.type === 'numbers' ? prediction.values : prediction.codes,
    ...(probabilities ?? []).map(({ values }) => values),
    ...(scores ?? []),
  ];
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}
