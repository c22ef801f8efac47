import { describe, expect, it } from 'vitest';
import { hasUnevenErrors } from '../../../../src/data/checks/uneven-errors.ts';
import { createRandom } from '../../../../src/train/index.ts';

/** Two classes of 500 rows each by what models say, of which so many are of the other class. */
function classes(wrong: readonly [number, number]) {
  const random = createRandom(3);
  const guesses = Array.from({ length: 1_000 }, (_, row) => row % 2);
  const codes = Int32Array.from(guesses, (guess) => (random.next() < wrong[guess]! ? 1 - guess : guess));
  const sure = guesses.map(() => 0.6 + 0.4 * random.next());
  const probabilities = [0, 1].map((code) =>
    Float64Array.from(guesses, (guess, row) => (guess === code ? sure[row]! : 1 - sure[row]!)),
  );
  return [{ task: 'classification' as const, classes: ['no', 'yes'], codes }, probabilities] as const;
}

describe('errors that are uneven between classes', () => {
  it('are those of a class that is hard to tell, where there are many', () => {
    expect(hasUnevenErrors(...classes([0.1, 0.4]))).toBe(true);
    expect(hasUnevenErrors(...classes([0.22, 0.22]))).toBe(false);
    expect(hasUnevenErrors(...classes([0.05, 0.15]))).toBe(false);
  });
});
