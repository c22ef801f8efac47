import type { OnnxGraph } from '../../onnx/index.ts';
import type { PerceptronModel } from '../perceptron/fit-perceptron.ts';
import { farOut } from '../perceptron/train-network.ts';
import { addDesign } from './linear-to-onnx.ts';
import { addLink, zerosLike } from './link.ts';

/** Adds a perceptron: a multiplication a layer, rectified between. */
export function addPerceptron(graph: OnnxGraph, matrix: string, model: PerceptronModel): string {
  const { classes, design, layers, mean, scale } = model;
  const scalar = (value: number) => graph.constant({ type: 'double', dims: [], values: [value] });
  let values = zerosLike(graph, matrix);
  if (design.length > 0)
    values = graph.node('Clip', [addDesign(graph, matrix, design), scalar(-farOut), scalar(farOut)])[0]!;
  layers.forEach(({ inputs, outputs, weights, biases }, at) => {
    const constants = graph.constant({ type: 'double', dims: [1, outputs], values: biases });
    const factors = graph.constant({
      type: 'double',
      // Without inputs the zeros take the place of one.
      dims: [Math.max(1, inputs), outputs],
      values: inputs > 0 ? weights : new Float64Array(outputs),
    });
    const [product] = graph.node('MatMul', [values, factors]);
    values = graph.node('Add', [product!, constants])[0]!;
    if (at < layers.length - 1) values = graph.node('Max', [values, scalar(0)])[0]!;
  });
  if (classes !== null) return addLink(graph, values, layers.at(-1)!.outputs === 1 ? 'logistic' : 'softmax');
  const [scaled] = graph.node('Mul', [values, scalar(scale)]);
  return graph.node('Add', [scaled!, scalar(mean)])[0]!;
}
