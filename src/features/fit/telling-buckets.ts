import { InputError } from '../../errors/index.ts';
import type { Target } from '../../train/index.ts';

/** A term that stands in fewer rows tells of those rows alone. */
const leastRows = 3;

/**
 * The buckets of terms that tell most of the target, in rising order: by the chi-squared statistic of a term's rows among the classes, or of numbers by the squared
 * distance of its rows' mean in standard errors. Those of too few rows are none.
 *
 * @param texts the buckets of each text of the dictionary
 * @throws InputError `target-needed`
 */
export function tellingBuckets(
  { codes }: { codes: Int32Array },
  texts: readonly (Int32Array | null)[],
  target: Target | null,
  { buckets, keep }: { buckets: number; keep: number },
): number[] {
  if (target === null)
    throw new InputError(
      'target-needed',
      'Step text keeps the terms that tell most of the target; give one, or leave `keep` out.',
    );
  const scores =
    target.task === 'classification'
      ? byClasses(codes, texts, target, buckets)
      : byMeans(codes, texts, target.values, buckets);
  return Array.from(scores.keys())
    .filter((bucket) => scores[bucket]! > 0)
    .sort((one, other) => scores[other]! - scores[one]! || one - other)
    .slice(0, keep)
    .sort((one, other) => one - other);
}

function byClasses(
  codes: Int32Array,
  texts: readonly (Int32Array | null)[],
  { classes, codes: own }: Extract<Target, { task: 'classification' }>,
  buckets: number,
): Float64Array {
  const width = classes.length;
  const rowsWith = new Float64Array(buckets * width);
  const rowsOf = new Float64Array(width);
  for (let row = 0; row < codes.length; row++) {
    const place = own[row]!;
    if (place < 0) continue;
    rowsOf[place]!++;
    if (codes[row]! >= 0) for (const bucket of texts[codes[row]!]!) rowsWith[bucket * width + place]!++;
  }
  return new Float64Array(buckets).map((_, bucket) => {
    const found = rowsWith.subarray(bucket * width, (bucket + 1) * width);
    const rows = found.reduce((sum, count) => sum + count, 0);
    if (rows < leastRows || rows > codes.length - leastRows) return 0;
    const share = rows / codes.length;
    return found.reduce((sum, count, place) => {
      const expected = share * rowsOf[place]!;
      return expected > 0 ? sum + (count - expected) ** 2 / (expected * (1 - share)) : sum;
    }, 0);
  });
}

function byMeans(
  codes: Int32Array,
  texts: readonly (Int32Array | null)[],
  values: Float64Array,
  buckets: number,
): Float64Array {
  const [rows, sums] = [new Float64Array(buckets), new Float64Array(buckets)];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  for (let row = 0; row < codes.length; row++)
    if (codes[row]! >= 0)
      for (const bucket of texts[codes[row]!]!) {
        rows[bucket]!++;
        sums[bucket]! += values[row]! - mean;
      }
  return rows.map((count, bucket) => (count < leastRows ? 0 : sums[bucket]! ** 2 / count));
}
