/** A thread that holds one sentence encoder. */
import { answerInThread } from '../../../onnx/index.ts';
import { openSentenceModel } from './sentence-model.ts';

/** What the thread says of the encoder when it is open. */
export interface EncoderFacts {
  sha256: string;
  dimension: number;
}

/** What the thread is asked. `stop`: in memory that threads share, not 0 when nobody waits any more. */
export interface EncoderQuestion {
  texts: readonly string[];
  stop: Int32Array;
}

answerInThread<string, EncoderQuestion, Float32Array>(async (folder, inRuntime) => {
  const { sha256, dimension, embed, close } = await openSentenceModel(folder, inRuntime);
  return {
    facts: { sha256, dimension } satisfies EncoderFacts,
    async answer({ texts, stop }) {
      const said = await embed(texts, () => Atomics.load(stop, 0) !== 0);
      return { said, handedOver: [said.buffer as ArrayBuffer] };
    },
    close,
  };
});
