/** What training ends in: pipelines and models as one thing that is applied to tables, saved, and written as one ONNX file. */

export { artifactFiles, inputsOf } from './artifact-contents.ts';
export type { Artifact } from './artifact-folder.ts';
export { readArtifact, writeArtifact } from './artifact-folder.ts';
export type { ExportedModel } from './export-onnx.ts';
export { exportOnnx } from './export-onnx.ts';
export type { ModelRecord, TrainingFacts } from './model-record.ts';
export { readPackedFile, writePackedFile } from './packed-file.ts';
export { rowPrediction } from './predict-row.ts';
export type { TablePredictions } from './predict-table.ts';
export { predictTable } from './predict-table.ts';
export { PredictingThreads, predictTableInThreads } from './predicting-threads.ts';
export { loadTrainedModel, saveTrainedModel } from './save-trained-model.ts';
export type { Member, TrainedModel } from './trained-model.ts';
export { typicalRows } from './typical-rows.ts';
export type { Unexportable } from './unexportable.ts';
export { unexportable } from './unexportable.ts';
