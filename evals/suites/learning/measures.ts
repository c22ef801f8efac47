/** A mean over seeds with the bounds of its 95% interval. */
export interface Estimate {
  mean: number;
  low: number;
  high: number;
}

/** Student's t at 97.5% for so many seeds less one; beyond the table as for infinitely many. */
const t975 = [
  Number.NaN,
  12.706,
  4.303,
  3.182,
  2.776,
  2.571,
  2.447,
  2.365,
  2.306,
  2.262,
  2.228,
  2.201,
  2.179,
  2.16,
  2.145,
  2.131,
  2.12,
  2.11,
  2.101,
  2.093,
];

/** The mean of one figure a seed (Student 1908). */
export function estimate(values: readonly number[]): Estimate {
  const mean = meanOf(values);
  if (values.length < 2) return { mean, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const reach = (t975[values.length - 1] ?? 1.96) * Math.sqrt(variance / values.length);
  return { mean, low: mean - reach, high: mean + reach };
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** What was said of something, and what came. */
export interface Forecast {
  probability: number;
  accepted: boolean;
}

/** Area under the ROC curve (Mann and Whitney 1947): the probability that an accepted one was ranked above a rejected one; 0.5 where one kind is missing. */
export function aucOf(forecasts: readonly Forecast[]): number {
  const sorted = forecasts.toSorted((a, b) => a.probability - b.probability);
  let ranks = 0;
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (to < sorted.length && sorted[to]!.probability === sorted[from]!.probability) to++;
    for (let at = from; at < to; at++) if (sorted[at]!.accepted) ranks += (from + 1 + to) / 2;
    from = to;
  }
  const accepted = sorted.filter((each) => each.accepted).length;
  const rejected = sorted.length - accepted;
  if (accepted === 0 || rejected === 0) return 0.5;
  return (ranks - (accepted * (accepted + 1)) / 2) / (accepted * rejected);
}

/** Expected calibration error over ten bins of equal width (Naeini, Cooper and Hauskrecht 2015). */
export function calibrationErrorOf(forecasts: readonly Forecast[]): number {
  const bins = Array.from({ length: 10 }, () => ({ said: 0, came: 0 }));
  for (const { probability, accepted } of forecasts) {
    const bin = bins[Math.min(9, Math.floor(probability * 10))]!;
    bin.said += probability;
    bin.came += Number(accepted);
  }
  return bins.reduce((sum, { said, came }) => sum + Math.abs(said - came), 0) / forecasts.length;
}
