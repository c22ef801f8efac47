import type { FeatureMatrix } from '../matrix.ts';
import { threadsToUse, together } from '../parallel/training-threads.ts';
import { binColumn, chooseBins, type FeatureBins, rowsToBinBy } from './bins.ts';

/** A matrix in bins, in memory that threads share. */
export interface BinnedData {
  rows: number;
  features: number;
  /** One byte a value, column after column. */
  columns: Uint8Array;
  bins: FeatureBins[];
}

/** Columns to be put into bins by one thread. */
export interface BinningJob {
  columns: Float64Array[];
  categories: number[];
  /** Where their bins go, column after column; shared. */
  into: Uint8Array;
  seed: number;
  most: number | undefined;
}

export interface BinOptions {
  seed: number;
  /** Bins of values at most, up to 255. */
  most?: number | undefined;
  threads?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** A thread for less than that costs more than it brings: values. */
const valuesPerThread = 200_000;

/** Puts a matrix into bins, in threads. */
export async function binMatrix(matrix: FeatureMatrix, options: BinOptions): Promise<BinnedData> {
  const { rows, columns, categories } = matrix;
  const { seed, most, signal } = options;
  const features = columns.length;
  const shared = new Uint8Array(new SharedArrayBuffer(rows * features));
  const threads = threadsToUse(options.threads, Math.min(features, (rows * features) / valuesPerThread));
  const bins = await together<FeatureBins[]>(
    (thread) => {
      const first = Math.floor((features * thread) / threads);
      const end = Math.floor((features * (thread + 1)) / threads);
      const job: BinningJob = {
        columns: columns.slice(first, end),
        categories: categories.slice(first, end),
        into: shared.subarray(first * rows, end * rows),
        seed,
        most,
      };
      return { kind: 'binning', job };
    },
    { threads, signal },
  );
  return { rows, features, columns: shared, bins: bins.flat() };
}

/** Does one thread's part. */
export function binColumns({ columns, categories, into, seed, most }: BinningJob): FeatureBins[] {
  const sample = rowsToBinBy(columns[0]?.length ?? 0, seed);
  return columns.map((column, place) => {
    const bins = chooseBins(column, categories[place]!, { sample, most });
    binColumn(column, bins, into.subarray(place * column.length, (place + 1) * column.length));
    return bins;
  });
}

/** Bins of a feature, the one of missing values among them. */
export function binCount(bins: FeatureBins): number {
  return bins.count + 1;
}
