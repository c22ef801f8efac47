/**
 * Experiments: every run with its parameters, metrics and their series, artifacts, data, code, versions and machine; lists, a search language,
 * comparisons beyond noise, and export in MLflow's layout.
 */

export { codeVersionOf } from './code-version.ts';
export type { ComparedMetric, ExperimentComparison } from './compare/compare.ts';
export { compareExperiments } from './compare/compare.ts';
export type { Difference } from './compare/differences.ts';
export type { Experiments, ListFilter } from './experiments.ts';
export { createExperiments } from './experiments.ts';
export { exportToMlflow, type MlflowExport } from './mlflow/export.ts';
export type {
  Artifact,
  CodeVersion,
  DataFacts,
  Experiment,
  ExperimentLine,
  FoldScores,
  Machine,
  MetricPoint,
} from './record.ts';
export type { ExperimentRun } from './run-handle.ts';
export type { StartOptions } from './start.ts';
