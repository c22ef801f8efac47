import type { OnnxGraph } from '../../onnx/index.ts';
import type { BoostedTrees } from '../boosting/boosted-trees.ts';
import type { DummyModel } from '../dummy/fit-dummy.ts';
import type { Forest } from '../forest/forest.ts';
import type { Model } from '../models/model.ts';
import { addNaiveBayes } from './bayes-to-onnx.ts';
import { addCalibration } from './calibration-to-onnx.ts';
import { addBlend, addStackedMatrix } from './ensembles-to-onnx.ts';
import { addLinear } from './linear-to-onnx.ts';
import { addLink, bothClasses, zerosLike } from './link.ts';
import { addNeighbours } from './neighbours-to-onnx.ts';
import { addPerceptron } from './perceptron-to-onnx.ts';
import { addTrees } from './trees-to-onnx.ts';

/** Models that can be written as ONNX. */
export type ExportableModel = Model;

/**
 * Adds a model to a graph, on a double matrix with a column a feature (missing: NaN; categories: their numbers). Gives the name of a double
 * matrix: one column of predicted numbers, or a column of probabilities for each class.
 */
export function addModel(graph: OnnxGraph, matrix: string, model: ExportableModel): string {
  switch (model.family) {
    case 'gradient-boosting':
      return addBoosted(graph, matrix, model);
    case 'linear':
      return addLinear(graph, matrix, model);
    case 'dummy':
      return addDummy(graph, matrix, model);
    case 'neighbours':
      return addNeighbours(graph, matrix, model);
    case 'naive-bayes':
      return addNaiveBayes(graph, matrix, model);
    case 'perceptron':
      return addPerceptron(graph, matrix, model);
    case 'blend':
      return addBlend(
        graph,
        model.members.map((member) => ({ ...member, said: addModel(graph, matrix, member.model) })),
      );
    case 'stack':
      return addLinear(
        graph,
        addStackedMatrix(
          graph,
          model.members.map((member) => addModel(graph, matrix, member)),
          model.classes?.length ?? 1,
        ),
        model.meta,
      );
    case 'calibrated':
      return addCalibration(graph, addModel(graph, matrix, model.base), model);
    default:
      return addForest(graph, matrix, model);
  }
}

function addBoosted(graph: OnnxGraph, matrix: string, { trees, initial, loss }: BoostedTrees): string {
  const outputs = initial.length;
  const start = graph.constant({ type: 'double', dims: [1, outputs], values: initial });
  const sums =
    trees.length === 0
      ? null
      : addTrees(graph, matrix, trees, { targets: outputs, targetOf: (tree) => tree % outputs });
  // Without trees there is still a row for each row.
  const [raw] = graph.node('Add', [start, sums ?? zerosLike(graph, matrix)]);
  return addLink(
    graph,
    raw!,
    loss === 'logistic' || loss === 'softmax' || loss === 'poisson' || loss === 'log-squared' ? loss : 'none',
  );
}

function addForest(graph: OnnxGraph, matrix: string, { trees, classes }: Forest): string {
  const outputs = trees[0]?.outputs ?? 1;
  const sums = addTrees(graph, matrix, trees, {
    targets: outputs,
    targetOf: () => 0,
    factor: 1 / trees.length,
  });
  return classes !== null && outputs === 1 ? bothClasses(graph, sums) : sums;
}

function addDummy(graph: OnnxGraph, matrix: string, { values }: DummyModel): string {
  const said = graph.constant({ type: 'double', dims: [1, values.length], values });
  return graph.node('Add', [said, zerosLike(graph, matrix)])[0]!;
}
