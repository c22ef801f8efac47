import { bestThreshold, type ThresholdGoal } from '../train/index.ts';
import type { JudgedRows } from './judged-rows.ts';

/** What follows from taking the second class from a probability on. */
export interface ThresholdFigures {
  threshold: number;
  /** Share of rows that are taken for the second class. */
  selected: number;
  precision: number;
  recall: number;
  falsePositives: number;
  falseNegatives: number;
  /** Of a row in the mean, by the costs that were given; null without. */
  cost: number | null;
}

export interface ThresholdChoice {
  /** The model's own, or a half. */
  current: ThresholdFigures;
  /** What serves the goal best on these rows. */
  best: ThresholdFigures;
  goal: ThresholdGoal;
  /** From nobody to everybody, at most 21. */
  curve: readonly ThresholdFigures[];
}

/**
 * Which threshold serves best, by the cost of errors where it is given, else by F1. Chosen on the rows that it is judged by, it is a little too good there. Null
 * where there are not two classes.
 */
export async function chooseThreshold(
  { target, predictions, threshold }: JudgedRows,
  {
    costs,
    signal,
  }: {
    costs?: { falsePositive: number; falseNegative: number } | undefined;
    signal?: AbortSignal | undefined;
  } = {},
): Promise<ThresholdChoice | null> {
  if (
    target.task !== 'classification' ||
    predictions.task !== 'classification' ||
    target.classes.length !== 2
  )
    return null;
  const scores = predictions.probabilities[1]!;
  const goal: ThresholdGoal = costs ?? 'f1';
  const best = await bestThreshold({ codes: target.codes, scores, goal, signal });
  const figures = (at: number) => figuresAt(target.codes, scores, at, costs);
  const sorted = scores.slice().sort();
  const places = Array.from(
    { length: 21 },
    (_, step) => sorted[Math.round((step / 20) * (sorted.length - 1))]!,
  );
  return {
    current: figures(threshold ?? 0.5),
    best: figures(best.threshold),
    goal,
    curve: [...new Set(places)].map(figures),
  };
}

function figuresAt(
  codes: Int32Array,
  scores: Float64Array,
  threshold: number,
  costs: { falsePositive: number; falseNegative: number } | undefined,
): ThresholdFigures {
  let [hits, falsePositives, falseNegatives] = [0, 0, 0];
  for (let row = 0; row < codes.length; row++) {
    const isTaken = scores[row]! >= threshold;
    if (isTaken && codes[row] === 1) hits++;
    else if (isTaken) falsePositives++;
    else if (codes[row] === 1) falseNegatives++;
  }
  const taken = hits + falsePositives;
  return {
    threshold,
    selected: taken / codes.length,
    precision: taken === 0 ? 0 : hits / taken,
    recall: hits + falseNegatives === 0 ? 0 : hits / (hits + falseNegatives),
    falsePositives,
    falseNegatives,
    cost:
      costs === undefined
        ? null
        : (costs.falsePositive * falsePositives + costs.falseNegative * falseNegatives) / codes.length,
  };
}
