/** ONNX files: what is needed to write graphs of the standard operators, and to read what other makers' classifiers say of their classes. */
export type { ClassifierFile } from './classifiers.ts';
export { readClassifier } from './classifiers.ts';
export type { Attribute, Dimension, ElementType, Tensor } from './graph.ts';
export { OnnxGraph, operatorSets } from './graph.ts';
