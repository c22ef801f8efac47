/** Places in 0..1 and their weights, which add up to 1. */
export interface Quadrature {
  places: Float64Array;
  weights: Float64Array;
}

const known = new Map<number, Quadrature>();

/**
 * Gauss and Legendre's quadrature over 0..1: the weighted sum at so many places is the integral of every polynomial of a degree below twice
 * that number (Abramowitz and Stegun, 1964, 25.4.29; places by Newton's method from Tricomi's approximation).
 */
export function gaussLegendre(count: number): Quadrature {
  const made = known.get(count);
  if (made !== undefined) return made;
  const places = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    let x = Math.cos((Math.PI * (index + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let round = 0; round < 100; round++) {
      let before = 1;
      let value = x;
      for (let degree = 2; degree <= count; degree++)
        [before, value] = [value, ((2 * degree - 1) * x * value - (degree - 1) * before) / degree];
      slope = (count * (x * value - before)) / (x * x - 1);
      const step = value / slope;
      x -= step;
      if (Math.abs(step) < 1e-15) break;
    }
    places[index] = (1 - x) / 2;
    weights[index] = 1 / ((1 - x * x) * slope * slope);
  }
  const quadrature = { places, weights };
  known.set(count, quadrature);
  return quadrature;
}
