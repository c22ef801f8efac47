import type { OnnxGraph } from '../../onnx/index.ts';
import { leastProbability } from '../calibration/apply-calibration.ts';
import type { CalibratedModel, CalibrationMap } from '../models/model.ts';
import { bothClasses } from './link.ts';

const byColumn = { attributes: { axis: { int: 1 } } };

/** Adds calibration to a matrix of probabilities, a column a class. */
export function addCalibration(
  graph: OnnxGraph,
  said: string,
  { maps }: Pick<CalibratedModel, 'maps'>,
): string {
  const columnOf = (code: number): string => {
    const at = graph.constant({ type: 'int64', dims: [1], values: [code] });
    return graph.node('Gather', [said, at], byColumn)[0]!;
  };
  if (maps.length === 1) return bothClasses(graph, addMap(graph, columnOf(1), maps[0]!));
  const [mapped] = graph.node(
    'Concat',
    maps.map((map, code) => addMap(graph, columnOf(code), map)),
    byColumn,
  );
  const axis = graph.constant({ type: 'int64', dims: [1], values: [1] });
  const [sum] = graph.node('ReduceSum', [mapped!, axis]);
  const [isThere] = graph.node('Greater', [sum!, scalar(graph, 0)]);
  const [shares] = graph.node('Div', [mapped!, sum!]);
  return graph.node('Where', [isThere!, shares!, scalar(graph, 1 / maps.length)])[0]!;
}

function scalar(graph: OnnxGraph, value: number): string {
  return graph.constant({ type: 'double', dims: [1, 1], values: [value] });
}

function addMap(graph: OnnxGraph, score: string, map: CalibrationMap): string {
  return map.method === 'sigmoid' ? addSigmoid(graph, score, map) : addIsotonic(graph, score, map);
}

function addSigmoid(
  graph: OnnxGraph,
  score: string,
  { slope, intercept }: CalibrationMap & { method: 'sigmoid' },
): string {
  const kept = addBounds(graph, score, leastProbability, 1 - leastProbability);
  const [rest] = graph.node('Sub', [scalar(graph, 1), kept]);
  const [odds] = graph.node('Div', [kept, rest!]);
  const [logOdds] = graph.node('Log', [odds!]);
  const [sloped] = graph.node('Mul', [logOdds!, scalar(graph, slope)]);
  const [moved] = graph.node('Add', [sloped!, scalar(graph, intercept)]);
  return graph.node('Sigmoid', [moved!])[0]!;
}

/** The straight line between two points: which ones is the number of points up to the score. */
function addIsotonic(
  graph: OnnxGraph,
  score: string,
  { inputs, outputs }: CalibrationMap & { method: 'isotonic' },
): string {
  const last = inputs.length - 1;
  if (last === 0) {
    const [none] = graph.node('Mul', [score, scalar(graph, 0)]);
    return graph.node('Add', [none!, scalar(graph, outputs[0]!)])[0]!;
  }
  const vector = (values: Float64Array) => graph.constant({ type: 'double', dims: [values.length], values });
  const kept = addBounds(graph, score, inputs[0]!, inputs[last]!);
  // The first point is always reached, and the last one begins no line.
  const inner = graph.constant({ type: 'double', dims: [1, last], values: inputs.slice(0, last) });
  const [isReached] = graph.node('GreaterOrEqual', [kept, inner]);
  const [reached] = graph.node('Cast', [isReached!], { attributes: { to: { int: 7 } } });
  const axis = graph.constant({ type: 'int64', dims: [1], values: [1] });
  const [count] = graph.node('ReduceSum', [reached!, axis]);
  const one = graph.constant({ type: 'int64', dims: [1, 1], values: [1] });
  const [place] = graph.node('Sub', [count!, one]);
  const differences = (values: Float64Array) => values.slice(1).map((value, at) => value - values[at]!);
  const [from] = graph.node('Gather', [vector(inputs), place!]);
  const [width] = graph.node('Gather', [vector(differences(inputs)), place!]);
  const [start] = graph.node('Gather', [vector(outputs), place!]);
  const [rise] = graph.node('Gather', [vector(differences(outputs)), place!]);
  const [way] = graph.node('Sub', [kept, from!]);
  const [share] = graph.node('Div', [way!, width!]);
  const [risen] = graph.node('Mul', [rise!, share!]);
  return graph.node('Add', [start!, risen!])[0]!;
}

/** Adds numbers held within bounds. */
export function addBounds(graph: OnnxGraph, value: string, low: number, high: number): string {
  const bound = (number: number) => graph.constant({ type: 'double', dims: [], values: [number] });
  return graph.node('Clip', [value, bound(low), bound(high)])[0]!;
}
