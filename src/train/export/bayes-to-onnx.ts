import type { OnnxGraph } from '../../onnx/index.ts';
import type { NaiveBayesModel } from '../bayes/fit-naive-bayes.ts';
import { addLink } from './link.ts';

/** Adds naive Bayes: sums of log-densities, and a table of log-shares for each categorical feature. */
export function addNaiveBayes(graph: OnnxGraph, matrix: string, model: NaiveBayesModel): string {
  const { classes, priors, numbers, categories } = model;
  const width = classes.length;
  let logs = graph.constant({ type: 'double', dims: [1, width], values: priors });
  if (numbers.features.length > 0) logs = graph.node('Add', [logs, addDensities(graph, matrix, model)])[0]!;
  for (const { feature, logs: table } of categories) {
    const unknown = table.length / width - 1;
    const scalar = (value: number) => graph.constant({ type: 'double', dims: [], values: [value] });
    const at = graph.constant({ type: 'int64', dims: [], values: [feature] });
    // A vector, so that the table's rows come as a matrix.
    const [value] = graph.node('Gather', [matrix, at], { attributes: { axis: { int: 1 } } });
    const [isFrom] = graph.node('GreaterOrEqual', [value!, scalar(0)]);
    const [isBelow] = graph.node('Less', [value!, scalar(unknown)]);
    const [isKnown] = graph.node('And', [isFrom!, isBelow!]);
    const [known] = graph.node('Where', [isKnown!, value!, scalar(unknown)]);
    const [place] = graph.node('Cast', [known!], { attributes: { to: { int: 7 } } });
    const rows = graph.constant({ type: 'double', dims: [unknown + 1, width], values: table });
    const [said] = graph.node('Gather', [rows, place!]);
    logs = graph.node('Add', [logs, said!])[0]!;
  }
  return addLink(graph, logs, 'softmax');
}

/** Log-densities of the numbers by class: rows x classes. Between, all is rows x classes x features. */
function addDensities(graph: OnnxGraph, matrix: string, { classes, numbers }: NaiveBayesModel): string {
  const count = numbers.features.length;
  const doubles = (dims: number[], values: Float64Array) => graph.constant({ type: 'double', dims, values });
  const ints = (values: Int32Array) =>
    graph.constant({ type: 'int64', dims: [values.length], values: [...values] });
  const tables = [1, classes.length, count];
  const [chosen] = graph.node('Gather', [matrix, ints(numbers.features)], {
    attributes: { axis: { int: 1 } },
  });
  const [isMissing] = graph.node('IsNaN', [chosen!]);
  const zero = graph.constant({ type: 'double', dims: [], values: [0] });
  const [filled] = graph.node('Where', [isMissing!, zero, chosen!]);
  const [raised] = graph.node('Max', [filled!, doubles([1, count], numbers.low)]);
  const [kept] = graph.node('Min', [raised!, doubles([1, count], numbers.high)]);
  const middle = ints(Int32Array.of(1));
  const [values] = graph.node('Unsqueeze', [kept!, middle]);
  const [isLeftOut] = graph.node('Unsqueeze', [isMissing!, middle]);
  const [apart] = graph.node('Sub', [values!, doubles(tables, numbers.means)]);
  const [square] = graph.node('Mul', [apart!, apart!]);
  const [part] = graph.node('Div', [square!, doubles(tables, numbers.variances)]);
  const constants = numbers.variances.map((variance) => Math.log(2 * Math.PI * variance));
  const [both] = graph.node('Add', [part!, doubles(tables, constants)]);
  const half = graph.constant({ type: 'double', dims: [], values: [-0.5] });
  const [densities] = graph.node('Mul', [both!, half]);
  const [counted] = graph.node('Where', [isLeftOut!, zero, densities!]);
  return graph.node('ReduceSum', [counted!, ints(Int32Array.of(2))], {
    attributes: { keepdims: { int: 0 } },
  })[0]!;
}
