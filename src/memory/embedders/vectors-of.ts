import { ProviderError } from '../../errors/index.ts';
import { toUnitLength } from './embedder.ts';

/** A service's vectors as one array, checked: as many as texts, of one length, all finite. @throws ProviderError `embedder-answer` */
export function vectorsOf(
  service: string,
  rows: readonly (readonly number[])[],
  { texts, dimension }: { texts: number; dimension: number },
): Float32Array {
  const wrong = rows.length !== texts || rows.some((row) => row.length !== dimension);
  const vectors = new Float32Array(texts * dimension);
  if (!wrong) for (const [at, row] of rows.entries()) vectors.set(row, at * dimension);
  if (wrong || !vectors.every(Number.isFinite))
    throw new ProviderError(
      'embedder-answer',
      `${service} gave ${rows.length} vectors of ${rows[0]?.length ?? 0} numbers for ${texts} texts; ${dimension} numbers each were expected.`,
      { retryable: false },
    );
  return toUnitLength(vectors, dimension);
}
