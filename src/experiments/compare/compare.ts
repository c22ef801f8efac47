import { InputError } from '../../errors/index.ts';
import { isErrorName } from '../../train/index.ts';
import type { Experiment } from '../record.ts';
import { type Difference, differencesOf } from './differences.ts';
import { type FoldTest, testFolds } from './fold-test.ts';

/** A metric of the compared runs. */
export interface ComparedMetric {
  name: string;
  /** One for each run; null: it has none. */
  values: (number | null)[];
  /** Each run against the first; null for the first itself. */
  tests: (FoldTest | null)[];
  /** Which runs are better or worse than the first beyond noise; `unclear` where noise or missing folds leave it open. */
  verdicts: ('better' | 'worse' | 'unclear' | null)[];
}

/** What came of comparing runs with the first of them. */
export interface ExperimentComparison {
  runs: { id: string; name: string; status: string; startedAt: string }[];
  differences: Difference[];
  metrics: ComparedMetric[];
}

/**
 * Compares runs with the first: what they were given that differs, and for each metric whether the difference is beyond noise.
 * @throws InputError `too-few-runs`
 */
export function compareExperiments(runs: readonly Experiment[]): ExperimentComparison {
  if (runs.length < 2) throw new InputError('too-few-runs', 'Comparing needs two runs or more.');
  const names = [
    ...new Set(
      runs.flatMap(({ metrics, folds }) => [...Object.keys(metrics), ...folds.map(({ metric }) => metric)]),
    ),
  ];
  return {
    runs: runs.map(({ id, name, status, startedAt }) => ({ id, name, status, startedAt })),
    differences: differencesOf(runs),
    metrics: names.map((name) => comparedMetric(name, runs)),
  };
}

function comparedMetric(name: string, runs: readonly Experiment[]): ComparedMetric {
  const foldsOf = (run: Experiment) => run.folds.find(({ metric }) => metric === name);
  const [first] = runs;
  const tests = runs.map((run, at) => (at === 0 ? null : testFolds(foldsOf(first!), foldsOf(run))));
  return {
    name,
    values: runs.map((run) => run.metrics[name] ?? meanOf(foldsOf(run)?.scores) ?? null),
    tests,
    verdicts: tests.map((test) => (test === null ? null : verdictOf(test, isLess(name)))),
  };
}

function verdictOf(test: FoldTest, lessIsBetter: boolean): 'better' | 'worse' | 'unclear' {
  if (!test.isComparable || !test.isBeyondNoise) return 'unclear';
  return test.difference > 0 === !lessIsBetter ? 'better' : 'worse';
}

/** Metrics may be named `validation.rmse` or `loss/train`; of names that are not known, more is taken to be better but for losses and errors. */
function isLess(name: string): boolean {
  const last = name.split(/[./]/).at(-1)!;
  return isErrorName(last) || /loss|error|seconds|cost/i.test(name);
}

function meanOf(scores: readonly number[] | undefined): number | undefined {
  if (scores === undefined || scores.length === 0) return undefined;
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
