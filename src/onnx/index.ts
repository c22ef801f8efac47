/** ONNX files: what is needed to write graphs of the standard operators. Nothing here knows of models. */
export type { Attribute, Dimension, ElementType, Tensor } from './graph.ts';
export { OnnxGraph, operatorSets } from './graph.ts';
