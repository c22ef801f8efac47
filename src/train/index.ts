/** Learning from tables: estimators and what they are made of. Training runs in worker threads; nothing here knows of files. */

export type { BoostedTrees } from './boosting/boosted-trees.ts';
export { predictBoosted } from './boosting/boosted-trees.ts';
export type { BoostingFit, BoostingOptions, FitBoostingInput } from './boosting/fit-boosting.ts';
export { fitBoosting } from './boosting/fit-boosting.ts';
export type { LossName } from './boosting/losses.ts';
export { calibrated } from './calibration/apply-calibration.ts';
export { weightedMean } from './ensembles/blend.ts';
export { addCalibration } from './export/calibration-to-onnx.ts';
export { addBlend } from './export/ensembles-to-onnx.ts';
export { addModel } from './export/model-to-onnx.ts';
export type { FeatureMatrix } from './matrix.ts';
export { numericMatrix } from './matrix.ts';
export type { MetricName, ScoreOptions } from './metrics/metrics.ts';
export { isLowerBetter, scores } from './metrics/metrics.ts';
export type { CalibrationMap, Model } from './models/model.ts';
export { packed, unpacked } from './models/pack.ts';
export { predictModel } from './models/predict-model.ts';
export { modelShape } from './models/save-model.ts';
export { createRandom } from './random.ts';
export type { SearchSpace, Settings, Trial } from './search/space.ts';
export { createTpeSampler } from './search/tpe.ts';
export type { Predictions, Target } from './target.ts';
export { takeTarget } from './target.ts';
export type { Tree } from './trees/tree.ts';
export { goesLeft } from './trees/tree.ts';
