import { predictNaiveBayes } from '../bayes/predict-naive-bayes.ts';
import { predictBoosted } from '../boosting/boosted-trees.ts';
import { calibrated } from '../calibration/apply-calibration.ts';
import { predictDummy } from '../dummy/fit-dummy.ts';
import { blended } from '../ensembles/blend.ts';
import { stackedMatrix } from '../ensembles/stacked-matrix.ts';
import { predictForest } from '../forest/forest.ts';
import { predictLinear } from '../linear/fit-linear.ts';
import { alignColumns, type FeatureMatrix } from '../matrix.ts';
import { predictNeighbours } from '../neighbours/predict-neighbours.ts';
import { predictPerceptron } from '../perceptron/predict-perceptron.ts';
import type { Predictions } from '../target.ts';
import type { Model } from './model.ts';

/**
 * What a model says of each row. Columns are found by name, whatever their order; others are left aside.
 *
 * @throws InputError `missing-column`
 */
export function predictModel(model: Model, matrix: FeatureMatrix): Predictions {
  const aligned = alignColumns(matrix, model.features);
  switch (model.family) {
    case 'gradient-boosting':
      return predictBoosted(model, aligned);
    case 'linear':
      return predictLinear(model, aligned);
    case 'dummy':
      return predictDummy(model, aligned);
    case 'neighbours':
      return predictNeighbours(model, aligned);
    case 'naive-bayes':
      return predictNaiveBayes(model, aligned);
    case 'perceptron':
      return predictPerceptron(model, aligned);
    case 'blend':
      return blended(
        model,
        model.members.map((member) => predictModel(member.model, aligned)),
      );
    case 'stack':
      return predictLinear(
        model.meta,
        stackedMatrix(model.members.map((member) => predictModel(member, aligned))),
      );
    case 'calibrated':
      return calibrated(model, predictModel(model.base, aligned));
    default:
      return predictForest(model, aligned);
  }
}
