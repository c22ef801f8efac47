import type { CalibratedModel, CalibrationMap } from '../models/model.ts';
import type { Predictions } from '../target.ts';

/** Probabilities are kept that far off 0 and 1 before their log-odds are taken. */
export const leastProbability = 1e-12;

/** The calibrated probabilities of a model, given what its base says. */
export function calibrated(
  { classes, maps }: Pick<CalibratedModel, 'classes' | 'maps'>,
  said: Predictions,
): Predictions {
  if (said.task === 'regression') throw new RangeError('Numbers have no probabilities to calibrate.');
  if (maps.length === 1) {
    const second = applyMap(maps[0]!, said.probabilities[1]!);
    return { task: 'classification', classes, probabilities: [second.map((share) => 1 - share), second] };
  }
  const probabilities = maps.map((map, code) => applyMap(map, said.probabilities[code]!));
  for (let row = 0; row < probabilities[0]!.length; row++) {
    let sum = 0;
    for (const own of probabilities) sum += own[row]!;
    // Where no class has any, all are as likely.
    for (const own of probabilities) own[row] = sum > 0 ? own[row]! / sum : 1 / probabilities.length;
  }
  return { task: 'classification', classes, probabilities };
}

/** Log-odds of probabilities, finite for 0 and 1 too. */
export function logOdds(probability: number): number {
  const kept = Math.min(1 - leastProbability, Math.max(leastProbability, probability));
  return Math.log(kept / (1 - kept));
}

function applyMap(map: CalibrationMap, scores: Float64Array): Float64Array {
  if (map.method === 'sigmoid')
    return scores.map((score) => 1 / (1 + Math.exp(-(map.slope * logOdds(score) + map.intercept))));
  return scores.map((score) => interpolated(map.inputs, map.outputs, score));
}

/** The straight line between the points beside a score. */
function interpolated(inputs: Float64Array, outputs: Float64Array, score: number): number {
  const last = inputs.length - 1;
  if (last === 0) return outputs[0]!;
  const kept = Math.min(inputs[last]!, Math.max(inputs[0]!, score));
  let low = 0;
  let high = last - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (inputs[middle]! <= kept) low = middle;
    else high = middle - 1;
  }
  const share = (kept - inputs[low]!) / (inputs[low + 1]! - inputs[low]!);
  return outputs[low]! + (outputs[low + 1]! - outputs[low]!) * share;
}
