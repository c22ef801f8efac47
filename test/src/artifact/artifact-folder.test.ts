import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writingFolder } from '../../../src/artifact/artifact-contents.ts';
import {
  loadTrainedModel,
  predictTable,
  readArtifact,
  saveTrainedModel,
  writeArtifact,
} from '../../../src/artifact/index.ts';
import { expectationsOf } from '../../../src/data/index.ts';
import { InputError, StorageError } from '../../../src/errors/index.ts';
import { fitPipeline } from '../../../src/features/index.ts';
import { estimatorOf } from '../../../src/train/estimators.ts';
import { atOnce } from '../../../src/turns/index.ts';
import { people, targetsOf } from '../features/tables.ts';
import { exampleModel, kinds, seen, unseen } from './example-models.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'artifact-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a trained model is saved and loaded', () => {
  it.each(Object.keys(kinds) as (keyof typeof kinds)[])('with the very same numbers: %s', async (kind) => {
    const trained = await exampleModel(kind);
    const loaded = loadTrainedModel(saveTrainedModel(trained));
    expect(loaded).toEqual(trained);
    expect(predictTable(loaded, unseen)).toEqual(predictTable(trained, unseen));
  });

  it.each([
    ['no JSON', '{"format"', /cannot be read as JSON/],
    ['another document', '{"format":"opsmith-model"}', /no saved model: format/],
    [
      'no members',
      JSON.stringify({ format: 'opsmith-trained-model', version: 1, trained: { members: [] } }),
      /no saved model: trained/,
    ],
    ['arrays of an unknown sort', '{"$array":"BigInt64Array","base64":""}', /no saved model/],
  ])('refuses %s', (_, text, message) => {
    expect(() => loadTrainedModel(text)).toThrow(message);
  });
});

describe('a big model', () => {
  it('has its arrays in a file of their own, as numbers, and is the very same', async () => {
    const trained = await exampleModel('two classes, a blend, calibrated by a sigmoid, with a threshold');
    const place = join(folder, 'big');
    atOnce(writingFolder(place, trained, {}, new Date(), 0));
    const { record, loadTrained } = readArtifact(place);
    expect(Object.keys(record.files).sort()).toEqual([
      'model.onnx',
      'trained-model.bin',
      'trained-model.json',
    ]);
    const bytes = readFileSync(join(place, 'trained-model.bin'));
    expect(bytes.length).toBe(record.files['trained-model.bin']!.bytes);
    const text = readFileSync(join(place, 'trained-model.json'), 'utf8');
    expect(text.length).toBeLessThan(saveTrainedModel(trained).length);
    const loaded = await loadTrained();
    expect(loaded).toEqual(trained);
    expect(predictTable(loaded, unseen)).toEqual(predictTable(trained, unseen));
  });

  it.each([
    ['is gone', (path: string) => rmSync(path), /trained-model\.bin is not there/],
    [
      'is another',
      (path: string) => writeFileSync(path, Buffer.alloc(100_000)),
      /not the file that was written/,
    ],
  ])('is refused where that file %s', async (_, spoil, message) => {
    const place = join(folder, 'spoilt');
    const trained = await exampleModel('two classes, a blend, calibrated by a sigmoid, with a threshold');
    atOnce(writingFolder(place, trained, {}, new Date(), 0));
    spoil(join(place, 'trained-model.bin'));
    await expect(readArtifact(place).loadTrained()).rejects.toThrow(message);
  });
});

describe('an artifact is a folder', () => {
  const facts = {
    name: 'likes',
    metric: 'rocAuc',
    scores: { test: { rocAuc: 0.9 } },
    seed: 7,
    expectations: expectationsOf(seen),
  };

  it('that says what the model is, and gives it back', async () => {
    const trained = await exampleModel('two classes, a blend, calibrated by a sigmoid, with a threshold');
    const written = await writeArtifact(join(folder, 'likes'), trained, facts);
    const { record, sha256, onnxPath, loadTrained } = readArtifact(join(folder, 'likes'));
    expect(sha256).toBe(written.sha256);
    expect(record).toMatchObject({
      name: 'likes',
      task: 'classification',
      threshold: 0.31,
      calibration: 'sigmoid',
      seed: 7,
    });
    expect(record.members.map(({ family }) => family)).toEqual(['random-forest', 'linear', 'perceptron']);
    expect(record.inputs.map(({ name }) => name).toSorted()).toEqual(
      record.expectations!.columns.map(({ name }) => name).toSorted(),
    );
    const cycle = record.members[1]!.features.find(({ name }) => name.startsWith('joined:monthCycle'))!;
    expect(cycle.sources).toEqual(['joined']);
    expect(cycle.steps[0]!.step).toBe('dateParts');
    expect(readFileSync(onnxPath!).length).toBe(record.files['model.onnx']!.bytes);
    expect(predictTable(await loadTrained(), unseen)).toEqual(predictTable(trained, unseen));
  });

  it('that is written and loaded in a thread where the model is big', async () => {
    const table = people(2_000, 3);
    const target = targetsOf(table).number;
    const { pipeline, matrix } = fitPipeline(table, target, {
      columns: ['age', 'income', 'debt'],
      steps: [],
    });
    const model = await estimatorOf('extra-trees').fit({ matrix, target, options: { trees: 40 } });
    const members = [{ weight: 1, pipeline, model }];
    const trained = {
      task: 'regression',
      target: 'y',
      classes: null,
      members,
      calibration: null,
      threshold: null,
    } as const;
    const { record, loadTrained } = await writeArtifact(join(folder, 'big'), trained);
    expect(record.files['trained-model.json']!.bytes).toBeGreaterThan(2 ** 22);
    expect(predictTable(await loadTrained(), unseen)).toEqual(predictTable(trained, unseen));
    writeFileSync(join(folder, 'big', 'trained-model.json'), 'x'.repeat(2 ** 22));
    await expect(loadTrained()).rejects.toThrow(InputError);
    writeFileSync(join(folder, 'file'), '');
    await expect(writeArtifact(join(folder, 'file', 'big'), trained)).rejects.toThrow(StorageError);
  });

  it('that is refused where it is there already, missing, or not what was written', async () => {
    const trained = await exampleModel('two classes, a linear model');
    const path = join(folder, 'model');
    expect(() => readArtifact(path)).toThrow(/There is no model in/);
    await writeArtifact(path, trained);
    await expect(writeArtifact(path, trained)).rejects.toThrow(/is there already/);
    writeFileSync(join(path, 'trained-model.json'), '{}');
    await expect(readArtifact(path).loadTrained()).rejects.toThrow(/is not the file that was written/);
    rmSync(join(path, 'trained-model.json'));
    await expect(readArtifact(path).loadTrained()).rejects.toThrow(/is not there/);
    writeFileSync(join(path, 'model.json'), '{"format":"opsmith-model-record"}');
    expect(() => readArtifact(path)).toThrow(/describes no model: /);
    writeFileSync(join(path, 'model.json'), 'no');
    expect(() => readArtifact(path)).toThrow(/is no JSON/);
  });
});
