import type { Blend, Model } from '../models/model.ts';
import type { Predictions } from '../target.ts';

/** The mean of what the members say, by their weights. */
export function blended({ members, classes }: Blend, said: readonly Predictions[]): Predictions {
  return weightedMean(
    said,
    members.map(({ weight }) => weight),
    classes,
  );
}

/** Predictions of one task, averaged by weights that add up to 1. */
export function weightedMean(
  said: readonly Predictions[],
  weights: readonly number[],
  classes: readonly string[] | null,
): Predictions {
  const columns = said.map(columnsOf);
  const means = columns[0]!.map((first, at) => {
    const mean = new Float64Array(first.length);
    columns.forEach((own, member) => {
      const weight = weights[member]!;
      if (weight === 0) return;
      const values = own[at]!;
      for (let row = 0; row < mean.length; row++) mean[row]! += weight * values[row]!;
    });
    return mean;
  });
  if (classes === null) return { task: 'regression', values: means[0]! };
  return { task: 'classification', classes, probabilities: means };
}

/** The numbers of predictions, column after column: one, or one for each class. */
export function columnsOf(predictions: Predictions): readonly Float64Array[] {
  return predictions.task === 'regression' ? [predictions.values] : predictions.probabilities;
}

/** A blend of those models that have any weight. */
export function blendOf(models: readonly Model[], weights: readonly number[]): Blend {
  const members = models.flatMap((model, at) => (weights[at]! > 0 ? [{ weight: weights[at]!, model }] : []));
  const { features, classes } = members[0]!.model;
  return { family: 'blend', features, classes, members };
}
