import type { OnnxGraph } from '../../onnx/index.ts';
import type { NeighboursModel } from '../neighbours/fit-neighbours.ts';
import { farAway } from '../neighbours/predict-neighbours.ts';
import { addDesign } from './linear-to-onnx.ts';
import { zerosLike } from './link.ts';

/**
 * Adds nearest neighbours: squared distances to all points, column by column in the order in which we sum them, so that equal distances are equal there too; then
 * the nearest ones' votes.
 */
export function addNeighbours(graph: OnnxGraph, matrix: string, model: NeighboursModel): string {
  const { classes, values, weights, weighting } = model;
  const count = values.length;
  const outputs = classes?.length ?? 1;
  const doubles = (dims: number[], numbers: number[] | Float64Array) =>
    graph.constant({ type: 'double', dims, values: numbers });
  const ints = (numbers: number[]) =>
    graph.constant({ type: 'int64', dims: [numbers.length], values: numbers });
  const last = { attributes: { axis: { int: -1 } } };

  // The nearest has the largest opposite of its distance: equal ones come in the order of the points.
  const [opposite] = graph.node('Neg', [addSquares(graph, matrix, model)]);
  const [top, places] = graph.node('TopK', [opposite!, ints([model.neighbours])], { ...last, outputs: 2 });
  const [squares] = graph.node('Neg', [top!]);

  const [learnedWeights] = graph.node('Gather', [doubles([count], weights), places!]);
  let votes = learnedWeights!;
  if (weighting === 'distance') {
    const none = doubles([1], [0]);
    const one = doubles([1], [1]);
    const [isSame] = graph.node('Equal', [squares!, none]);
    const [same] = graph.node('Cast', [isSame!], { attributes: { to: { int: 11 } } });
    const [sames] = graph.node('ReduceMax', [same!, ints([1])]);
    const [anySame] = graph.node('Greater', [sames!, none]);
    const [distance] = graph.node('Sqrt', [squares!]);
    const [inverse] = graph.node('Div', [one, distance!]);
    const [near] = graph.node('Where', [anySame!, same!, inverse!]);
    votes = graph.node('Mul', [near!, votes])[0]!;
  }
  const [total] = graph.node('ReduceSum', [votes, ints([1])]);

  const table = new Float64Array(count * outputs);
  for (let point = 0; point < count; point++) {
    if (classes === null) table[point] = values[point]!;
    else table[point * outputs + values[point]!] = 1;
  }
  // rows x neighbours x outputs
  const [said] = graph.node('Gather', [doubles([count, outputs], table), places!]);
  const [each] = graph.node('Unsqueeze', [votes, ints([2])]);
  const [weighted] = graph.node('Mul', [said!, each!]);
  const [sums] = graph.node('ReduceSum', [weighted!, ints([1])], { attributes: { keepdims: { int: 0 } } });
  return graph.node('Div', [sums!, total!])[0]!;
}

/** Squared distances: rows x points. */
function addSquares(graph: OnnxGraph, matrix: string, { design, points, values }: NeighboursModel): string {
  const count = values.length;
  const row = (numbers: Float64Array) =>
    graph.constant({ type: 'double', dims: [1, count], values: numbers });
  let sum = graph.node('Mul', [zerosLike(graph, matrix), row(new Float64Array(count))])[0]!;
  if (design.length === 0) return sum;
  const bound = (value: number) => graph.constant({ type: 'double', dims: [], values: [value] });
  const [query] = graph.node('Clip', [addDesign(graph, matrix, design), bound(-farAway), bound(farAway)]);
  design.forEach((_, column) => {
    const at = graph.constant({ type: 'int64', dims: [1], values: [column] });
    const [own] = graph.node('Gather', [query!, at], { attributes: { axis: { int: 1 } } });
    const [apart] = graph.node('Sub', [row(points.subarray(column * count, (column + 1) * count)), own!]);
    const [square] = graph.node('Mul', [apart!, apart!]);
    sum = graph.node('Add', [sum, square!])[0]!;
  });
  return sum;
}
