/** Where the series below has come to its end, and the rest is less than a number can tell from 0 or 1. */
const far = 8;

/** Probability that a standard normal variable is below x, to within 1e-15 (Marsaglia, 2004). */
export function normalProbability(x: number): number {
  if (x <= -far) return 0;
  if (x >= far) return 1;
  let sum = x;
  let term = x;
  let before = Number.NaN;
  for (let odd = 3; sum !== before; odd += 2) {
    before = sum;
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI);
}

/** The x below which a standard normal variable lies with that probability; -Infinity for 0 and Infinity for 1. */
export function normalQuantile(probability: number): number {
  if (probability <= 0) return -Infinity;
  if (probability >= 1) return Infinity;
  let low = -far;
  let high = far;
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (normalProbability(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
