import { InputError, LimitError, StorageError } from '../errors/index.ts';
import { createThreadPool } from '../train/index.ts';
import type { ModelRecord, TrainingFacts } from './model-record.ts';
import type { TrainedModel } from './trained-model.ts';

/** What a thread is asked. */
export type ArtifactTask =
  | { kind: 'write'; folder: string; trained: TrainedModel; facts: TrainingFacts; now: Date }
  | { kind: 'load'; folder: string; record: ModelRecord };

/** What a thread answers. `code` is the limit where one was reached. */
export type ArtifactResult =
  | { trained: TrainedModel | null }
  | { failed: 'input' | 'storage' | 'limit'; code: string; message: string };

const pool = createThreadPool<ArtifactTask>(workerUrl, 'Writing or loading a model');

/** Lets a thread write or load a model, off the event loop. @throws what `writingFolder` and `loadFolder` throw */
export async function inArtifactThread<Task extends ArtifactTask>(
  task: Task,
): Promise<Task extends { kind: 'load' } ? TrainedModel : null> {
  const [result] = await pool.together<ArtifactResult>(() => task, { threads: 1 });
  if (result !== undefined && 'trained' in result) return result.trained as never;
  const { failed, code, message } = result!;
  if (failed === 'limit') throw new LimitError(code, message);
  throw failed === 'storage' ? new StorageError(code, message) : new InputError(code, message);
}

/** Beside this module: as source, or as the bundle's own entry. */
function workerUrl(): URL {
  return new URL(`./artifact-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`, import.meta.url);
}
