/** Learning from tables: estimators and what they are made of. Training runs in worker threads; nothing here knows of files. */

export type { BoostedTrees } from './boosting/boosted-trees.ts';
export { predictBoosted } from './boosting/boosted-trees.ts';
export type { BoostingFit, BoostingOptions, FitBoostingInput } from './boosting/fit-boosting.ts';
export { fitBoosting } from './boosting/fit-boosting.ts';
export type { LossName } from './boosting/losses.ts';
export { calibrated } from './calibration/apply-calibration.ts';
export { fitCalibration } from './calibration/fit-calibration.ts';
export { weightedMean } from './ensembles/blend.ts';
export { fitStack } from './ensembles/fit-stack.ts';
export { fitMeta, predictMeta } from './ensembles/meta-model.ts';
export { selectGreedily } from './ensembles/select-greedily.ts';
export type { Estimator, EstimatorInput } from './estimators/estimator.ts';
export type {
  MemoryCheckOptions,
  MemoryEstimate,
  MemoryVerdict,
  TrainingSize,
} from './estimators/memory-estimate.ts';
export { checkTrainingMemory } from './estimators/memory-estimate.ts';
export { estimatorOf } from './estimators.ts';
export { addCalibration } from './export/calibration-to-onnx.ts';
export { addBlend } from './export/ensembles-to-onnx.ts';
export { addMeta } from './export/meta-to-onnx.ts';
export { addModel } from './export/model-to-onnx.ts';
export type { LinearModel } from './linear/fit-linear.ts';
export type { FeatureMatrix } from './matrix.ts';
export { alignColumns, numericMatrix, shareMatrix } from './matrix.ts';
export { metricNamed, snakeName } from './metrics/metric-named.ts';
export type { MetricName, ScoreOptions } from './metrics/metrics.ts';
export {
  classificationMetrics,
  isErrorName,
  isLowerBetter,
  regressionMetrics,
  scoreOf,
  scores,
} from './metrics/metrics.ts';
export { pinballLoss } from './metrics/regression.ts';
export type { CalibrationMap, Model } from './models/model.ts';
export type { KeepArray, TakeArray } from './models/pack.ts';
export { packed, unpacked } from './models/pack.ts';
export { predictModel } from './models/predict-model.ts';
export { modelShape } from './models/save-model.ts';
export { doTask } from './parallel/do-task.ts';
export { createIdleThreads } from './parallel/idle-threads.ts';
export type { ThreadAnswer } from './parallel/thread-pool.ts';
export { createThreadPool, failedAnswer } from './parallel/thread-pool.ts';
export { threadsToUse, trainInThisThread } from './parallel/training-threads.ts';
export type { Random } from './random.ts';
export { createRandom } from './random.ts';
export { createGridSampler, createRandomSampler } from './search/simple-samplers.ts';
export type { Parameter, SearchSpace, Settings, Trial } from './search/space.ts';
export { createTpeSampler } from './search/tpe.ts';
export { sharedInts, sharedNumbers } from './shared-arrays.ts';
export type { Predictions, Target } from './target.ts';
export { takePredictions, takeTarget } from './target.ts';
export type { Tree } from './trees/tree.ts';
export { goesLeft, leafOf } from './trees/tree.ts';
export type { ThresholdGoal } from './validation/best-threshold.ts';
export { bestThreshold } from './validation/best-threshold.ts';
export { crossValidate } from './validation/cross-validate.ts';
export type { LearningPoint } from './validation/learning-curve.ts';
export { learningCurve } from './validation/learning-curve.ts';
export { scoreIntervals } from './validation/score-intervals.ts';
export type { Fold } from './validation/split-rows.ts';
export { foldingRows, foldRows, splitRows, splittingRows } from './validation/split-rows.ts';
export type { SplitStrategy } from './validation/split-strategy.ts';
