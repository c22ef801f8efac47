import type { Rate } from './rates.ts';

/** A case that did not pass. */
export interface EvalFailure {
  id: string;
  input: string;
  tags: string[];
  /** Evaluators that it failed, with their reasons. */
  failed: { evaluator: string; reason: string }[];
  expected: unknown;
  /** What came out; null where the work itself failed. */
  output: unknown;
}

/** An evaluator's rates over all cases and over those with each tag. */
export interface EvalMetric {
  all: Rate;
  byTag: Record<string, Rate>;
}

export interface SuiteReport {
  suite: string;
  /** `provider:model`, or `policy`. */
  model: string;
  /** The data set's file, or its files. */
  dataset: string;
  cases: number;
  /** Cases that every evaluator passed. */
  passed: number;
  /** passed / cases. */
  score: number;
  /** By evaluator. */
  metrics: Record<string, EvalMetric>;
  /** What only this suite has: see its documentation. */
  figures?: Record<string, unknown>;
  /** How many cases the policy and each model decided. */
  decidedBy: Record<string, number>;
  seconds: number;
  /** USD; null where a call's price is not known. */
  cost: number | null;
  failures: EvalFailure[];
}

/** A suite beside the same suite of an earlier report. */
export interface BaselineComparison {
  suite: string;
  /** Null where the earlier report has no such suite. */
  before: { model: string; cases: number; passed: number; score: number } | null;
  /** score now - score before. */
  change: number | null;
  /** Ids of cases that passed before and fail now, and the other way round. */
  newlyFailing: string[];
  newlyPassing: string[];
  worse: boolean;
}

/** What `opsmith eval --json` prints. */
export interface EvalReport {
  suites: SuiteReport[];
  baseline: { file: string; worse: boolean; suites: BaselineComparison[] } | null;
}
