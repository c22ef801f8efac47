import { hashOf, mixed } from './hash.ts';
import { isEmptyWord, wordsOf } from './words.ts';

/** Two texts say nearly the same when this share of their word pairs is common to both, and no number and no "not" differs. */
export const nearlyTheSame = 0.9;

const hashes = 32;
/** Rows of a band: texts at the threshold share one of the eight bands in all but 2 of 10,000 cases (0.9^4 each). */
const rowsOfBand = 4;
/** The beginning and the length of a very long text tell copies apart well enough. */
const mostWords = 4_000;

/** What a text says, for comparison with others. */
export interface Likeness {
  /** Hashes of its word pairs, in order and each once. */
  pairs: Uint32Array;
  /** Its numbers and negations: texts that differ in these say something else. */
  telling: string;
}

/** What a text is compared by. */
export function likenessOf(text: string): Likeness {
  const words = wordsOf(text)
    .slice(0, mostWords)
    .filter((word) => !isEmptyWord(word));
  const pairs = new Set<number>();
  for (let at = 0; at < words.length; at += 1) pairs.add(hashOf(`${words[at - 1] ?? ''} ${words[at]}`));
  const telling = (
    text.toLowerCase().match(/[\p{L}_]*\d[\p{L}\d_.]*|\b(?:not|never|no|without|cannot)\b|n['’]t\b/gu) ?? []
  )
    .slice(0, mostWords)
    .join(' ');
  return { pairs: Uint32Array.from(pairs).sort(), telling };
}

/** Whether two texts say nearly the same: Jaccard's share of common word pairs is at least `nearlyTheSame`. */
export function areAlike(a: Likeness, b: Likeness): boolean {
  if (a.telling !== b.telling) return false;
  let common = 0;
  for (let i = 0, j = 0; i < a.pairs.length && j < b.pairs.length; ) {
    const left = a.pairs[i]!;
    const right = b.pairs[j]!;
    if (left === right) common += 1;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  const union = a.pairs.length + b.pairs.length - common;
  return union > 0 && common / union >= nearlyTheSame;
}

/** Eight numbers, 0..2^32-1, of which like texts share at least one (MinHash, Broder 1997, in bands). Empty for a text without words. */
export function bandsOf({ pairs }: Likeness): number[] {
  if (pairs.length === 0) return [];
  const least = new Uint32Array(hashes).fill(0xffffffff);
  for (const pair of pairs) {
    for (let at = 0; at < hashes; at += 1) {
      const value = mixed(pair ^ Math.imul(at + 1, 0x9e3779b1));
      if (value < least[at]!) least[at] = value;
    }
  }
  const bands: number[] = [];
  for (let from = 0; from < hashes; from += rowsOfBand)
    bands.push(hashOf(least.subarray(from, from + rowsOfBand).join(' '), from));
  return bands;
}
