import { describe, expect, it } from 'vitest';
import {
  addPipeline,
  applyPipeline,
  defaultPlan,
  fitPipeline,
  type Pipeline,
} from '../../../src/features/index.ts';
import { OnnxGraph } from '../../../src/onnx/index.ts';
import { predictBoosted } from '../../../src/train/boosting/boosted-trees.ts';
import { fitBoosting } from '../../../src/train/boosting/fit-boosting.ts';
import { addModel, type ExportableModel } from '../../../src/train/export/model-to-onnx.ts';
import { fitForest } from '../../../src/train/forest/fit-forest.ts';
import { predictForest } from '../../../src/train/forest/forest.ts';
import type { Predictions } from '../../../src/train/index.ts';
import { fitLinear, predictLinear } from '../../../src/train/linear/fit-linear.ts';
import { largestDifference, runOnnx } from './run-onnx.ts';
import { people, targetsOf } from './tables.ts';

const seen = people(400, 1, 40);
const targets = targetsOf(seen);
/** With cities that training has not seen, beyond the many that have a target mean, and with gaps everywhere. */
const unseen = people(300, 2, 60);

/** Raw columns in, predictions out: one file. */
function oneFile(pipeline: Pipeline, model: ExportableModel): Uint8Array {
  const graph = new OnnxGraph();
  graph.node('Identity', [addModel(graph, addPipeline(graph, pipeline), model)], { outputs: ['result'] });
  graph.output('result', 'double', ['rows', model.classes?.length ?? 1]);
  return graph.finish('pipeline and model');
}

function shown(predictions: Predictions): number[][] {
  const columns = predictions.task === 'regression' ? [predictions.values] : predictions.probabilities;
  return Array.from(columns[0]!, (_, row) => columns.map((column) => column[row]!));
}

describe('a pipeline and a model in one file take raw columns and predict as here', () => {
  it.each(['number', 'two', 'three'] as const)('boosted trees and forests, target %s', async (name) => {
    const target = targets[name];
    const plan = defaultPlan(seen, null, { models: 'trees', exportable: true });
    const { pipeline, matrix } = fitPipeline(seen, target, plan, { exportable: true });
    const features = applyPipeline(pipeline, unseen);
    const { model } = await fitBoosting({ matrix, target, options: { iterations: 30, minRowsInLeaf: 5 } });
    const boosted = await runOnnx(oneFile(pipeline, model), pipeline, unseen);
    expect(largestDifference(shown(predictBoosted(model, features)), boosted)).toBeLessThan(1e-9);
    const forest = await fitForest({ family: 'random-forest', matrix, target, options: { trees: 15 } });
    const grown = await runOnnx(oneFile(pipeline, forest), pipeline, unseen);
    expect(largestDifference(shown(predictForest(forest, features)), grown)).toBeLessThan(1e-9);
  });

  it.each(['number', 'two', 'three'] as const)('linear models, target %s', async (name) => {
    const target = targets[name];
    const plan = defaultPlan(seen, null, { models: 'linear', exportable: true });
    const { pipeline, matrix } = fitPipeline(seen, target, plan, { exportable: true });
    const model = await fitLinear({ matrix, target });
    const theirs = await runOnnx(oneFile(pipeline, model), pipeline, unseen);
    const own = shown(predictLinear(model, applyPipeline(pipeline, unseen)));
    expect(largestDifference(own, theirs)).toBeLessThan(1e-9);
  });

  it('steps on top of steps', async () => {
    const { columns } = defaultPlan(seen, null, { models: 'trees', exportable: true });
    const { pipeline, matrix } = fitPipeline(
      seen,
      targets.number,
      {
        columns,
        steps: [
          { step: 'impute', columns: ['city', 'plan'], strategy: 'mostFrequent', indicator: true },
          { step: 'impute', columns: ['joined', 'income'], strategy: 'median' },
          { step: 'ratio', pairs: [['debt', 'income']] },
          { step: 'log', columns: ['income'] },
          { step: 'groupStatistic', columns: ['income'], by: 'city', statistic: 'mean' },
          { step: 'difference', pairs: [['income', 'mean(income|city)']] },
          { step: 'oneHot', columns: ['plan'] },
          { step: 'targetMean', columns: ['city'] },
          { step: 'quantile', columns: ['debt/income', 'city:target'], quantiles: 20 },
          { step: 'dateParts', columns: ['joined'], parts: ['monthCycle', 'year'] },
          { step: 'bin', columns: ['joined:year'], bins: 3 },
        ],
      },
      { exportable: true },
    );
    const { model } = await fitBoosting({
      matrix,
      target: targets.number,
      options: { iterations: 20, minRowsInLeaf: 5 },
    });
    const theirs = await runOnnx(oneFile(pipeline, model), pipeline, unseen);
    const own = shown(predictBoosted(model, applyPipeline(pipeline, unseen)));
    expect(largestDifference(own, theirs)).toBeLessThan(1e-9);
  });

  it('takes the raw columns by name, and only those that a feature needs', () => {
    const { pipeline } = fitPipeline(seen, null, {
      columns: ['age', 'city', 'plan', 'joined'],
      steps: [
        { step: 'oneHot', columns: ['city'] },
        { step: 'impute', columns: ['plan'], strategy: 'mostFrequent' },
        { step: 'drop', columns: ['age'] },
      ],
    });
    expect(pipeline.inputs.map(({ name }) => name)).toEqual(['city']);
    expect(pipeline.nodes).toHaveLength(1);
  });

  it('survives columns named as nodes of the graph are', async () => {
    const odd = {
      rows: seen.rows,
      columns: seen.columns.map((column, at) => ({ ...column, name: `Where_${at}` })),
    };
    const { pipeline, matrix } = fitPipeline(odd, null, {
      columns: ['Where_0', 'Where_1'],
      steps: [{ step: 'impute', columns: ['Where_0', 'Where_1'], strategy: 'mean' }],
    });
    const model = await fitLinear({ matrix, target: targets.number });
    const theirs = await runOnnx(oneFile(pipeline, model), pipeline, odd);
    expect(largestDifference(shown(predictLinear(model, matrix)), theirs)).toBeLessThan(1e-9);
  });
});
