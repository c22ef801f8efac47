import type { CalibrationMap } from '../models/model.ts';

/**
 * Isotonic regression of the outcome on the scores by pooling adjacent violators (Ayer et al., 1955): the rising function with the least squared error. Equal scores
 * are one. Of points on one level only the ends are kept.
 */
export function isotonicMap(
  scores: Float64Array,
  isPositive: Uint8Array,
  weights: Float64Array | null,
): CalibrationMap & { method: 'isotonic' } {
  const order = Uint32Array.from(scores, (_, row) => row)
    .filter((row) => weights === null || weights[row]! > 0)
    .sort((one, other) => scores[one]! - scores[other]!);
  // Blocks of rows with one mean: first and last score, weight and sum of outcomes.
  const firsts: number[] = [];
  const lasts: number[] = [];
  const sizes: number[] = [];
  const sums: number[] = [];
  for (const row of order) {
    const weight = weights === null ? 1 : weights[row]!;
    const top = lasts.length - 1;
    if (top >= 0 && firsts[top] === scores[row]) {
      sizes[top]! += weight;
      sums[top]! += weight * isPositive[row]!;
      continue;
    }
    // The block before is complete, now that another score comes.
    pool(firsts, lasts, sizes, sums);
    firsts.push(scores[row]!);
    lasts.push(scores[row]!);
    sizes.push(weight);
    sums.push(weight * isPositive[row]!);
  }
  pool(firsts, lasts, sizes, sums);
  const inputs: number[] = [];
  const outputs: number[] = [];
  firsts.forEach((first, block) => {
    const mean = sums[block]! / sizes[block]!;
    inputs.push(first);
    outputs.push(mean);
    if (lasts[block] === first) return;
    inputs.push(lasts[block]!);
    outputs.push(mean);
  });
  return { method: 'isotonic', inputs: Float64Array.from(inputs), outputs: Float64Array.from(outputs) };
}

/** Joins the last block with those before it that are not below it. */
function pool(firsts: number[], lasts: number[], sizes: number[], sums: number[]): void {
  for (let top = lasts.length - 1; top > 0; top--) {
    if (sums[top - 1]! / sizes[top - 1]! < sums[top]! / sizes[top]!) return;
    lasts[top - 1] = lasts[top]!;
    sizes[top - 1]! += sizes[top]!;
    sums[top - 1]! += sums[top]!;
    firsts.pop();
    lasts.pop();
    sizes.pop();
    sums.pop();
  }
}
