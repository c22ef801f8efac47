import type { OnnxGraph } from '../../onnx/index.ts';
import { leastShare } from '../ensembles/meta-model.ts';
import type { LinearModel } from '../linear/fit-linear.ts';
import { addBounds } from './calibration-to-onnx.ts';
import { addLinear } from './linear-to-onnx.ts';

const byColumn = { attributes: { axis: { int: 1 } } };

/** Adds the linear model on top of others to what they say: each a column of numbers, or one for each class. */
export function addMeta(graph: OnnxGraph, said: readonly string[], meta: LinearModel): string {
  const classes = meta.classes?.length ?? 1;
  const columns = said.map((own) => {
    if (classes === 1) return own;
    const shares = addBounds(graph, own, leastShare, 1 - leastShare);
    if (classes > 2) return graph.node('Log', [shares])[0]!;
    const second = graph.constant({ type: 'int64', dims: [1], values: [1] });
    const [share] = graph.node('Gather', [shares, second], byColumn);
    const one = graph.constant({ type: 'double', dims: [1, 1], values: [1] });
    const [rest] = graph.node('Sub', [one, share!]);
    const [odds] = graph.node('Div', [share!, rest!]);
    return graph.node('Log', [odds!])[0]!;
  });
  const [matrix] = graph.node('Concat', columns, byColumn);
  return addLinear(graph, matrix!, meta);
}
