/** Many files in one set of figures. */
import { functionCountOf } from './encoded-analysis.ts';
import { rounded } from './halstead.ts';
import { figuresWithout, type Omission } from './omission.ts';
import type { LanguageName, MeasuredFile } from './types.ts';

/** Sums, and means weighted by lines of code. */
export interface MeasureSummary {
  files: number;
  skipped: number;
  /** Number of files by language. */
  languages: Partial<Record<LanguageName, number>>;
  functions: number;
  sloc: number;
  lloc: number;
  comments: number;
  blank: number;
  cyclomatic: number;
  cognitive: number;
  /** Means over the files, weighted by `sloc`; without any code those of an empty file. */
  maintainabilityIndex: number;
  /** Null where clones were left out. */
  duplication: number | null;
  /** Null where findings were left out, as `securityScore` is. */
  technicalDebtRatio: number | null;
  securityScore: number | null;
  /** Over the files that a report covers; null where none is. */
  testCoverage: number | null;
  /** Syntax errors and the like. */
  errors: number;
  seconds: number;
  /** What was not worked out, where that is anything. */
  without?: readonly Omission[];
}

export function summarize(
  files: readonly MeasuredFile[],
  { skipped, elapsedMs, without = [] }: { skipped: number; elapsedMs: number; without?: readonly Omission[] },
): MeasureSummary {
  const summary: MeasureSummary = {
    files: files.length,
    skipped,
    languages: {},
    functions: 0,
    sloc: 0,
    lloc: 0,
    comments: 0,
    blank: 0,
    cyclomatic: 0,
    cognitive: 0,
    maintainabilityIndex: 0,
    duplication: 0,
    technicalDebtRatio: 0,
    securityScore: 0,
    testCoverage: null,
    errors: 0,
    seconds: rounded(elapsedMs / 1000),
  };
  let coveredSloc = 0;
  let coverage = 0;
  const sums = weighted.map(() => 0);
  for (const file of files) {
    const { language, metrics, errors } = file;
    summary.languages[language] = (summary.languages[language] ?? 0) + 1;
    summary.functions += functionCountOf(file);
    summary.errors += errors.length;
    for (const key of ['sloc', 'lloc', 'comments', 'blank', 'cyclomatic', 'cognitive'] as const) {
      summary[key] += metrics[key];
    }
    for (const [index, key] of weighted.entries()) sums[index]! += (metrics[key] ?? 0) * metrics.sloc;
    if (metrics.testCoverage !== null) {
      coveredSloc += metrics.sloc;
      coverage += metrics.testCoverage * metrics.sloc;
    }
  }
  for (const [index, key] of weighted.entries()) {
    const nothing = key === 'maintainabilityIndex' ? 100 : key === 'securityScore' ? 1 : 0;
    summary[key] = summary.sloc === 0 ? nothing : rounded(sums[index]! / summary.sloc);
  }
  for (const omission of without) for (const key of figuresWithout[omission]) summary[key] = null;
  if (without.length > 0) summary.without = without;
  if (coveredSloc > 0) summary.testCoverage = rounded(coverage / coveredSloc);
  return summary;
}

const weighted = ['maintainabilityIndex', 'duplication', 'technicalDebtRatio', 'securityScore'] as const;
