import { InterruptedError, toError } from '../src/errors/index.ts';
import type { DatasetCase } from './dataset.ts';
import { type Judgement, judge } from './evaluator.ts';
import { rateOf } from './rates.ts';
import type { EvalFailure, EvalMetric, SuiteReport } from './report.ts';
import type { Subject, Suite } from './suite.ts';

export interface RunSuiteOptions {
  suite: Suite;
  cases: readonly DatasetCase<unknown>[];
  subject: Subject<unknown>;
  signal?: AbortSignal;
  /** Cases at work at the same time. */
  parallel?: number;
  onProgress?: (done: number, total: number) => void;
}

interface CaseResult {
  testCase: DatasetCase<unknown>;
  output: unknown;
  decidedBy: string | null;
  judgements: Judgement[];
}

/** Runs a suite's cases and sums up. A case whose work fails has failed; the others go on. @throws InterruptedError */
export async function runCases(
  options: RunSuiteOptions,
): Promise<
  Pick<SuiteReport, 'cases' | 'passed' | 'score' | 'metrics' | 'figures' | 'decidedBy' | 'failures'>
> {
  const { suite, cases, subject, signal, parallel = 1, onProgress } = options;
  const results = new Array<CaseResult>(cases.length);
  let next = 0;
  let done = 0;
  const worker = async () => {
    while (next < cases.length) {
      const index = next;
      next += 1;
      if (signal?.aborted) throw new InterruptedError();
      results[index] = await runCase(suite, cases[index]!, subject, signal);
      done += 1;
      onProgress?.(done, cases.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, cases.length) }, worker));
  return summarise(suite, results);
}

async function runCase(
  suite: Suite,
  testCase: DatasetCase<unknown>,
  subject: Subject<unknown>,
  signal?: AbortSignal,
): Promise<CaseResult> {
  const begin = performance.now();
  const evaluators = suite.evaluators.filter(({ applies }) => applies?.(testCase.expected) ?? true);
  try {
    const { output, decidedBy } = await subject.run(testCase.input, testCase);
    const context = { ...testCase, output, seconds: (performance.now() - begin) / 1000 };
    const judgements = await Promise.all(evaluators.map((evaluator) => judge(evaluator, context)));
    return { testCase, output, decidedBy, judgements };
  } catch (thrown) {
    if (signal?.aborted) throw new InterruptedError(undefined, { cause: thrown });
    const reason = `The work failed: ${toError(thrown).message}`;
    const judgements = evaluators.map(
      ({ name }): Judgement => ({ evaluator: name, passed: false, value: null, reason }),
    );
    return { testCase, output: null, decidedBy: null, judgements };
  }
}

function summarise(suite: Suite, results: readonly CaseResult[]) {
  const failures = results
    .filter(({ judgements }) => judgements.some(({ passed }) => !passed))
    .map(failureOf);
  const decidedBy: Record<string, number> = {};
  for (const { decidedBy: who } of results) if (who !== null) decidedBy[who] = (decidedBy[who] ?? 0) + 1;
  const passed = results.length - failures.length;
  const metrics = Object.fromEntries(suite.evaluators.map(({ name }) => [name, metricOf(name, results)]));
  const summary = suite.summarise?.(results.map(({ testCase, output }) => ({ ...testCase, output })));
  return {
    cases: results.length,
    passed,
    score: results.length === 0 ? 0 : passed / results.length,
    metrics: { ...metrics, ...summary?.metrics },
    ...(summary?.figures ? { figures: summary.figures } : {}),
    decidedBy,
    failures,
  };
}

function metricOf(evaluator: string, results: readonly CaseResult[]): EvalMetric {
  const judgementsOf = (of: readonly CaseResult[]) =>
    of.flatMap(({ judgements }) => judgements.filter((judgement) => judgement.evaluator === evaluator));
  const tags = new Set(results.flatMap(({ testCase }) => testCase.tags));
  const byTag = [...tags].map(
    (tag) =>
      [tag, rateOf(judgementsOf(results.filter(({ testCase }) => testCase.tags.includes(tag))))] as const,
  );
  return { all: rateOf(judgementsOf(results)), byTag: Object.fromEntries(byTag) };
}

function failureOf({ testCase, output, judgements }: CaseResult): EvalFailure {
  const failed = judgements
    .filter(({ passed }) => !passed)
    .map(({ evaluator, reason }) => ({ evaluator, reason }));
  const { id, input, tags, expected } = testCase;
  return { id, input, tags, failed, expected, output };
}
