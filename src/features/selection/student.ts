/**
 * The probability that Student's t with whole degrees of freedom is above `t`: the finite series of Abramowitz and Stegun (1964), 26.7.3 and 26.7.4.
 */
export function tailOfStudent(t: number, degrees: number): number {
  if (Number.isNaN(t)) return Number.NaN;
  const angle = Math.atan(Math.abs(t) / Math.sqrt(degrees));
  const cosine = Math.cos(angle);
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degrees > 1 ? term : 0;
  for (let power = isOdd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= ((power - 1) / power) * cosine ** 2;
    sum += term;
  }
  const within = isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
  const tail = (1 - within) / 2;
  return t >= 0 ? tail : 1 - tail;
}

/**
 * Whether paired differences of cross-validated scores are above 0 beyond their noise: the corrected resampled t-test (Nadeau and Bengio, 2003), one-sided.
 * Folds share training rows, so that their variance counts for more than it would alone: 1/n + test rows / training rows.
 */
export function pairedGain(
  differences: readonly number[],
  testShare: number,
): { gain: number; standardError: number; pValue: number } {
  const count = differences.length;
  const gain = differences.reduce((sum, value) => sum + value, 0) / count;
  const squares = differences.reduce((sum, value) => sum + (value - gain) ** 2, 0);
  const standardError = Math.sqrt((squares / (count - 1)) * (1 / count + testShare / (1 - testShare)));
  if (count < 2) return { gain, standardError: Number.NaN, pValue: 1 };
  // Folds that all agree leave no doubt: to the better, or not.
  const pValue = standardError > 0 ? tailOfStudent(gain / standardError, count - 1) : gain > 0 ? 0 : 1;
  return { gain, standardError, pValue };
}
