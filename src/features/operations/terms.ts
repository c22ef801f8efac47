import { bucketOf } from './murmur3.ts';
import type { TermOptions } from './operation.ts';

const word = /[\p{L}\p{N}_]{2,}/gu;

/** The terms of a text in lower case, each as often as it occurs. */
export function termsOf(text: string, { analyzer, smallest, largest }: TermOptions): string[] {
  const lower = text.toLowerCase();
  const [units, glue] =
    analyzer === 'word' ? [lower.match(word) ?? [], ' '] : [Array.from(lower.replaceAll(/\s\s+/g, ' ')), ''];
  const terms: string[] = [];
  for (let size = smallest; size <= largest; size++)
    for (let start = 0; start + size <= units.length; start++)
      terms.push(size === 1 ? units[start]! : units.slice(start, start + size).join(glue));
  return terms;
}

/** How often each bucket of terms occurs in a text. */
export function termCounts(
  text: string,
  options: { terms: TermOptions; buckets: number; seed: number },
): Map<number, number> {
  const counts = new Map<number, number>();
  for (const term of termsOf(text, options.terms)) {
    const { bucket } = bucketOf(term, options.buckets, options.seed);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return counts;
}
