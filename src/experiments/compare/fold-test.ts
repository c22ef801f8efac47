import { pairedGain, tailOfStudent } from '../../features/index.ts';
import type { FoldScores } from '../record.ts';

/** What the folds say of a difference between two runs. */
export type FoldTest =
  | {
      isComparable: true;
      folds: number;
      /** Mean of the second run's scores minus the first's. */
      difference: number;
      standardError: number;
      /** Two-sided. */
      pValue: number;
      /** Ends of the difference's 95% interval. */
      low: number;
      high: number;
      isBeyondNoise: boolean;
    }
  | { isComparable: false; why: string };

const level = 0.05;

/**
 * Whether two runs' scores on the same folds differ beyond noise: the corrected resampled t-test (Nadeau and Bengio, 2003), two-sided at 5%.
 * Says why where the folds can't be compared.
 */
export function testFolds(first: FoldScores | undefined, second: FoldScores | undefined): FoldTest {
  if (first === undefined || second === undefined)
    return notComparable(
      first === second ? 'neither run has its scores by fold' : 'one of the runs has no scores by fold',
    );
  if (first.scheme !== second.scheme)
    return notComparable(
      'the runs were scored on different folds (other rows, number of folds, repeats or seed)',
    );
  if (first.scores.length !== second.scores.length)
    return notComparable(`one run has ${first.scores.length} folds, the other ${second.scores.length}`);
  if (first.scores.length < 2) return notComparable('one fold says nothing of the noise');
  if (![...first.scores, ...second.scores].every(Number.isFinite))
    return notComparable('a fold has no score that is a number');
  const differences = second.scores.map((score, fold) => score - first.scores[fold]!);
  const { gain, standardError, pValue: oneSided } = pairedGain(differences, first.testShare);
  // No difference in any fold is no difference, not a certain loss.
  const isSame = differences.every((difference) => difference === 0);
  const pValue = isSame ? 1 : Math.min(1, 2 * Math.min(oneSided, 1 - oneSided));
  const reach = quantileOfStudent(1 - level / 2, differences.length - 1) * standardError;
  return {
    isComparable: true,
    folds: differences.length,
    difference: gain,
    standardError,
    pValue,
    low: gain - reach,
    high: gain + reach,
    isBeyondNoise: pValue < level,
  };
}

function notComparable(why: string): FoldTest {
  return { isComparable: false, why };
}

/** Student's quantile for a share above one half: the tail is halved until it is met. */
function quantileOfStudent(share: number, degrees: number): number {
  let [low, high] = [0, 1];
  while (tailOfStudent(high, degrees) > 1 - share) high *= 2;
  for (let turn = 0; turn < 60; turn += 1) {
    const middle = (low + high) / 2;
    if (tailOfStudent(middle, degrees) > 1 - share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
