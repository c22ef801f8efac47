/** The worker thread that outlines batches of files; `outline-files.ts` feeds it. */
import { parentPort } from 'node:worker_threads';
import type { FoundFile } from '../find-files.ts';
import { type OutlineOutcome, outlineFile } from './outline-file.ts';

if (parentPort) {
  const port = parentPort;
  let last = Promise.resolve();
  port.on('message', (files: FoundFile[]) => {
    last = last.then(async () => {
      const outcomes: OutlineOutcome[] = [];
      for (const file of files) outcomes.push(await outlineFile(file));
      port.postMessage(outcomes);
    });
  });
}
