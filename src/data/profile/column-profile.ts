import type { ColumnKind } from '../table.ts';

/** The quantiles that a profile gives. */
export const quantileShares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;

/** Figures of a column of numbers, booleans or times (milliseconds since 1970). */
export interface NumberFigures {
  least: number;
  greatest: number;
  mean: number;
  /** Of a sample (n - 1); null for one row. */
  standardDeviation: number | null;
  /** With the correction for bias that pandas makes; null for fewer than three rows or equal values. */
  skew: number | null;
  /** By share; exact up to 200,000 rows (linear interpolation), estimated by t-digests beyond. */
  quantiles: Readonly<Record<string, number>>;
  /** Values beyond 1.5 interquartile ranges from the middle half (Tukey, 1977). */
  outliers: { count: number; below: number; above: number };
  histogram: { edges: readonly number[]; counts: readonly number[] };
}

/** What a profile says of one column. */
export interface ColumnProfile {
  name: string;
  kind: ColumnKind;
  missing: number;
  /** Different values; exact up to 200,000 rows, else within some percent where there are many. */
  distinct: number;
  isDistinctExact: boolean;
  numbers: NumberFigures | null;
  /** Mean, shortest and longest length of texts in characters. */
  lengths: { mean: number; least: number; greatest: number } | null;
  /** The commonest values, commonest first. Left out (empty) for identifiers and long texts. */
  top: readonly { value: string | number; count: number }[];
}

/** Bins of equal width of a histogram. */
export const histogramBins = 20;
