/** Halstead's measures (M. H. Halstead, Elements of Software Science, 1977) from the four counts. */
import type { TokenCounts } from './token-counter.ts';
import type { Halstead } from './types.ts';

/** All measures; those that would divide by zero or take the logarithm of zero are 0. */
export function halsteadOf({ n1, n2, N1, N2 }: TokenCounts): Halstead {
  const vocabulary = n1 + n2;
  const length = N1 + N2;
  const volume = vocabulary > 1 ? length * Math.log2(vocabulary) : 0;
  const difficulty = n2 > 0 ? (n1 / 2) * (N2 / n2) : 0;
  const effort = difficulty * volume;
  return {
    n1,
    n2,
    N1,
    N2,
    vocabulary,
    length,
    volume,
    difficulty,
    effort,
    time: effort / 18,
    bugs: volume / 3000,
  };
}

/** Four places after the point: what is printed is what can be meant. */
export function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
