/** Serving in this process: models of ours and any ONNX file, for tables, files that do not fit in memory, single rows and many callers at once. */

export { answerColumns } from './answer-columns.ts';
export type { InputWarning } from './input-watch.ts';
export type { ModelCache } from './model-cache.ts';
export { createModelCache } from './model-cache.ts';
export type { OpenModelOptions } from './open-model.ts';
export { openModel } from './open-model.ts';
export type { PredictedPart, PredictFileOptions } from './predict-file.ts';
export { predictFile } from './predict-file.ts';
export type { PredictedRow, RowPredictor, RowPredictorOptions } from './row-predictor.ts';
export { createRowPredictor } from './row-predictor.ts';
export type { Row } from './rows-to-table.ts';
export type { Answers, ServedModel } from './served-model.ts';
