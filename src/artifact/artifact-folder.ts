import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors/index.ts';
import { inTurns } from '../turns/index.ts';
import { artifactFiles, digest, loadFolder, readIfThere, writingFolder } from './artifact-contents.ts';
import { inArtifactThread } from './artifact-threads.ts';
import { type ModelRecord, modelRecord, type TrainingFacts } from './model-record.ts';
import { bytesOf, shared } from './shared.ts';
import type { TrainedModel } from './trained-model.ts';

/** A model on disk, known but not loaded yet. */
export interface Artifact {
  folder: string;
  record: ModelRecord;
  /** SHA-256 of `model.json`, which holds those of the other files: the same for the same model alone. */
  sha256: string;
  /** Where the ONNX file lies; null where the model has none. */
  onnxPath: string | null;
  /** @throws InputError `artifact-damaged`, `not-a-trained-model` */
  loadTrained(): Promise<TrainedModel>;
}

/** Smaller models are written and loaded sooner than a thread starts; the event loop waits for some 10 ms at once. */
const mostBytesHere = 2 ** 20;

/**
 * Writes a trained model as a folder: `model.json`, `trained-model.json` (of a big model with `trained-model.bin`) and, where it can be expressed, `model.onnx`. The folder appears
 * when all is in it; more files may be put beside them later.
 *
 * @throws InputError `artifact-exists` where the folder is there already; StorageError `artifact-unwritable`; LimitError where the model is too big
 */
export async function writeArtifact(
  folder: string,
  trained: TrainedModel,
  facts: TrainingFacts = {},
  now = new Date(),
): Promise<Artifact> {
  if (existsSync(folder))
    throw new InputError(
      'artifact-exists',
      `${folder} is there already; name a folder that is not there yet.`,
    );
  if (bytesOf(trained) <= mostBytesHere) await inTurns(writingFolder(folder, trained, facts, now));
  else await inArtifactThread({ kind: 'write', folder, trained: await shared(trained), facts, now });
  return readArtifact(folder);
}

/** A model that was written before. @throws InputError `no-artifact`, `not-an-artifact` */
export function readArtifact(folder: string): Artifact {
  const recordPath = join(folder, artifactFiles.record);
  const text = readIfThere(recordPath);
  if (text === null)
    throw new InputError(
      'no-artifact',
      `There is no model in ${folder}: it has no ${artifactFiles.record}. Give a folder that training wrote.`,
    );
  const record = parseRecord(text.toString('utf8'), recordPath);
  return {
    folder,
    record,
    sha256: digest(text),
    onnxPath: record.onnx === null ? null : join(folder, artifactFiles.onnx),
    loadTrained: async () => {
      const bytesIn = (name: string) => record.files[name]?.bytes ?? 0;
      if (bytesIn(artifactFiles.trained) + bytesIn(artifactFiles.arrays) <= mostBytesHere)
        return loadFolder(folder, record);
      return inArtifactThread({ kind: 'load', folder, record });
    },
  };
}

function parseRecord(text: string, path: string): ModelRecord {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (cause) {
    throw new InputError(
      'not-an-artifact',
      `${path} is no JSON; take the folder from where it was trained.`,
      { cause },
    );
  }
  const parsed = modelRecord.safeParse(found);
  if (parsed.success) return parsed.data;
  const { path: at, message } = parsed.error.issues[0]!;
  throw new InputError(
    'not-an-artifact',
    `${path} describes no model: ${at.join('.') || 'the file'}: ${message}. Take the folder from where it was trained.`,
  );
}
