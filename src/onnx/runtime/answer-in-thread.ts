import { parentPort, workerData } from 'node:worker_threads';
import { OpsmithError, toError } from '../../errors/index.ts';
import { type StopGate, throughGate } from './stop-gate.ts';

/** What a thread is given at its start. */
export interface ThreadGiven {
  given: unknown;
  gate: StopGate;
}

/** What it is asked: anything that can be copied to it, or to end. */
export type ThreadQuestion<Asked = unknown> = { id: number; asked: Asked } | 'close';

/** What it says: first that it is open, then to each question. */
export type ThreadAnswer =
  | { type: 'open'; facts: unknown }
  | { type: 'done'; id: number; said: unknown; tookMs: number }
  /** `id`: null where it could not be opened. `code`: where it was the file's or the question's fault. */
  | {
      type: 'failed';
      id: number | null;
      code: string | null;
      message: string;
      details: OpsmithError['details'];
    };

/** Runs something in onnxruntime: at the end of the process a thread must be out of there. */
export type InRuntime = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** A model that was opened in a thread. */
export interface Answering<Asked, Said> {
  facts: unknown;
  /** `handedOver`: buffers in what is said that need not be copied. */
  answer(asked: Asked): Promise<{ said: Said; handedOver: ArrayBuffer[] }>;
  close(): Promise<void>;
}

/** In a thread that a `ModelThread` has started: opens what it was given and answers questions, one after the other. Elsewhere nothing. */
export function answerInThread<Given, Asked, Said>(
  open: (given: Given, inRuntime: InRuntime) => Promise<Answering<Asked, Said>>,
): void {
  const port = parentPort;
  if (port === null) return;
  const { given, gate } = workerData as ThreadGiven;
  const inRuntime: InRuntime = (work) => throughGate(gate, work);
  const failed = (id: number | null, thrown: unknown): void => {
    const isKnown = thrown instanceof OpsmithError;
    const message = isKnown ? thrown.message : (toError(thrown).stack ?? String(thrown));
    const details = isKnown ? thrown.details : {};
    port.postMessage({ type: 'failed', id, code: isKnown ? thrown.code : null, message, details });
  };
  const answer = async (model: Answering<Asked, Said>, question: ThreadQuestion<Asked>): Promise<void> => {
    if (question === 'close') {
      await inRuntime(() => model.close());
      port.close();
      return;
    }
    const { id, asked } = question;
    try {
      const began = performance.now();
      const { said, handedOver } = await model.answer(asked);
      const tookMs = performance.now() - began;
      port.postMessage({ type: 'done', id, said, tookMs } satisfies ThreadAnswer, handedOver);
    } catch (thrown) {
      failed(id, thrown);
    }
  };
  open(given as Given, inRuntime).then(
    (model) => {
      // One after the other: the runtime works in this thread anyway.
      let last: Promise<void> = Promise.resolve();
      port.on('message', (question: ThreadQuestion<Asked>) => {
        last = last.then(() => answer(model, question));
      });
      port.postMessage({ type: 'open', facts: model.facts } satisfies ThreadAnswer);
    },
    (thrown) => failed(null, thrown),
  );
}
