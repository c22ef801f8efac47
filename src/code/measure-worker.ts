/** The worker thread that measures batches of files; `worker-pool.ts` feeds it. */
import { parentPort } from 'node:worker_threads';
import { type EncodedAnalysis, encodeAnalysis } from './encoded-analysis.ts';
import type { FoundFile, SkippedPath } from './find-files.ts';
import { type MeasureFileOptions, measureFile } from './measure-file.ts';

export interface WorkerTask {
  files: FoundFile[];
  options: MeasureFileOptions;
}

export interface WorkerAnswer {
  /** By place: text and bytes cost less on the way, and less memory after it, than objects do. */
  outcomes: ({ encoded: EncodedAnalysis } | { skipped: SkippedPath } | null)[];
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
  options,
}: WorkerTask): Promise<{ answer: WorkerAnswer; buffers: ArrayBuffer[] }> {
  const outcomes: WorkerAnswer['outcomes'] = [];
  const buffers: ArrayBuffer[] = [];
  for (const file of files) {
    const outcome = await measureFile(file, options);
    if (outcome === null || 'skipped' in outcome) {
      outcomes.push(outcome);
      continue;
    }
    const { analysis, stamp, sha } = outcome;
    const encoded = encodeAnalysis(options.findings === false ? { ...analysis, findings: [] } : analysis, {
      stamp,
      sha,
    });
    buffers.push(encoded.lines.buffer as ArrayBuffer);
    outcomes.push({ encoded });
  }
  return { answer: { outcomes }, buffers };
}
