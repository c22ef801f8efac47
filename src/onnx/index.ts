/**
 * ONNX files: what is needed to write graphs of the standard operators, and to read what other makers' classifiers say of their classes; and threads in which onnxruntime holds and
 * runs them.
 */
export type { ClassifierFile } from './classifiers.ts';
export { readClassifier } from './classifiers.ts';
export type { Attribute, Dimension, ElementType, Tensor } from './graph.ts';
export { OnnxGraph, operatorSets } from './graph.ts';
export type { InRuntime } from './runtime/answer-in-thread.ts';
export { answerInThread } from './runtime/answer-in-thread.ts';
export { ModelThread } from './runtime/model-thread.ts';
export { onnxRuntime } from './runtime/onnx-runtime.ts';
