/** The worker thread that measures batches of files; `worker-pool.ts` feeds it. */
import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadData } from './kept-workers.ts';
import type { WorkerTask } from './measure-batch.ts';

if (parentPort) {
  const port = parentPort;
  // A thread has a cache for its compiled code only where it opens one, and before the code is loaded.
  const { compileCache = null, expected } = (workerData ?? {}) as Partial<ThreadData>;
  if (compileCache !== null) enableCompileCache(compileCache);
  const { getReady, measureBatch } = await import('./measure-batch.ts');
  // One batch after the other: answers come back in the order of the questions.
  let last = expected === undefined ? Promise.resolve() : getReady(expected);
  port.on('message', (task: WorkerTask) => {
    last = last.then(async () => {
      const { answer, buffers } = await measureBatch(task);
      port.postMessage(answer, buffers);
    });
  });
}
