import { InputError } from '../errors/index.ts';
import {
  alignColumns,
  type FeatureMatrix,
  type Model,
  sharedNumbers,
  shareMatrix,
  threadsToUse,
} from '../train/index.ts';
import { additiveOf, type ExplanationScale } from './additive.ts';
import { explaining } from './explaining.ts';
import { shareData } from './share.ts';

/** Exact Shapley values of a matrix's rows, by the model's features. */
export interface MatrixExplanations {
  scale: ExplanationScale;
  /** By output. */
  base: Float64Array;
  /** By output: a number a row and feature, row after row, in the order of the model's features. */
  values: readonly Float64Array[];
  /** By output: what the model says of each row, before its link where it has one. */
  margins: readonly Float64Array[];
}

/** A thread for fewer rows costs more than it brings. */
const rowsPerThread = 32;

/**
 * Explains a single model by its own features, exactly.
 *
 * @throws InputError `no-exact-explanation` where the model is no sum, `missing-column`; InterruptedError when the signal fires
 */
export async function explainMatrix(
  model: Model,
  matrix: FeatureMatrix,
  options: { threads?: number | undefined; signal?: AbortSignal | undefined } = {},
): Promise<MatrixExplanations> {
  const additive = additiveOf(model);
  if ('reason' in additive)
    throw new InputError('no-exact-explanation', `There is no exact explanation: ${additive.reason}.`);
  const odd = additive.terms.some(({ features }) => features.some((name, at) => name !== model.features[at]));
  if (odd)
    throw new InputError(
      'no-exact-explanation',
      'There is no exact explanation by feature: the members of this model have them in different orders.',
    );
  const given = await shareMatrix(alignColumns(matrix, model.features));
  const shared = await shareData(additive);
  const { rows } = matrix;
  const into = {
    contributions: additive.constants.map(() => sharedNumbers(rows * given.columns.length)),
    margins: additive.constants.map(() => sharedNumbers(rows)),
  };
  const threads = threadsToUse(options.threads, rows / rowsPerThread);
  const [base] = await explaining.together<Float64Array>(
    (thread) => ({
      kind: 'matrix',
      additive: shared,
      matrix: given,
      into,
      first: Math.floor((rows * thread) / threads),
      end: Math.floor((rows * (thread + 1)) / threads),
    }),
    { threads, signal: options.signal },
  );
  return { scale: additive.scale, base: base!, values: into.contributions, margins: into.margins };
}
