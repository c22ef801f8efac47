import { type FeatureMatrix, shareMatrix } from '../matrix.ts';
import { threadsToUse, together } from '../parallel/training-threads.ts';
import type { Predictions } from '../target.ts';
import type { Model } from './model.ts';
import { predictModel } from './predict-model.ts';

/** Rows that a thread predicts. */
export interface PredictingJob {
  model: Model;
  /** All rows; shared. */
  matrix: FeatureMatrix;
  first: number;
  end: number;
}

/** A thread for fewer rows costs more than it brings. */
const rowsPerThread = 2_000;

/**
 * The same as `predictModel`, off the event loop.
 *
 * @throws InputError `missing-column`; InterruptedError when the signal fires
 */
export async function predictInThreads(
  model: Model,
  matrix: FeatureMatrix,
  options: { threads?: number | undefined; signal?: AbortSignal | undefined } = {},
): Promise<Predictions> {
  // Tells what is missing before a thread starts.
  const none = predictModel(model, rowsBetween(matrix, 0, 0));
  const shared = await shareMatrix(matrix);
  const threads = threadsToUse(options.threads, matrix.rows / rowsPerThread);
  const parts = await together<Predictions>(
    (thread) => ({
      kind: 'predicting',
      job: {
        model,
        matrix: shared,
        first: Math.floor((matrix.rows * thread) / threads),
        end: Math.floor((matrix.rows * (thread + 1)) / threads),
      },
    }),
    { threads, signal: options.signal },
  );
  return joined(none, parts);
}

/** Does a thread's work. */
export function predictRows({ model, matrix, first, end }: PredictingJob): Predictions {
  return predictModel(model, rowsBetween(matrix, first, end));
}

function rowsBetween(matrix: FeatureMatrix, first: number, end: number): FeatureMatrix {
  return {
    ...matrix,
    rows: end - first,
    columns: matrix.columns.map((column) => column.subarray(first, end)),
  };
}

function joined(none: Predictions, parts: readonly Predictions[]): Predictions {
  const columnsOf = (part: Predictions) => (part.task === 'regression' ? [part.values] : part.probabilities);
  const columns = columnsOf(none).map((_, at) => {
    const own = parts.map((part) => columnsOf(part)[at]!);
    const whole = new Float64Array(own.reduce((sum, { length }) => sum + length, 0));
    own.reduce((start, values) => {
      whole.set(values, start);
      return start + values.length;
    }, 0);
    return whole;
  });
  if (none.task === 'regression') return { ...none, values: columns[0]! };
  return { ...none, probabilities: columns };
}
