import type { Table } from '../data/index.ts';
import { applyPipeline, type Pipeline } from '../features/index.ts';
import {
  calibrated,
  type FeatureMatrix,
  type Predictions,
  predictMeta,
  predictModel,
  weightedMean,
} from '../train/index.ts';
import type { TrainedModel } from './trained-model.ts';

/** What a trained model says of a table's rows. */
export interface TablePredictions {
  /** Numbers, or probabilities of all classes, calibrated. */
  predictions: Predictions;
  /** Place of the predicted class of each row; null for regression. */
  codes: Int32Array | null;
}

/**
 * What a trained model says of each row of a table with the raw columns. Columns may stand in any order; those that it does not know are left alone.
 *
 * @throws InputError `missing-column`, `retyped-column`
 */
export function predictTable(trained: TrainedModel, table: Table): TablePredictions {
  const matrices = new Map<Pipeline, FeatureMatrix>();
  const said = trained.members.map(({ pipeline, model }) => {
    const matrix = matrices.get(pipeline) ?? applyPipeline(pipeline, table);
    matrices.set(pipeline, matrix);
    return predictModel(model, matrix);
  });
  return concluded(trained, said);
}

/** What a trained model says where its members have said that. */
export function concluded(trained: TrainedModel, said: readonly Predictions[]): TablePredictions {
  const { members, stack, classes, calibration } = trained;
  const weights = members.map(({ weight }) => weight);
  const isAlone = said.length === 1 && weights[0] === 1;
  let blend = said[0]!;
  if (stack) blend = predictMeta(stack, said);
  else if (!isAlone) blend = weightedMean(said, weights, classes);
  const predictions =
    calibration === null || classes === null ? blend : calibrated({ classes, maps: [...calibration] }, blend);
  return { predictions, codes: predictedCodes(predictions, trained.threshold) };
}

/**
 * The class that is predicted of each row: the likeliest, the first of equal ones; of two classes the second from the threshold on where there is one. Null for
 * regression.
 */
export function predictedCodes(predictions: Predictions, threshold: number | null): Int32Array | null {
  if (predictions.task === 'regression') return null;
  const { probabilities } = predictions;
  const codes = new Int32Array(probabilities[0]?.length ?? 0);
  if (threshold !== null && probabilities.length === 2) {
    const second = probabilities[1]!;
    for (let row = 0; row < codes.length; row++) codes[row] = second[row]! >= threshold ? 1 : 0;
    return codes;
  }
  for (let row = 0; row < codes.length; row++) {
    let best = 0;
    for (let code = 1; code < probabilities.length; code++)
      if (probabilities[code]![row]! > probabilities[best]![row]!) best = code;
    codes[row] = best;
  }
  return codes;
}
