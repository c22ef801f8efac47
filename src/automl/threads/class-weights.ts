import type { Target } from '../../train/index.ts';

/** A weight a row with which all classes that occur count alike, 1 in the mean; none for numbers. */
export function balancedWeights(target: Target): Float64Array | undefined {
  if (target.task === 'regression') return undefined;
  const rows = new Float64Array(target.classes.length);
  for (const code of target.codes) rows[code]!++;
  const occurring = rows.filter((count) => count > 0).length;
  return Float64Array.from(target.codes, (code) => target.codes.length / (occurring * rows[code]!));
}
