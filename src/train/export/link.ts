import type { OnnxGraph } from '../../onnx/index.ts';

/** What turns raw predictions into means or probabilities. */
export function addLink(
  graph: OnnxGraph,
  raw: string,
  link: 'none' | 'poisson' | 'log-squared' | 'logistic' | 'softmax',
): string {
  switch (link) {
    case 'poisson':
      return graph.node('Exp', [raw])[0]!;
    case 'log-squared': {
      const one = graph.constant({ type: 'double', dims: [1, 1], values: [1] });
      return graph.node('Sub', [graph.node('Exp', [raw])[0]!, one])[0]!;
    }
    case 'logistic':
      return bothClasses(graph, graph.node('Sigmoid', [raw])[0]!);
    case 'softmax':
      return graph.node('Softmax', [raw], { attributes: { axis: { int: 1 } } })[0]!;
    default:
      return raw;
  }
}

/** The second class's probability, with the first one's beside it. */
export function bothClasses(graph: OnnxGraph, second: string): string {
  const one = graph.constant({ type: 'double', dims: [1, 1], values: [1] });
  const [first] = graph.node('Sub', [one, second]);
  return graph.node('Concat', [first!, second], { attributes: { axis: { int: 1 } } })[0]!;
}

/** A column of zeros, a row for each row of the matrix. */
export function zerosLike(graph: OnnxGraph, matrix: string): string {
  const [shape] = graph.node('Shape', [matrix], { attributes: { start: { int: 0 }, end: { int: 1 } } });
  const one = graph.constant({ type: 'int64', dims: [1], values: [1] });
  const [size] = graph.node('Concat', [shape!, one], { attributes: { axis: { int: 0 } } });
  return graph.node('ConstantOfShape', [size!], {
    attributes: { value: { tensor: { type: 'double', dims: [1], values: [0] } } },
  })[0]!;
}
