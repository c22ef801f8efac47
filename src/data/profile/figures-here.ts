import type { ColumnFacts } from '../read/column-facts.ts';
import { type ColumnProfile, histogramBins, quantileShares } from './column-profile.ts';

/** Describes a column of numbers that lies in memory, as the database would; all of it exactly. NaN is missing. */
export function describeHere(facts: ColumnFacts, values: Float64Array, topValues: number): ColumnProfile {
  const { name, kind, rows, missing, distinct } = facts;
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const profile = { name, kind, missing, distinct, isDistinctExact: true };
  if (missing === rows) return { ...profile, numbers: null, lengths: null, top: [] };
  const isListed = kind !== 'identifier' && distinct <= 10_000;
  const quantiles = quantileShares.map((share): [string, number] => [String(share), quantile(sorted, share)]);
  const { mean, standardDeviation, skew } = momentsOf(sorted);
  if (kind === 'boolean')
    for (const [at, share] of quantileShares.entries())
      quantiles[at] = [String(share), share <= 1 - mean ? 0 : 1];
  const byShare = Object.fromEntries(quantiles);
  return {
    ...profile,
    numbers: {
      least: sorted[0]!,
      greatest: sorted.at(-1)!,
      ...{ mean, standardDeviation, skew },
      quantiles: byShare,
      outliers:
        kind === 'boolean' || kind === 'constant'
          ? { count: 0, below: 0, above: 0 }
          : outliersOf(sorted, byShare['0.25']!, byShare['0.75']!),
      histogram: histogramOf(sorted),
    },
    lengths: null,
    top: isListed ? topOf(sorted, topValues) : [],
  };
}

function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const [below, above] = [sorted[low]!, sorted[Math.min(sorted.length - 1, low + 1)]!];
  return below === above ? below : below + (place - low) * (above - below);
}

/** Infinite values have no mean and no spread. The skew is pandas': with its correction for bias. */
function momentsOf(sorted: Float64Array): {
  mean: number;
  standardDeviation: number | null;
  skew: number | null;
} {
  const finite = sorted.filter(Number.isFinite);
  const count = finite.length;
  const mean = finite.reduce((sum, value) => sum + value, 0) / count;
  let [squares, cubes] = [0, 0];
  for (const value of finite) {
    const distance = value - mean;
    squares += distance ** 2;
    cubes += distance ** 3;
  }
  const standardDeviation = count > 1 ? Math.sqrt(squares / (count - 1)) : null;
  const isSkewed = count > 2 && squares > 0;
  const skew = isSkewed
    ? ((Math.sqrt(count * (count - 1)) / (count - 2)) * (cubes / count)) / (squares / count) ** 1.5
    : null;
  return { mean, standardDeviation, skew };
}

function outliersOf(
  sorted: Float64Array,
  low: number,
  high: number,
): { count: number; below: number; above: number } {
  const [below, above] = [low - 1.5 * (high - low), high + 1.5 * (high - low)];
  if (!Number.isFinite(below) || !Number.isFinite(above)) return { count: 0, below, above };
  return { count: sorted.filter((value) => value < below || value > above).length, below, above };
}

function histogramOf(sorted: Float64Array): { edges: number[]; counts: number[] } {
  const [least, greatest] = [sorted[0]!, sorted.at(-1)!];
  if (!Number.isFinite(least) || !Number.isFinite(greatest) || least === greatest)
    return { edges: [least, greatest], counts: [sorted.length] };
  const width = (greatest - least) / histogramBins;
  const counts = new Array<number>(histogramBins).fill(0);
  for (const value of sorted) {
    const bin = Math.min(histogramBins - 1, Math.floor((value - least) / width));
    counts[bin] = counts[bin]! + 1;
  }
  const edges = Array.from({ length: histogramBins + 1 }, (_, at) =>
    at === histogramBins ? greatest : least + at * width,
  );
  return { edges, counts };
}

/** The commonest of sorted numbers, the least of equally common ones first. */
export function topOf(sorted: Float64Array, most: number): { value: number; count: number }[] {
  const runs: { value: number; count: number }[] = [];
  for (const value of sorted) {
    const last = runs.at(-1);
    if (last?.value === value) last.count++;
    else runs.push({ value, count: 1 });
  }
  return runs.sort((one, other) => other.count - one.count).slice(0, most);
}
