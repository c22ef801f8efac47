import type { z } from 'zod';
import type { Config } from '../src/config/index.ts';
import type { Models } from '../src/llm/index.ts';
import type { DatasetCase } from './dataset.ts';
import type { Evaluator } from './evaluator.ts';
import type { EvalMetric } from './report.ts';

/** What a suite's subject may use. */
export interface SubjectSetup {
  config: Config;
  models: Models;
  signal: AbortSignal;
}

/** What is evaluated: does a case and gives what the evaluators look at. */
export interface Subject<Output, Expected = unknown> {
  /** The rest of the case is for what surrounds the work (which language, what to compare with), not for the answer. */
  run(
    input: string,
    testCase: Pick<DatasetCase<Expected>, 'id' | 'tags' | 'expected'>,
  ): Promise<{ output: Output; decidedBy: string }>;
  close(): Promise<void>;
}

/** A case with what came out of it; null where the work failed. */
export interface CaseOutcome<Expected = unknown, Output = unknown> extends DatasetCase<Expected> {
  output: Output | null;
}

/** What a suite says of all cases together, beside the rates of its evaluators. */
export interface SuiteSummary {
  metrics?: Record<string, EvalMetric>;
  /** Further figures, as the suite's documentation describes them. */
  figures?: Record<string, unknown>;
}

/** A suite: a data set, what does its cases, and who judges. A case passes when all evaluators pass it. */
export interface Suite<Expected = unknown, Output = unknown> {
  name: string;
  /** One sentence for people. */
  description: string;
  /** Files in `evals/datasets/`, used where the caller names none. */
  dataset: string | readonly string[];
  expected: z.ZodType<Expected>;
  evaluators: readonly Evaluator<Expected, Output>[];
  prepare(setup: SubjectSetup): Promise<Subject<Output, Expected>>;
  summarise?(outcomes: readonly CaseOutcome<Expected, Output>[]): SuiteSummary;
}

/** Declares a suite; the registry holds suites of every type. */
export function defineSuite<Expected, Output>(suite: Suite<Expected, Output>): Suite {
  return suite as unknown as Suite;
}
