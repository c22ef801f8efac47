import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { InputError, toError } from '../../errors/index.ts';
import type { Answers } from '../served-model.ts';
import type { Feed } from './feeds.ts';
import { foreignRuntime } from './foreign-runtime.ts';
import { openSession } from './open-session.ts';
import { answersOf } from './outputs.ts';
import { tensorsOf } from './tensors.ts';

/** What a graph says of itself. */
export interface GraphFacts {
  inputs: readonly InferenceSession.ValueMetadata[];
  /** Labels of the classes where the file names any. */
  labels: readonly string[] | null;
}

/** A loaded ONNX file, in whichever thread. */
export interface Graph extends GraphFacts {
  /** What it says of rows. @throws InputError `model-failed`, `unsupported-model` */
  run(feeds: readonly Feed[], rows: number): Promise<Answers>;
  close(): Promise<void>;
}

export interface GraphFile {
  path: string;
  /** Of the runtime, for one run. */
  threads: number | undefined;
}

/** Loads an ONNX file in this thread, where it is run, too. @throws InputError `runtime-missing`, `not-onnx` */
export async function openGraph({ path, threads }: GraphFile): Promise<Graph> {
  const { session, ...known } = await openSession(path, threads);
  const { Tensor } = await foreignRuntime();
  return {
    inputs: session.inputMetadata,
    labels: known.labels,
    async run(feeds, rows) {
      const said = await session.run(tensorsOf(Tensor, feeds)).catch((cause) => {
        throw new InputError(
          'model-failed',
          `The model cannot run on these rows: ${toError(cause).message.split('\n')[0]!.slice(0, 200)}.`,
          { cause },
        );
      });
      const outputs = session.outputNames.map((name) => ({ name, tensor: said[name] as Tensor }));
      return answersOf(outputs, rows, known);
    },
    close: () => session.release(),
  };
}
