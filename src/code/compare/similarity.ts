/** How much of two pieces of code is the same, as far as their words and signs tell. */

const wordOrSign = /[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu;
const shingleLength = 3;
/** Code beyond this says nothing new about which piece it is. */
const longestCode = 20_000;

/** The runs of three words or signs of a piece of code; of one that is shorter, its words and signs. */
export function shinglesOf(code: string): Set<string> {
  const tokens = code.slice(0, longestCode).match(wordOrSign) ?? [];
  if (tokens.length < shingleLength) return new Set(tokens);
  const shingles = new Set<string>();
  for (let at = 0; at + shingleLength <= tokens.length; at += 1)
    shingles.add(`${tokens[at]} ${tokens[at + 1]} ${tokens[at + 2]}`);
  return shingles;
}

/** Shared shingles over all (Jaccard's index), 0..1; 1 for two empty sets. */
export function similarityOf(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  if (left.size === 0 && right.size === 0) return 1;
  const [few, many] = left.size < right.size ? [left, right] : [right, left];
  let shared = 0;
  for (const each of few) if (many.has(each)) shared += 1;
  return shared / (left.size + right.size - shared);
}
