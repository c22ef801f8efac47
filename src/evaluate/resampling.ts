import {
  createRandom,
  type MetricName,
  type Predictions,
  scoreOf,
  type Target,
  takePredictions,
  takeTarget,
} from '../train/index.ts';
import { aTurn } from '../turns/index.ts';

/** A figure with the 95% interval that chance in the choice of rows puts it in. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

export interface Resampling {
  resamples?: number | undefined;
  seed?: number | undefined;
  signal?: AbortSignal | undefined;
  /** For figures that chance makes larger (gaps, distances): what the resamples are above the rows themselves in the mean is taken off. */
  unbiased?: boolean | undefined;
}

/** Of more rows so many are drawn, and intervals made narrower by the root of the share, as their width goes. */
const rowsAtMost = 5_000;
const tail = 0.025;
const longestTurnMs = 10;

/**
 * Intervals of figures by the bootstrap (Efron, 1979): rows are drawn anew with replacement, and all figures looked at on the same ones. A figure that is NaN
 * for all rows is null; resamples in which it is NaN are left out. The event loop has its turns in between.
 */
export async function intervals(
  rows: number,
  figuresOf: (rows: Int32Array) => readonly number[],
  { resamples = 300, seed = 0, signal, unbiased = false }: Resampling = {},
): Promise<(Interval | null)[]> {
  const random = createRandom(seed);
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  const whole = figuresOf(all);
  await aTurn();
  const base = rows <= rowsAtMost ? all : random.sample(rowsAtMost, rows);
  const narrower = Math.sqrt(base.length / Math.max(1, rows));
  const center = base === all ? whole : figuresOf(base);
  const found: number[][] = whole.map(() => []);
  const drawn = new Int32Array(base.length);
  await aTurn();
  let began = performance.now();
  for (let resample = 0; resample < resamples; resample++) {
    for (let place = 0; place < drawn.length; place++) drawn[place] = base[random.below(base.length)]!;
    for (const [at, figure] of figuresOf(drawn).entries())
      if (Number.isFinite(figure)) found[at]!.push(figure);
    if (performance.now() - began < longestTurnMs) continue;
    await aTurn();
    signal?.throwIfAborted();
    began = performance.now();
  }
  return whole.map((value, at) => {
    const sorted = Float64Array.from(found[at]!).sort();
    if (!Number.isFinite(value) || sorted.length === 0) return null;
    const middle = unbiased ? sorted.reduce((sum, figure) => sum + figure, 0) / sorted.length : center[at]!;
    const shifted = (share: number) => value + (percentile(sorted, share) - middle) * narrower;
    return { value, low: shifted(tail), high: shifted(1 - tail) };
  });
}

/** Straight between sorted figures. */
export function percentile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}

/** A metric of some of the rows; NaN where they give none. */
export function metricOf(
  metric: MetricName,
  target: Target,
  predictions: Predictions,
  rows: Int32Array,
  threshold: number | null,
): number {
  const options = threshold === null ? {} : { threshold };
  return scoreOf(metric, takeTarget(target, rows), takePredictions(predictions, rows), options) ?? Number.NaN;
}
