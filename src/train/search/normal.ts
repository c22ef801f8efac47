/** The error function to within 1.5e-7 (Abramowitz and Stegun, 1964, 7.1.26). */
export function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - polynomial * Math.exp(-x * x));
}

/** Probability that a normal variable lies between two bounds. */
export function normalMass(mean: number, deviation: number, low: number, high: number): number {
  const scale = deviation * Math.SQRT2;
  return 0.5 * (erf((high - mean) / scale) - erf((low - mean) / scale));
}
