import type { OnnxGraph } from '../../onnx/index.ts';
import type { DesignColumn } from '../linear/design.ts';
import type { LinearModel } from '../linear/fit-linear.ts';
import { addLink, zerosLike } from './link.ts';

/** Adds a linear model: its design columns from the matrix, then one multiplication by the coefficients. */
export function addLinear(
  graph: OnnxGraph,
  matrix: string,
  { design, coefficients, classes }: LinearModel,
): string {
  const outputs = coefficients.length;
  const columns = design.length;
  const doubles = (dims: number[], values: number[] | Float64Array) =>
    graph.constant({ type: 'double', dims, values });
  const intercepts = doubles(
    [1, outputs],
    coefficients.map((own) => own[columns]!),
  );
  let raw: string;
  if (columns === 0) {
    raw = graph.node('Add', [zerosLike(graph, matrix), intercepts])[0]!;
  } else {
    const weights = new Float64Array(columns * outputs);
    coefficients.forEach((own, output) => {
      for (let column = 0; column < columns; column++) weights[column * outputs + output] = own[column]!;
    });
    const standardised = addDesign(graph, matrix, design);
    const [product] = graph.node('MatMul', [standardised, doubles([columns, outputs], weights)]);
    raw = graph.node('Add', [product!, intercepts])[0]!;
  }
  return addLink(graph, raw, classes === null ? 'none' : outputs === 1 ? 'logistic' : 'softmax');
}

/** Adds the columns of a design, of which there is at least one, standardised. */
export function addDesign(graph: OnnxGraph, matrix: string, design: readonly DesignColumn[]): string {
  const columns = design.length;
  const doubles = (values: number[]) => graph.constant({ type: 'double', dims: [1, columns], values });
  const features = graph.constant({
    type: 'int64',
    dims: [columns],
    values: design.map(({ feature }) => feature),
  });
  const [values] = graph.node('Gather', [matrix, features], { attributes: { axis: { int: 1 } } });
  // Categories: 1 where the value is the column's category. NaN equals nothing, so a missing one is 0.
  const isCategory = graph.constant({
    type: 'bool',
    dims: [1, columns],
    values: design.map(({ category }) => (category === null ? 0 : 1)),
  });
  const [isEqual] = graph.node('Equal', [values!, doubles(design.map(({ category }) => category ?? -1))]);
  const [indicator] = graph.node('Cast', [isEqual!], { attributes: { to: { int: 11 } } });
  const [isMissing] = graph.node('IsNaN', [values!]);
  const [filled] = graph.node('Where', [isMissing!, doubles(design.map(({ fill }) => fill)), values!]);
  const [chosen] = graph.node('Where', [isCategory, indicator!, filled!]);
  const [centred] = graph.node('Sub', [chosen!, doubles(design.map(({ mean }) => mean))]);
  return graph.node('Div', [centred!, doubles(design.map(({ scale }) => scale))])[0]!;
}
