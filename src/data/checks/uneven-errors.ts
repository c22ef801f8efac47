import type { Target } from '../../train/index.ts';

/** Of the rows taken for a class, the surest are asked so far. */
const surest = 0.6;
/** So many errors, and so uneven, are those of a problem in which one class is hard to tell. */
const most = { errors: 0.19, uneven: 6 } as const;

/**
 * Whether errors are many, and far commoner among rows that are taken for one class than for another even where models are surest of them. Labels that were swapped at
 * random are as common in each; a class that is hard to tell has errors of its own.
 *
 * @param probabilities `probabilities[class][row]`, of models that have not seen the row
 */
export function hasUnevenErrors(
  { codes }: Target & { task: 'classification' },
  probabilities: readonly Float64Array[],
): boolean {
  const rowsOf = probabilities.map((): { sure: number; isWrong: boolean }[] => []);
  let [errors, rows] = [0, 0];
  for (const [row, code] of codes.entries()) {
    let guess = 0;
    for (const [other, own] of probabilities.entries())
      if (own[row]! > probabilities[guess]![row]!) guess = other;
    const sure = probabilities[guess]![row]!;
    if (code < 0 || Number.isNaN(sure)) continue;
    rowsOf[guess]!.push({ sure, isWrong: guess !== code });
    rows++;
    if (guess !== code) errors++;
  }
  if (errors <= most.errors * rows) return false;
  const parts = rowsOf.flatMap((own) => {
    const sure = own.sort((one, other) => other.sure - one.sure).slice(0, Math.ceil(surest * own.length));
    return sure.length === 0
      ? []
      : [{ rows: sure.length, rate: sure.filter(({ isWrong }) => isWrong).length / sure.length }];
  });
  const total = parts.reduce((sum, part) => sum + part.rows, 0);
  const mean = parts.reduce((sum, part) => sum + part.rows * part.rate, 0) / total;
  const variance = mean * (1 - mean);
  if (parts.length < 2 || variance === 0) return false;
  // Chi-squared of the rates, in standard deviations above its mean.
  const chi = parts.reduce((sum, part) => sum + (part.rows * (part.rate - mean) ** 2) / variance, 0);
  const freedom = parts.length - 1;
  return (chi - freedom) / Math.sqrt(2 * freedom) > most.uneven;
}
