import type { z } from 'zod';
import type { Config } from '../src/config/index.ts';
import type { Models } from '../src/llm/index.ts';
import type { Evaluator } from './evaluator.ts';

/** What a suite's subject may use. */
export interface SubjectSetup {
  config: Config;
  models: Models;
  signal: AbortSignal;
}

/** What is evaluated: does a case and gives what the evaluators look at. */
export interface Subject<Output> {
  run(input: string): Promise<{ output: Output; decidedBy: string }>;
  close(): Promise<void>;
}

/** A suite: a data set, what does its cases, and who judges. A case passes when all evaluators pass it. */
export interface Suite<Expected = unknown, Output = unknown> {
  name: string;
  /** One sentence for people. */
  description: string;
  /** File in `evals/datasets/`, used where the caller names none. */
  dataset: string;
  expected: z.ZodType<Expected>;
  evaluators: readonly Evaluator<Expected, Output>[];
  prepare(setup: SubjectSetup): Promise<Subject<Output>>;
}

/** Declares a suite; the registry holds suites of every type. */
export function defineSuite<Expected, Output>(suite: Suite<Expected, Output>): Suite {
  return suite as unknown as Suite;
}
