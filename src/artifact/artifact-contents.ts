import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError, StorageError } from '../errors/index.ts';
import { packageVersion } from '../host/index.ts';
import { operatorSets } from '../onnx/index.ts';
import { exportOnnx } from './export-onnx.ts';
import { type ModelRecord, modelRecord, type TrainingFacts, trainingFacts } from './model-record.ts';
import { loadTrainedModel, saveTrainedModel } from './save-trained-model.ts';
import type { TrainedModel } from './trained-model.ts';
import { unexportable } from './unexportable.ts';

/** The files of an artifact; others may lie beside them. */
export const artifactFiles = {
  record: 'model.json',
  trained: 'trained-model.json',
  onnx: 'model.onnx',
} as const;

/** Writes a model's folder, at once: the event loop waits. @throws StorageError `artifact-unwritable`; LimitError where the model is too big */
export function writeFolder(folder: string, trained: TrainedModel, facts: TrainingFacts, now: Date): void {
  const contents = contentsOf(trained, facts, now);
  const part = join(dirname(folder), `.${basename(folder)}.${process.pid}.part`);
  try {
    mkdirSync(part, { recursive: true });
    for (const [name, content] of Object.entries(contents)) writeFileSync(join(part, name), content);
    renameSync(part, folder);
  } catch (cause) {
    rmSync(part, { recursive: true, force: true });
    throw new StorageError(
      'artifact-unwritable',
      `The model cannot be written to ${folder}: ${(cause as Error).message}. Check the folder and the space on the disk.`,
      { cause },
    );
  }
}

function contentsOf(
  trained: TrainedModel,
  facts: TrainingFacts,
  now: Date,
): Record<string, string | Uint8Array> {
  const version = packageVersion();
  const against = unexportable(trained);
  const exported = against.length > 0 ? null : exportOnnx(trained, { producer: `opsmith ${version}` });
  const files: Record<string, string | Uint8Array> = {
    [artifactFiles.trained]: saveTrainedModel(trained),
    ...(exported && { [artifactFiles.onnx]: exported.bytes }),
  };
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
    files: Object.fromEntries(
      Object.entries(files).map(([name, content]) => {
        const bytes = typeof content === 'string' ? Buffer.byteLength(content) : content.length;
        return [name, { bytes, sha256: digest(content) }];
      }),
    ),
  };
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
  return loadTrainedModel(checked(folder, record, artifactFiles.trained).toString('utf8'));
}

/** A file that the record vouches for. @throws InputError `artifact-damaged` */
function checked(folder: string, record: ModelRecord, name: string): Buffer {
  const path = join(folder, name);
  const content = readIfThere(path);
  const wanted = record.files[name];
  if (content !== null && wanted !== undefined && digest(content) === wanted.sha256) return content;
  const what = content === null ? 'is not there' : 'is not the file that was written';
  throw new InputError(
    'artifact-damaged',
    `${path} ${what}, by ${artifactFiles.record} beside it. Copy the whole folder again from where it was trained.`,
    { details: { path } },
  );
}

/** The content of a file, or null where there is none. */
export function readIfThere(path: string): Buffer | null {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return null;
  return readFileSync(path);
}

/** The SHA-256 of a content. */
export function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
