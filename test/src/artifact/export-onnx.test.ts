import { describe, expect, it } from 'vitest';
import { exportOnnx, predictTable, type TrainedModel, unexportable } from '../../../src/artifact/index.ts';
import type { Table } from '../../../src/data/index.ts';
import { defaultPlan, fitPipeline } from '../../../src/features/index.ts';
import { estimatorOf } from '../../../src/train/estimators.ts';
import { targetsOf } from '../features/tables.ts';
import { exampleModel, kinds, seen, unseen } from './example-models.ts';
import { runArtifact } from './run-artifact.ts';

/** Largest difference from what onnxruntime says, and whether the classes are the same. */
async function differences(
  trained: TrainedModel,
  table: Table,
): Promise<{ largest: number; labels: boolean }> {
  const { bytes, outputs } = exportOnnx(trained);
  const theirs = await runArtifact(bytes, trained, table);
  const { predictions, codes } = predictTable(trained, table);
  const said = theirs[outputs.prediction]!;
  let largest = 0;
  if (predictions.task === 'regression') {
    for (let row = 0; row < table.rows; row++)
      largest = Math.max(largest, Math.abs(predictions.values[row]! - (said[row] as number)));
    return { largest, labels: said.length === table.rows };
  }
  const { classes, probabilities } = predictions;
  const shares = theirs[outputs.probabilities!]!;
  for (let row = 0; row < table.rows; row++)
    for (let code = 0; code < classes.length; code++)
      largest = Math.max(
        largest,
        Math.abs(probabilities[code]![row]! - (shares[row * classes.length + code] as number)),
      );
  return { largest, labels: Array.from(codes!, (code) => classes[code]!).join() === Array.from(said).join() };
}

describe('a trained model as one ONNX file says what it says here', () => {
  it.each(Object.keys(kinds) as (keyof typeof kinds)[])('%s', async (kind) => {
    const trained = await exampleModel(kind);
    const { largest, labels } = await differences(trained, unseen);
    expect(largest).toBeLessThan(1e-9);
    expect(labels).toBe(true);
  });

  it('names its outputs around columns of the same name', async () => {
    const renamed = (table: Table): Table => ({
      ...table,
      columns: table.columns.map((column) => ({
        ...column,
        name: { age: 'prediction', city: 'probabilities', plan: 'Where_4' }[column.name] ?? column.name,
      })),
    });
    const target = targetsOf(seen).two;
    const plan = defaultPlan(renamed(seen), null, { models: 'linear', exportable: true });
    const { pipeline, matrix } = fitPipeline(renamed(seen), target, plan, { exportable: true });
    const model = await estimatorOf('linear').fit({ matrix, target });
    const trained: TrainedModel = {
      task: 'classification',
      target: 'liked',
      classes: model.classes,
      members: [{ weight: 1, pipeline, model }],
      calibration: null,
      threshold: null,
    };
    expect(exportOnnx(trained).outputs).toEqual({
      prediction: 'prediction_',
      probabilities: 'probabilities_',
    });
    expect((await differences(trained, renamed(unseen))).largest).toBeLessThan(1e-9);
  });
});

describe('what ONNX cannot express is known beforehand', () => {
  it('names the column and the reason, of a plan and of a model', async () => {
    const plan = defaultPlan(seen, null, { models: 'trees' });
    expect(unexportable(plan)).toEqual([{ column: 'note', reason: expect.stringContaining('hashes texts') }]);
    const target = targetsOf(seen).number;
    const { pipeline, matrix } = fitPipeline(seen, target, plan);
    const model = await estimatorOf('linear').fit({ matrix, target });
    const trained: TrainedModel = {
      task: 'regression',
      target: 'liked',
      classes: null,
      members: [{ weight: 1, pipeline, model }],
      calibration: null,
      threshold: null,
    };
    expect(unexportable(trained)).toEqual(unexportable(plan));
    expect(() => exportOnnx(trained)).toThrow(/because of column "note".*hashes texts/);
  });

  it('finds nothing against plans that are made to be exported', () => {
    for (const models of ['trees', 'linear'] as const)
      expect(unexportable(defaultPlan(seen, null, { models, exportable: true }))).toEqual([]);
  });
});
