import type { OnnxGraph } from '../../onnx/index.ts';
import type { Pipeline } from '../pipeline.ts';
import { GraphValues } from './graph-values.ts';
import { addNode } from './operations-to-onnx.ts';

/**
 * Adds a fitted pipeline to a graph and gives the name of its double matrix of features. The graph's inputs are the pipeline's raw columns by their
 * names, each [rows, 1]: numbers, booleans (0 and 1) and times (milliseconds since 1970 in UTC) as double, missing ones NaN; texts as string, missing
 * ones the empty text, which is never a category here either.
 *
 * @throws InputError `not-exportable` for texts that are hashed
 */
export function addPipeline(graph: OnnxGraph, { inputs, nodes, outputs }: Pipeline): string {
  const values = new GraphValues(graph);
  for (const { name, type } of inputs) {
    graph.input(name, type === 'texts' ? 'string' : 'double', ['rows', 1]);
    if (type === 'texts') values.values.push({ type: 'texts', name });
    else values.pushMatrix(name, 1);
  }
  for (const node of nodes) addNode(values, node);
  return values.matrixOf(outputs.map(({ value }) => value));
}
