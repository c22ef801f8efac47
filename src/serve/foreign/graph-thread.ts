import { basename } from 'node:path';
import { ModelThread } from '../../onnx/index.ts';
import type { Answers } from '../served-model.ts';
import { buffersOf } from './feeds.ts';
import type { Graph, GraphFacts, GraphFile } from './graph.ts';
import type { GraphQuestion } from './graph-worker.ts';

/** An ONNX file in a thread of its own. */
export interface GraphThread extends Graph {
  /** What the last run took in the thread itself. */
  lastRunMs(): number;
}

/**
 * Opens an ONNX file in a thread of its own; the arrays of `feeds` are handed over to it.
 *
 * @throws InputError `runtime-missing`, `not-onnx`; LimitError `serve.memory`, InternalError where the thread dies of it, as its `run` does
 */
export async function openGraphThread(file: GraphFile): Promise<GraphThread> {
  const thread = await ModelThread.open<GraphFacts, GraphQuestion, Answers>({
    // Beside this module: as source, or as the bundle's own entry.
    url: new URL(`./graph-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`, import.meta.url),
    given: file,
    name: basename(file.path),
    outOfMemory: { limit: 'serve.memory', advice: 'Predict fewer rows at once' },
  });
  return {
    ...thread.facts,
    run: (feeds, rows) => thread.ask({ feeds, rows }, buffersOf(feeds)),
    lastRunMs: () => thread.lastRunMs,
    close: () => thread.close(),
  };
}
