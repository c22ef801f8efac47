import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readArrayFile, writeArrayFile } from './array-file.ts';
import { loadTrainedModel, saveTrainedModel } from './save-trained-model.ts';
import { bytesOf } from './shared.ts';
import type { TrainedModel } from './trained-model.ts';

/** From there on the arrays go into a file of their own, as they are: the event loop waits for the write alone, not for a long text to be made. */
const mostInText = 2 ** 20;

/**
 * Keeps a trained model in a file of its own, `<name>.json`, and a big one's arrays in `<name>.bin` beside it: for one who goes on later, on the same machine. The
 * model appears whole or not at all; the folder is made.
 */
export function writeTrainedFiles(path: string, trained: TrainedModel): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const [text, binary] = [`${path}.${process.pid}.part`, `${arraysOf(path)}.${process.pid}.part`];
  try {
    if (bytesOf(trained) > mostInText) {
      const arrays = writeArrayFile(binary);
      writeFileSync(text, saveTrainedModel(trained, arrays.keep), { mode: 0o600 });
      arrays.close();
      // A model from before goes first: its text would say where arrays lie in a file that is another now.
      rmSync(path, { force: true });
      renameSync(binary, arraysOf(path));
    } else writeFileSync(text, saveTrainedModel(trained), { mode: 0o600 });
    renameSync(text, path);
  } catch (thrown) {
    rmSync(text, { force: true });
    rmSync(binary, { force: true });
    throw thrown;
  }
}

/** The model that was kept. @throws InputError `not-a-trained-model`, and what the file system throws */
export function readTrainedFiles(path: string): TrainedModel {
  const text = readFileSync(path, 'utf8');
  if (!existsSync(arraysOf(path))) return loadTrainedModel(text);
  const arrays = readArrayFile(arraysOf(path));
  try {
    return loadTrainedModel(text, arrays.take);
  } finally {
    arrays.close();
  }
}

function arraysOf(path: string): string {
  return `${path.replace(/\.json$/, '')}.bin`;
}
