/**
 * Judging models on rows that they have not learned from: metrics with intervals, comparisons on the same rows, calibration, thresholds by cost, fairness between
 * groups, and the slices where a model fails most. Results are plain JSON.
 */

export type { Calibration } from './calibration.ts';
export { calibrationOf } from './calibration.ts';
export type { EvaluateOptions, Evaluation } from './evaluate-model.ts';
export { evaluateModel } from './evaluate-model.ts';
export type { Fairness, FairnessGap } from './fairness.ts';
export { fairnessOf } from './fairness.ts';
export type { JudgedRows } from './judged-rows.ts';
export { judgeRows } from './judged-rows.ts';
export type { Interval } from './resampling.ts';
export type { Comparison } from './scores.ts';
export { compareOnRows, scoresWithIntervals } from './scores.ts';
export { worstSlices } from './slices.ts';
