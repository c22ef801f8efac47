import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

/**
 * Writes a trained model as a folder: `model.json`, `trained-model.json` and, where it can be expressed, `model.onnx`. The folder appears
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
  return readArtifact(folder);
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
  const { task, target, classes, threshold, calibration, members } = trained;
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
    loadTrained: async () =>
      loadTrainedModel(checked(folder, record, artifactFiles.trained).toString('utf8')),
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

function readIfThere(path: string): Buffer | null {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return null;
  return readFileSync(path);
}

function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
