import type { OnnxGraph } from '../../onnx/index.ts';

/** Adds the sum of what members say, times their weights. */
export function addBlend(graph: OnnxGraph, members: readonly { weight: number; said: string }[]): string {
  const terms = members.map(({ weight, said }) => {
    const factor = graph.constant({ type: 'double', dims: [1, 1], values: [weight] });
    return graph.node('Mul', [said, factor])[0]!;
  });
  return terms.reduce((sum, term) => graph.node('Add', [sum, term])[0]!);
}

/** Adds the matrix of what members say, side by side; of two classes the second one's column. */
export function addStackedMatrix(graph: OnnxGraph, said: readonly string[], outputs: number): string {
  const second = graph.constant({ type: 'int64', dims: [1], values: [1] });
  const byColumn = { attributes: { axis: { int: 1 } } };
  const columns = outputs === 2 ? said.map((own) => graph.node('Gather', [own, second], byColumn)[0]!) : said;
  return graph.node('Concat', columns, byColumn)[0]!;
}
