/** Clones as plain numbers, six each, for what keeps them. */
import type { Clone } from './duplication.ts';

export function numbersOf(clones: readonly Clone[]): Int32Array {
  const numbers = new Int32Array(clones.length * 6);
  for (const [index, clone] of clones.entries()) {
    const { source, line, endLine, otherSource, otherLine, otherEndLine } = clone;
    numbers.set([source, line, endLine, otherSource, otherLine, otherEndLine], index * 6);
  }
  return numbers;
}

export function clonesFrom(numbers: Int32Array): Clone[] {
  return Array.from({ length: Math.floor(numbers.length / 6) }, (_, index) => {
    const [source = 0, line = 0, endLine = 0, otherSource = 0, otherLine = 0, otherEndLine = 0] =
      numbers.subarray(index * 6, index * 6 + 6);
    return { source, line, endLine, otherSource, otherLine, otherEndLine };
  });
}
