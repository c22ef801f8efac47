import { InputError } from '../errors/index.ts';
import { addPipeline, type Pipeline } from '../features/index.ts';
import { OnnxGraph } from '../onnx/index.ts';
import { addBlend, addCalibration, addMeta, addModel } from '../train/index.ts';
import type { TrainedModel } from './trained-model.ts';
import { unexportable } from './unexportable.ts';

/** A trained model as one ONNX file, and the names of what goes in and comes out. */
export interface ExportedModel {
  bytes: Uint8Array;
  inputs: readonly string[];
  /** `probabilities` is null for regression. */
  outputs: { prediction: string; probabilities: string | null };
}

/**
 * A trained model as one ONNX file of the standard operators. In: the raw columns by their names, each [rows, 1], as `addPipeline` says. Out: `prediction`
 * [rows], the class as text or the number as double, and for classes `probabilities` [rows, classes], double, in the order of the model's classes. An output
 * whose name is a column's has an underscore behind it. The file's metadata has the classes as JSON (`classes`).
 *
 * @throws InputError `not-exportable`, with the column and the reason
 */
export function exportOnnx(
  trained: TrainedModel,
  metadata: Readonly<Record<string, string>> = {},
): ExportedModel {
  const against = unexportable(trained)[0];
  if (against !== undefined)
    throw new InputError(
      'not-exportable',
      `This model cannot be written as ONNX${against.column === null ? '' : ` because of column "${against.column}"`}: ${against.reason}. Train without it, or keep the model in opsmith.`,
      { details: { column: against.column } },
    );
  const graph = new OnnxGraph();
  const inputs = addInputs(graph, trained);
  const nameOf = (wanted: string): string => (inputs.includes(wanted) ? nameOf(`${wanted}_`) : wanted);
  const prediction = nameOf('prediction');
  const said = addSaid(graph, trained);
  if (trained.classes === null) {
    graph.node('Squeeze', [said, axes(graph)], { outputs: [prediction] });
    graph.output(prediction, 'double', ['rows']);
  } else {
    const probabilities = nameOf('probabilities');
    graph.node('Identity', [said], { outputs: [probabilities] });
    addLabel(graph, { said, classes: trained.classes, threshold: trained.threshold, prediction });
    graph.output(prediction, 'string', ['rows']);
    graph.output(probabilities, 'double', ['rows', trained.classes.length]);
    return {
      bytes: graph.finish(graphName(trained), { ...metadata, classes: JSON.stringify(trained.classes) }),
      inputs,
      outputs: { prediction, probabilities },
    };
  }
  return {
    bytes: graph.finish(graphName(trained), metadata),
    inputs,
    outputs: { prediction, probabilities: null },
  };
}

function graphName({ target }: TrainedModel): string {
  return `opsmith: ${target}`;
}

/** All members' raw columns, before any node takes a name that is one of theirs. */
function addInputs(graph: OnnxGraph, { members }: TrainedModel): string[] {
  const names = new Set<string>();
  for (const { pipeline } of members)
    for (const { name, type } of pipeline.inputs) {
      graph.input(name, type === 'texts' ? 'string' : 'double', ['rows', 1]);
      names.add(name);
    }
  return [...names];
}

/** The blend or stack of the members, calibrated: a column of numbers, or one for each class. */
function addSaid(graph: OnnxGraph, { members, stack, calibration }: TrainedModel): string {
  const matrices = new Map<Pipeline, string>();
  const parts = members.map(({ weight, pipeline, model }) => {
    const matrix = matrices.get(pipeline) ?? addPipeline(graph, pipeline);
    matrices.set(pipeline, matrix);
    return { weight, said: addModel(graph, alignedMatrix(graph, matrix, pipeline, model.features), model) };
  });
  let blend = parts[0]!.said;
  if (stack)
    blend = addMeta(
      graph,
      parts.map(({ said }) => said),
      stack,
    );
  else if (parts.length > 1 || parts[0]!.weight !== 1) blend = addBlend(graph, parts);
  return calibration === null ? blend : addCalibration(graph, blend, { maps: [...calibration] });
}

/** The pipeline's features as the model wants them: it may know fewer of them, and in another order. */
function alignedMatrix(
  graph: OnnxGraph,
  matrix: string,
  { outputs }: Pipeline,
  features: readonly string[],
): string {
  const places = features.map((name) => outputs.findIndex((output) => output.name === name));
  if (places.length === outputs.length && places.every((place, at) => place === at)) return matrix;
  const missing = features[places.indexOf(-1)];
  if (missing !== undefined)
    throw new InputError(
      'missing-column',
      `The model needs a feature "${missing}" that its pipeline does not make.`,
    );
  const chosen = graph.constant({ type: 'int64', dims: [places.length], values: places });
  return graph.node('Gather', [matrix, chosen], { attributes: { axis: { int: 1 } } })[0]!;
}

function addLabel(
  graph: OnnxGraph,
  options: { said: string; classes: readonly string[]; threshold: number | null; prediction: string },
): void {
  const { said, classes, threshold, prediction } = options;
  const names = graph.constant({ type: 'string', dims: [classes.length], values: classes });
  graph.node('Gather', [names, addCode(graph, said, threshold, classes.length)], { outputs: [prediction] });
}

function addCode(graph: OnnxGraph, said: string, threshold: number | null, classes: number): string {
  if (threshold === null || classes !== 2)
    return graph.node('ArgMax', [said], { attributes: { axis: { int: 1 }, keepdims: { int: 0 } } })[0]!;
  const second = graph.constant({ type: 'int64', dims: [], values: [1] });
  const [share] = graph.node('Gather', [said, second], { attributes: { axis: { int: 1 } } });
  const least = graph.constant({ type: 'double', dims: [], values: [threshold] });
  const [isReached] = graph.node('GreaterOrEqual', [share!, least]);
  return graph.node('Cast', [isReached!], { attributes: { to: { int: 7 } } })[0]!;
}

function axes(graph: OnnxGraph): string {
  return graph.constant({ type: 'int64', dims: [1], values: [1] });
}
