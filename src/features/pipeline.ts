import type { ColumnKind } from '../data/index.ts';
import type { PipelineNode } from './operations/operation.ts';

/** A raw column that a pipeline reads. */
export interface PipelineInput {
  name: string;
  kind: ColumnKind;
  type: 'numbers' | 'texts';
  /** Texts: those that training has seen, in the order of their codes there; more of them are unseen categories. */
  dictionary: readonly string[] | null;
}

/** What a step did on the way to a feature. */
export interface LineageStep {
  step: string;
  /** The step's options as they were asked for, its columns left out. */
  parameters: Readonly<Record<string, unknown>>;
}

/** Where a feature comes from: raw columns, then what was done to them in turn. */
export interface Lineage {
  sources: readonly string[];
  steps: readonly LineageStep[];
}

export interface PipelineOutput extends Lineage {
  name: string;
  /** Number of the value among inputs and nodes' outputs. */
  value: number;
  /** How many categories the feature has, 0 for a numeric one. */
  categories: number;
}

/** A fitted pipeline: plain data, the same after JSON. */
export interface Pipeline {
  inputs: readonly PipelineInput[];
  nodes: readonly PipelineNode[];
  outputs: readonly PipelineOutput[];
}
