/** The worker thread that measures batches of files; `worker-pool.ts` feeds it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FoundFile } from './find-files.ts';
import { type FileOutcome, measureFile } from './measure-file.ts';
import type { LanguageName } from './types.ts';

/** What a worker is told when it starts. */
export interface WorkerSetup {
  language: LanguageName | undefined;
  /** Whether findings are sent back; the figures that follow from them always are. */
  findings: boolean;
}

export interface WorkerAnswer {
  outcomes: FileOutcome[];
}

if (parentPort) {
  const port = parentPort;
  const { language, findings } = workerData as WorkerSetup;
  // One batch after the other: answers come back in the order of the questions.
  let last = Promise.resolve();
  port.on('message', (files: readonly FoundFile[]) => {
    last = last.then(async () => {
      const { answer, buffers } = await measureBatch(files, language, findings);
      port.postMessage(answer, buffers);
    });
  });
}

async function measureBatch(
  files: readonly FoundFile[],
  language: LanguageName | undefined,
  findings: boolean,
): Promise<{ answer: WorkerAnswer; buffers: ArrayBuffer[] }> {
  const outcomes: FileOutcome[] = [];
  const buffers = new Set<ArrayBuffer>();
  for (const file of files) {
    const outcome = await measureFile(file, language);
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
