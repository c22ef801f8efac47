import type { ReviewedFile } from '../compose-review.ts';
import type { FunctionMetrics } from '../types.ts';

/** A figure in the old version and in the new one. */
export interface Change {
  old: number;
  new: number;
  /** new - old. */
  change: number;
}

/** What is compared of files and of the whole. */
export const comparedFigures = [
  'score',
  'sloc',
  'cyclomatic',
  'cognitive',
  'maintainabilityIndex',
  'halsteadVolume',
  'duplication',
  'technicalDebtRatio',
  'securityScore',
] as const;
export type ComparedFigure = (typeof comparedFigures)[number];

/** What is compared of functions. */
export const functionFigures = ['sloc', 'cyclomatic', 'cognitive', 'nesting', 'parameters'] as const;
export type FunctionFigure = (typeof functionFigures)[number];

/** A change, rounded to four decimals. */
export function changeOf(old: number, young: number): Change {
  return { old: rounded(old), new: rounded(young), change: rounded(young - old) };
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

type Summed = readonly ReviewedFile[];

/** How a figure of several files is one of the whole: counts are summed up, the rest is weighed by lines of code. */
function whole(files: Summed, figure: ComparedFigure): number {
  const value = ({ score, metrics }: ReviewedFile): number =>
    figure === 'score'
      ? score
      : figure === 'halsteadVolume'
        ? metrics.halstead.volume
        : (metrics[figure] ?? 0);
  if (/^(sloc|cyclomatic|cognitive|halsteadVolume)$/.test(figure))
    return files.reduce((sum, file) => sum + value(file), 0);
  let weights = 0;
  let sum = 0;
  for (const file of files) {
    const weight = Math.max(1, file.metrics.sloc);
    weights += weight;
    sum += weight * value(file);
  }
  return weights === 0 ? 0 : sum / weights;
}

/** The figures of some files of both versions. */
export function figuresOf(old: Summed, young: Summed): Record<ComparedFigure, Change> {
  return Object.fromEntries(
    comparedFigures.map((figure) => [figure, changeOf(whole(old, figure), whole(young, figure))]),
  ) as Record<ComparedFigure, Change>;
}

/** The figures of a function of both versions; one that is not there counts 0. */
export function functionFiguresOf(
  old: FunctionMetrics | null,
  young: FunctionMetrics | null,
): Record<FunctionFigure, Change> {
  return Object.fromEntries(
    functionFigures.map((figure) => [figure, changeOf(old?.[figure] ?? 0, young?.[figure] ?? 0)]),
  ) as Record<FunctionFigure, Change>;
}
