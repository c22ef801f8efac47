import type { FeatureMatrix } from '../matrix.ts';
import { numericMatrix } from '../matrix.ts';
import type { Predictions } from '../target.ts';
import { columnsOf } from './blend.ts';

/** What models say, as features for another: a column a model, or one for each class; with two classes the second one's is enough. */
export function stackedMatrix(said: readonly Predictions[]): FeatureMatrix {
  const columns = said.flatMap((predictions) => {
    const own = columnsOf(predictions);
    return own.length === 2 ? [own[1]!] : own;
  });
  return numericMatrix(columns);
}
