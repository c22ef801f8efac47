/** Evaluations of agents: suites of cases, what judges them, and the runner that sums up. */

export type { DatasetCase } from './dataset.ts';
export type { Evaluator, EvaluatorContext, Judgement, Verdict } from './evaluator.ts';
export type { Rate } from './rates.ts';
export type { BaselineComparison, EvalFailure, EvalMetric, EvalReport, SuiteReport } from './report.ts';
export type { RunSuitesOptions } from './run-suites.ts';
export { runSuites } from './run-suites.ts';
export type { Subject, SubjectSetup, Suite } from './suite.ts';
