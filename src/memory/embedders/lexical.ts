import { hashOf, mixed } from '../hash.ts';
import { isEmptyWord, wordsOf } from '../words.ts';
import { type Embedder, toUnitLength } from './embedder.ts';

const dimension = 768;
/** Part of the identity: another one makes all vectors anew. */
const version = 1;
/** Weights of what a text is counted by, chosen on the code-search set (`npm run bench -- memory-retrieval`). */
const weights = { word: 1, emptyWord: 0.05, gram: 0.5, pair: 0.1 };
const gramLength = 4;
/** After so many texts other work gets its turn. */
const between = 64;

/**
 * Texts as hashed counts of their words, word pairs and letter groups (feature hashing with signs, Weinberger et al. 2009): needs no weights and
 * no service, and finds what shares words or parts of words.
 */
export function createLexicalEmbedder(): Embedder {
  return {
    id: `lexical-${version}-${dimension}`,
    label: 'lexical',
    dimension,
    atOnce: 4_000,
    leastSimilarity: 0.08,
    weight: 0.5,
    async embed(texts, _purpose, signal) {
      const vectors = new Float32Array(texts.length * dimension);
      for (const [at, text] of texts.entries()) {
        if (at > 0 && at % between === 0) {
          await new Promise(setImmediate);
          signal?.throwIfAborted();
        }
        count(text, vectors.subarray(at * dimension, (at + 1) * dimension));
      }
      return toUnitLength(vectors, dimension);
    },
    close: async () => {},
  };
}

function count(text: string, vector: Float32Array): void {
  const counts = new Map<string, number>();
  const words = wordsOf(text);
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  let before = '';
  for (const word of words) {
    if (isEmptyWord(word)) continue;
    if (before !== '') add(vector, hashOf(`${before} ${word}`, 1), weights.pair);
    before = word;
  }
  for (const [word, times] of counts) {
    const often = 1 + Math.log(times);
    const isEmpty = isEmptyWord(word);
    add(vector, hashOf(word), often * (isEmpty ? weights.emptyWord : weights.word));
    if (isEmpty) continue;
    const framed = `<${word}>`;
    const grams = framed.length - gramLength + 1;
    for (let at = 0; at < grams; at += 1)
      add(vector, hashOf(framed.slice(at, at + gramLength), 2), (often * weights.gram) / Math.sqrt(grams));
  }
}

function add(vector: Float32Array, hash: number, weight: number): void {
  vector[hash % dimension]! += mixed(hash ^ 0x5bd1e995) & 1 ? weight : -weight;
}
