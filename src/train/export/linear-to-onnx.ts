import type { OnnxGraph } from '../../onnx/index.ts';
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
    const categories = doubles(
      [1, columns],
      design.map(({ category }) => category ?? -1),
    );
    const [isEqual] = graph.node('Equal', [values!, categories]);
    const [indicator] = graph.node('Cast', [isEqual!], { attributes: { to: { int: 11 } } });
    const [isMissing] = graph.node('IsNaN', [values!]);
    const fill = doubles(
      [1, columns],
      design.map((column) => column.fill),
    );
    const [filled] = graph.node('Where', [isMissing!, fill, values!]);
    const [chosen] = graph.node('Where', [isCategory, indicator!, filled!]);
    const means = doubles(
      [1, columns],
      design.map(({ mean }) => mean),
    );
    const scales = doubles(
      [1, columns],
      design.map(({ scale }) => scale),
    );
    const [centred] = graph.node('Sub', [chosen!, means]);
    const [standardised] = graph.node('Div', [centred!, scales]);
    const weights = new Float64Array(columns * outputs);
    coefficients.forEach((own, output) => {
      for (let column = 0; column < columns; column++) weights[column * outputs + output] = own[column]!;
    });
    const [product] = graph.node('MatMul', [standardised!, doubles([columns, outputs], weights)]);
    raw = graph.node('Add', [product!, intercepts])[0]!;
  }
  return addLink(graph, raw, classes === null ? 'none' : outputs === 1 ? 'logistic' : 'softmax');
}
