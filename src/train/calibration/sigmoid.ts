import { minimize } from '../linear/minimize.ts';
import type { CalibrationMap } from '../models/model.ts';
import { logOdds } from './apply-calibration.ts';

/**
 * Platt's scaling (1999): logistic regression of the outcome on the log-odds, with targets a little off 0 and 1, as many rows as there are (Lin et al., 2007).
 */
export function sigmoidMap(
  scores: Float64Array,
  isPositive: Uint8Array,
  weights: Float64Array | null,
): CalibrationMap & { method: 'sigmoid' } {
  const odds = scores.map(logOdds);
  let positives = 0;
  let negatives = 0;
  for (let row = 0; row < odds.length; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    if (isPositive[row] === 1) positives += weight;
    else negatives += weight;
  }
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  const total = positives + negatives;
  const point = Float64Array.of(1, 0);
  minimize(
    (at, gradient) => {
      gradient.fill(0);
      let loss = 0;
      for (let row = 0; row < odds.length; row++) {
        const weight = (weights === null ? 1 : weights[row]!) / total;
        const target = isPositive[row] === 1 ? high : low;
        const predictor = at[0]! * odds[row]! + at[1]!;
        const error = 1 / (1 + Math.exp(-predictor)) - target;
        loss +=
          weight * (Math.max(predictor, 0) + Math.log1p(Math.exp(-Math.abs(predictor))) - target * predictor);
        gradient[0]! += weight * error * odds[row]!;
        gradient[1]! += weight * error;
      }
      return loss;
    },
    point,
    { tolerance: 1e-10, iterations: 1_000 },
  );
  return { method: 'sigmoid', slope: point[0]!, intercept: point[1]! };
}
