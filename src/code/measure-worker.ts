/** The worker thread that measures batches of files; `worker-pool.ts` feeds it. */
import { parentPort } from 'node:worker_threads';
import type { Ruleset } from './custom/ruleset.ts';
import type { FoundFile } from './find-files.ts';
import { type FileOutcome, measureFile } from './measure-file.ts';
import type { LanguageName } from './types.ts';

export interface WorkerTask {
  files: FoundFile[];
  language: LanguageName | undefined;
  /** Whether findings are sent back. */
  findings: boolean;
  ruleset: Ruleset | undefined;
}

export interface WorkerAnswer {
  outcomes: FileOutcome[];
}

if (parentPort) {
  const port = parentPort;
  // One batch after the other: answers come back in the order of the questions.
  let last = Promise.resolve();
  port.on('message', (task: WorkerTask) => {
    last = last.then(async () => {
      const { answer, buffers } = await measureBatch(task);
      port.postMessage(answer, buffers);
    });
  });
}

async function measureBatch({
  files,
  language,
  findings,
  ruleset,
}: WorkerTask): Promise<{ answer: WorkerAnswer; buffers: ArrayBuffer[] }> {
  const outcomes: FileOutcome[] = [];
  const buffers = new Set<ArrayBuffer>();
  for (const file of files) {
    const outcome = await measureFile(file, language, findings, ruleset);
    if (outcome && 'analysis' in outcome) {
      const { analysis } = outcome;
      if (!findings) analysis.findings = [];
      for (const numbers of [...Object.values(analysis.windows), analysis.codeBefore]) {
        buffers.add(numbers.buffer as ArrayBuffer);
      }
    }
    outcomes.push(outcome);
  }
  return { answer: { outcomes }, buffers: [...buffers] };
}
