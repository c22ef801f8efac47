/** Features: pipelines that are fitted on training rows, applied to tables, and written as ONNX; and which features earn their place. */

export { applyPipeline } from './apply-pipeline.ts';
export { addPipeline } from './export/add-pipeline.ts';
export type { DefaultPlanOptions } from './fit/default-plan.ts';
export { defaultPlan, planningColumns } from './fit/default-plan.ts';
export type { FitPipelineOptions, FittedPipeline } from './fit/fit-pipeline.ts';
export { fitPipeline } from './fit/fit-pipeline.ts';
export { PipelinePlanSchema, stepNames } from './fit/plan-schema.ts';
export type { PipelinePlan, Step, StepName } from './fit/step.ts';
export type { Lineage, Pipeline, PipelineInput, PipelineOutput } from './pipeline.ts';
export type { Cell, RowPipeline } from './row-pipeline.ts';
export { rowPipeline } from './row-pipeline.ts';
export type { Learn, StepTrial } from './selection/keeps-if-better.ts';
export { keepsIfBetter } from './selection/keeps-if-better.ts';
export type { FeatureImportance, ImportanceOptions, Predict } from './selection/permutation-importance.ts';
export { columnImportance, permutationImportance } from './selection/permutation-importance.ts';
export { pairedGain, tailOfStudent } from './selection/student.ts';
