import { losses } from '../boosting/losses.ts';
import type { FeatureMatrix } from '../matrix.ts';
import type { Predictions } from '../target.ts';
import type { NaiveBayesModel } from './fit-naive-bayes.ts';

/** The probability of each class for each row. The matrix has the columns of training, in their order. */
export function predictNaiveBayes(model: NaiveBayesModel, matrix: FeatureMatrix): Predictions {
  const { classes, priors, numbers, categories } = model;
  const logs = Array.from(priors, (prior) => new Float64Array(matrix.rows).fill(prior));
  numbers.features.forEach((feature, place) => {
    const column = matrix.columns[feature]!;
    const low = numbers.low[place]!;
    const high = numbers.high[place]!;
    logs.forEach((log, code) => {
      const at = code * numbers.features.length + place;
      const mean = numbers.means[at]!;
      const variance = numbers.variances[at]!;
      const constant = Math.log(2 * Math.PI * variance);
      for (let row = 0; row < log.length; row++) {
        const value = column[row]!;
        if (Number.isNaN(value)) continue;
        const apart = Math.min(high, Math.max(low, value)) - mean;
        log[row]! -= 0.5 * (constant + (apart * apart) / variance);
      }
    });
  });
  for (const { feature, logs: table } of categories) {
    const column = matrix.columns[feature]!;
    const unknown = table.length / classes.length - 1;
    logs.forEach((log, code) => {
      for (let row = 0; row < log.length; row++) {
        const value = column[row]!;
        const category = value >= 0 && value < unknown ? value : unknown;
        log[row]! += table[category * classes.length + code]!;
      }
    });
  }
  losses.softmax.link(logs);
  return { task: 'classification', classes, probabilities: logs };
}
