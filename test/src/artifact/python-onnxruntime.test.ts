import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exportOnnx, inputsOf, predictTable, type TrainedModel } from '../../../src/artifact/index.ts';
import { exampleModel, kinds, unseen } from './example-models.ts';

/** Python with onnxruntime (`pip install onnxruntime`), where there is one: ONNXRUNTIME_PYTHON names it. */
const python = process.env.ONNXRUNTIME_PYTHON ?? 'python3';
const hasRuntime = spawnSync(python, ['-c', 'import onnxruntime']).status === 0;
const script = new URL('../../fixtures/serve/run_onnx.py', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'python-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a model's file, and the rows as JSON. */
function writeCase(name: string, trained: TrainedModel): string {
  const own = join(folder, name);
  mkdirSync(own);
  writeFileSync(join(own, 'model.onnx'), exportOnnx(trained).bytes);
  const inputs = inputsOf(trained).map(({ name: wanted }) => {
    const column = unseen.columns.find((each) => each.name === wanted)!;
    const values =
      column.type === 'texts'
        ? Array.from(column.codes, (code) => column.dictionary[code] ?? null)
        : Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
    return [wanted, values];
  });
  writeFileSync(join(own, 'inputs.json'), JSON.stringify(Object.fromEntries(inputs)));
  return own;
}

describe.skipIf(!hasRuntime)('stock onnxruntime in Python says what is said here', () => {
  it('of all kinds of models, on numbers, categories, dates and gaps', async () => {
    const names = Object.keys(kinds) as (keyof typeof kinds)[];
    const models: TrainedModel[] = [];
    for (const name of names) models.push(await exampleModel(name));
    const folders = models.map((trained, at) => writeCase(`case-${at}`, trained));
    const { stdout, stderr, status } = spawnSync(python, [script, ...folders], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    expect(status, stderr).toBe(0);
    const said = JSON.parse(stdout) as {
      folders: Record<string, { prediction: (string | number)[]; probabilities?: number[][] }>;
    };
    models.forEach((trained, at) => {
      const { prediction, probabilities: shares } = said.folders[`case-${at}`]!;
      const { predictions, codes } = predictTable(trained, unseen);
      const apart =
        predictions.task === 'regression'
          ? Array.from(predictions.values, (value, row) => value - (prediction[row] as number))
          : predictions.probabilities.flatMap((own, code) =>
              Array.from(own, (value, row) => value - shares![row]![code]!),
            );
      expect(Math.max(...apart.map(Math.abs)), names[at]).toBeLessThan(1e-5);
      if (predictions.task === 'classification')
        expect(prediction, names[at]).toEqual(Array.from(codes!, (code) => predictions.classes[code]));
    });
  });
});
