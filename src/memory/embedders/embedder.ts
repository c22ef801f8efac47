/** Turns texts into vectors. Every embedder passes `test/contracts/embedder.ts`. */
export interface Embedder {
  /** What its vectors depend on: kind, version, weights. Vectors of two identities are never mixed. */
  readonly id: string;
  /** For people: `lexical`, `encoder all-MiniLM-L6-v2`, … */
  readonly label: string;
  readonly dimension: number;
  /** Texts that may be embedded while somebody waits for an answer; more are done in the background. */
  readonly atOnce: number;
  /** Cosine below which two texts have nothing to do with each other. */
  readonly leastSimilarity: number;
  /** What a place among the nearest vectors counts for, beside a place among what the words find: 1 is the same. */
  readonly weight: number;
  /**
   * One vector of unit length for each text, in their order: `dimension` numbers each, after one another. A text without any words gives
   * zeros. `purpose` matters to models that embed questions otherwise than what is found.
   *
   * @throws ProviderError where a service or its answer is at fault
   */
  embed(texts: readonly string[], purpose: 'query' | 'passage', signal?: AbortSignal): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Scales each vector of the rows to unit length, in place; zeros stay zeros. */
export function toUnitLength(vectors: Float32Array, dimension: number): Float32Array {
  for (let from = 0; from < vectors.length; from += dimension) {
    let sum = 0;
    for (let at = from; at < from + dimension; at += 1) sum += vectors[at]! * vectors[at]!;
    if (sum === 0) continue;
    const scale = 1 / Math.sqrt(sum);
    for (let at = from; at < from + dimension; at += 1) vectors[at]! *= scale;
  }
  return vectors;
}
