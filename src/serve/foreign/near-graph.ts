import { statSync } from 'node:fs';
import { type Graph, type GraphFile, openGraph } from './graph.ts';
import { openGraphThread } from './graph-thread.ts';

/** Only files of at most so many bytes are loaded in this thread: that takes a few milliseconds. */
const mostBytes = 256 * 1_024;
/** At most so many rows at once are run in this thread. */
const mostRows = 16;
/** Runs of few rows in the file's own thread before it is known what they take. */
const tries = 3;
/** A run in this thread may take so long. After some that took longer, all go to the file's own thread again. */
const mostRunMs = 1;

/**
 * Opens an ONNX file in a thread of its own. To ask a thread takes longer than a small graph takes for one row, so one whose first runs were short is then loaded in this thread, too,
 * and runs few rows here.
 *
 * @throws as `openGraphThread`
 */
export async function openNearGraph(file: GraphFile): Promise<Graph> {
  const thread = await openGraphThread(file);
  let mayBeNear = statSync(file.path).size <= mostBytes;
  let few = 0;
  let slow = 0;
  let shortestMs = Number.POSITIVE_INFINITY;
  let near: Promise<Graph> | null = null;
  return {
    inputs: thread.inputs,
    labels: thread.labels,
    async run(feeds, rows) {
      if (!mayBeNear || rows > mostRows) return thread.run(feeds, rows);
      if (few < tries) {
        const said = await thread.run(feeds, rows);
        few += 1;
        shortestMs = Math.min(shortestMs, thread.lastRunMs());
        mayBeNear = few < tries || shortestMs <= mostRunMs;
        return said;
      }
      near ??= openGraph(file);
      const graph = await near;
      const began = performance.now();
      const said = await graph.run(feeds, rows);
      slow = performance.now() - began > mostRunMs ? slow + 1 : 0;
      mayBeNear = slow < tries;
      return said;
    },
    async close() {
      await (await near)?.close();
      await thread.close();
    },
  };
}
