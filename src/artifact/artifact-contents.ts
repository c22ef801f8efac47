import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError, OpsmithError, StorageError } from '../errors/index.ts';
import { packageVersion } from '../host/index.ts';
import { operatorSets } from '../onnx/index.ts';
import type { Work } from '../turns/index.ts';
import { type ArrayFileWriter, readArrayFile, writeArrayFile } from './array-file.ts';
import { exportOnnx } from './export-onnx.ts';
import { type ModelRecord, modelRecord, type TrainingFacts, trainingFacts } from './model-record.ts';
import { loadTrainedModel, saveTrainedModel } from './save-trained-model.ts';
import { bytesOf } from './shared.ts';
import type { TrainedModel } from './trained-model.ts';
import { unexportable } from './unexportable.ts';

/** The files of an artifact; others may lie beside them. */
export const artifactFiles = {
  record: 'model.json',
  trained: 'trained-model.json',
  /** The big arrays of a big model; smaller models have none. */
  arrays: 'trained-model.bin',
  onnx: 'model.onnx',
} as const;

/** Models whose arrays take more than that have them in a file of their own: as base64 in a text they would be read slowly, and from 512 MB on not at all. */
const mostInText = 64 * 2 ** 20;
/** Bigger models have no ONNX file: such a file holds 2 GiB at most, and a tree takes about four times as much in it. */
const mostInOnnx = 512 * 2 ** 20;
const tooBigForOnnx = {
  column: null,
  reason: 'the model is too big for one ONNX file, which holds 2 GiB at most',
};

/** What a system says where nothing more can be written: the disk, a quota, the largest file that is allowed. */
const noRoom: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Writes a model's folder, in turns.
 *
 * @throws StorageError `artifact-unwritable`, `disk-full`
 */
export function* writingFolder(
  folder: string,
  trained: TrainedModel,
  facts: TrainingFacts,
  now: Date,
  arraysFrom = mostInText,
): Work<void> {
  const part = join(dirname(folder), `.${basename(folder)}.${process.pid}.part`);
  try {
    mkdirSync(part, { recursive: true });
    const hasOwnFile = bytesOf(trained) > arraysFrom;
    const arrays = hasOwnFile ? writeArrayFile(join(part, artifactFiles.arrays)) : null;
    const contents = yield* contentsOf(trained, facts, now, arrays);
    for (const [name, content] of Object.entries(contents)) {
      writeFileSync(join(part, name), content);
      yield;
    }
    renameSync(part, folder);
  } catch (cause) {
    rmSync(part, { recursive: true, force: true });
    if (cause instanceof OpsmithError) throw cause;
    // Told apart here: between threads an error keeps no cause.
    if (noRoom.has((cause as { code?: unknown }).code))
      throw new StorageError(
        'disk-full',
        `The disk that holds ${folder} is full. Free some space and try again; nothing of the model was left there.`,
        { cause },
      );
    throw new StorageError(
      'artifact-unwritable',
      `The model cannot be written to ${folder}: ${(cause as Error).message}. Check the folder and the space on the disk.`,
      { cause },
    );
  }
}

function* contentsOf(
  trained: TrainedModel,
  facts: TrainingFacts,
  now: Date,
  arrays: ArrayFileWriter | null,
): Work<Record<string, string | Uint8Array>> {
  const version = packageVersion();
  const against = [...unexportable(trained), ...(bytesOf(trained) > mostInOnnx ? [tooBigForOnnx] : [])];
  const exported = against.length > 0 ? null : exportOnnx(trained, { producer: `opsmith ${version}` });
  yield;
  const files: Record<string, string | Uint8Array> = {
    [artifactFiles.trained]: saveTrainedModel(trained, arrays?.keep),
    ...(exported && { [artifactFiles.onnx]: exported.bytes }),
  };
  const arraysFile: ModelRecord['files'] = arrays === null ? {} : { [artifactFiles.arrays]: arrays.close() };
  yield;
  const record: ModelRecord = {
    format: 'opsmith-model-record',
    version: 1,
    createdAt: now.toISOString(),
    ...known(trained, trainingFacts.parse(facts)),
    versions: { opsmith: version, node: process.versions.node },
    onnx:
      exported === null
        ? null
        : {
            inputs: [...exported.inputs],
            outputs: exported.outputs,
            operatorSets: Object.fromEntries(
              Object.entries(operatorSets).map(([domain, set]) => [domain === '' ? 'ai.onnx' : domain, set]),
            ),
          },
    unexportable: against,
    files: {
      ...arraysFile,
      ...Object.fromEntries(
        Object.entries(files).map(([name, content]) => {
          const bytes = typeof content === 'string' ? Buffer.byteLength(content) : content.length;
          return [name, { bytes, sha256: digest(content) }];
        }),
      ),
    },
  };
  yield;
  return { ...files, [artifactFiles.record]: `${JSON.stringify(modelRecord.parse(record), null, 2)}\n` };
}

/** What the model itself says, and of the facts what concerns it. */
function known(trained: TrainedModel, facts: ReturnType<typeof trainingFacts.parse>) {
  const { task, target, classes, threshold, calibration, members, stack } = trained;
  const inputs = inputsOf(trained);
  const isInput = new Set(inputs.map(({ name }) => name));
  const { expectations } = facts;
  return {
    ...facts,
    expectations: expectations && {
      ...expectations,
      columns: expectations.columns.filter(({ name }) => isInput.has(name)),
    },
    task,
    target,
    classes: classes && [...classes],
    threshold,
    calibration: calibration?.[0]?.method ?? null,
    stacked: stack != null,
    inputs,
    members: members.map(({ weight, model, pipeline }) => ({
      weight,
      family: model.family,
      features: pipeline.outputs.map(({ name, sources, steps }) => ({
        name,
        sources: [...sources],
        steps: steps.map(({ step, parameters }) => ({ step, parameters: { ...parameters } })),
      })),
    })),
  };
}

/** The raw columns that a trained model reads, each once. */
export function inputsOf({ members }: TrainedModel): ModelRecord['inputs'] {
  const inputs = new Map<string, ModelRecord['inputs'][number]>();
  for (const { pipeline } of members)
    for (const { name, kind, type } of pipeline.inputs)
      if (!inputs.has(name)) inputs.set(name, { name, kind, type });
  return [...inputs.values()];
}

/** Loads a folder's model, at once: the event loop waits. @throws InputError `artifact-damaged`, `not-a-trained-model` */
export function loadFolder(folder: string, record: ModelRecord): TrainedModel {
  const text = checked(folder, record, artifactFiles.trained).toString('utf8');
  if (record.files[artifactFiles.arrays] === undefined) return loadTrainedModel(text);
  const path = join(folder, artifactFiles.arrays);
  if (!isFile(path)) throw damaged(path, 'is not there');
  const arrays = readArrayFile(path);
  try {
    if (arrays.digest() !== record.files[artifactFiles.arrays]!.sha256) throw damaged(path, isOther);
    return loadTrainedModel(text, arrays.take);
  } finally {
    arrays.close();
  }
}

const isOther = 'is not the file that was written';

/** A file that the record vouches for. @throws InputError `artifact-damaged` */
function checked(folder: string, record: ModelRecord, name: string): Buffer {
  const path = join(folder, name);
  const content = readIfThere(path);
  const wanted = record.files[name];
  if (content !== null && wanted !== undefined && digest(content) === wanted.sha256) return content;
  throw damaged(path, content === null ? 'is not there' : isOther);
}

function damaged(path: string, what: string): InputError {
  return new InputError(
    'artifact-damaged',
    `${path} ${what}, by ${artifactFiles.record} beside it. Copy the whole folder again from where it was trained.`,
    { details: { path } },
  );
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The content of a file, or null where there is none. */
export function readIfThere(path: string): Buffer | null {
  return isFile(path) ? readFileSync(path) : null;
}

/** The SHA-256 of a content. */
export function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
