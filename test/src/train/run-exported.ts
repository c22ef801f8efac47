import * as ort from 'onnxruntime-node';
import { OnnxGraph } from '../../../src/onnx/index.ts';
import { addModel, type ExportableModel } from '../../../src/train/export/model-to-onnx.ts';
import type { FeatureMatrix } from '../../../src/train/matrix.ts';
import type { Predictions } from '../../../src/train/target.ts';

/** What onnxruntime makes of an exported model: a list a row. */
export async function runExported(model: ExportableModel, matrix: FeatureMatrix): Promise<number[][]> {
  const graph = new OnnxGraph();
  const width = matrix.columns.length;
  const input = graph.input('features', 'double', ['rows', width]);
  const outputs = model.classes?.length ?? 1;
  graph.node('Identity', [addModel(graph, input, model)], { outputs: ['predictions'] });
  graph.output('predictions', 'double', ['rows', outputs]);
  const session = await ort.InferenceSession.create(graph.finish('test'), { logSeverityLevel: 3 });
  const values = new Float64Array(matrix.rows * width);
  matrix.columns.forEach((column, at) => {
    for (let row = 0; row < matrix.rows; row++) values[row * width + at] = column[row]!;
  });
  const result = await session.run({ features: new ort.Tensor('float64', values, [matrix.rows, width]) });
  const data = result.predictions!.data as Float64Array;
  return Array.from({ length: matrix.rows }, (_, row) => [
    ...data.subarray(row * outputs, (row + 1) * outputs),
  ]);
}

/** Predictions as a list a row: the number, or the probability of each class. */
export function shown(predictions: Predictions): number[][] {
  const columns = predictions.task === 'regression' ? [predictions.values] : predictions.probabilities;
  return Array.from(columns[0]!, (_, row) => columns.map((column) => column[row]!));
}

/** The largest distance of two lists of predictions; NaN where a number faces none. */
export function farthest(one: readonly number[][], other: readonly (number | number[])[]): number {
  if (one.length !== other.length) return Number.NaN;
  let most = 0;
  one.forEach((row, index) => {
    const theirs = [other[index]!].flat();
    row.forEach((value, place) => {
      const apart = Math.abs(value - (theirs[place] ?? Number.NaN));
      most = Number.isNaN(apart) ? Number.NaN : Math.max(most, apart);
    });
  });
  return most;
}
