/** A thread that writes models to disk or loads them: what is big would keep an event loop waiting. */
import { parentPort } from 'node:worker_threads';
import { InputError, LimitError, StorageError } from '../errors/index.ts';
import { failedAnswer } from '../train/index.ts';
import { atOnce } from '../turns/index.ts';
import { loadFolder, writingFolder } from './artifact-contents.ts';
import type { ArtifactResult, ArtifactTask } from './artifact-threads.ts';

const port = parentPort;
if (port)
  port.on('message', (task: ArtifactTask) => {
    try {
      port.postMessage({ type: 'done', result: done(task) });
    } catch (thrown) {
      port.postMessage(failedAnswer(thrown));
    }
  });

function done(task: ArtifactTask): ArtifactResult {
  try {
    if (task.kind === 'load') return { trained: loadFolder(task.folder, task.record) };
    atOnce(writingFolder(task.folder, task.trained, task.facts, task.now));
    return { trained: null };
  } catch (thrown) {
    // Errors lose their class on the way between threads.
    if (thrown instanceof LimitError) return { failed: 'limit', code: thrown.limit, message: thrown.message };
    if (thrown instanceof StorageError)
      return { failed: 'storage', code: thrown.code, message: thrown.message };
    if (thrown instanceof InputError) return { failed: 'input', code: thrown.code, message: thrown.message };
    throw thrown;
  }
}
