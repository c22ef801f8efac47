/** A thread that holds one ONNX file. */
import { answerInThread } from '../../onnx/index.ts';
import type { Answers } from '../served-model.ts';
import type { Feed } from './feeds.ts';
import { type GraphFile, openGraph } from './graph.ts';

/** What the thread is asked. */
export interface GraphQuestion {
  feeds: readonly Feed[];
  rows: number;
}

answerInThread<GraphFile, GraphQuestion, Answers>(async (file, inRuntime) => {
  const graph = await inRuntime(() => openGraph(file));
  const { inputs, labels } = graph;
  return {
    facts: { inputs: inputs.map((each) => ({ ...each })), labels },
    async answer({ feeds, rows }) {
      const said = await inRuntime(() => graph.run(feeds, rows));
      return { said, handedOver: buffersIn(said) };
    },
    close: () => graph.close(),
  };
});

function buffersIn({ prediction, probabilities, scores }: Answers): ArrayBuffer[] {
  const arrays = [
    prediction.type === 'numbers' ? prediction.values : prediction.codes,
    ...(probabilities ?? []).map(({ values }) => values),
    ...(scores ?? []),
  ];
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}
