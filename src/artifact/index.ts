/** What training ends in: pipelines and models as one thing that is applied to tables, saved, and written as one ONNX file. */

export type { Member, TrainedModel } from './trained-model.ts';
