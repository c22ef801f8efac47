import type { Objective } from './minimize.ts';
import { linearPredictor, productsWith, type Terms } from './terms.ts';

/** What a linear model is fitted to. */
export interface LinearProblem {
  terms: Terms;
  /** Numbers, or classes from 0. */
  target: Float64Array;
  weights: Float64Array | null;
  /** Linear predictors: 1 for numbers and two classes, else one a class. */
  outputs: number;
  /** Weight of half the squared coefficients; intercepts are free. */
  squarePenalty: number;
}

/** Coefficients of output k begin at k (columns + 1); the last one of each output is its intercept. */
export function coefficientCount({ terms, outputs }: LinearProblem): number {
  return outputs * (terms.width + 1);
}

/** Writes an output's gradient by its linear predictor, given all outputs'; gives the row's loss. */
type RowLoss = (
  predictors: readonly Float64Array[],
  row: number,
  derivatives: Float64Array,
  target: number,
) => number;

const squared: RowLoss = (predictors, row, derivatives, target) => {
  const error = predictors[0]![row]! - target;
  derivatives[0] = error;
  return 0.5 * error * error;
};

const logistic: RowLoss = (predictors, row, derivatives, target) => {
  const predictor = predictors[0]![row]!;
  derivatives[0] = 1 / (1 + Math.exp(-predictor)) - target;
  return Math.max(predictor, 0) + Math.log1p(Math.exp(-Math.abs(predictor))) - target * predictor;
};

const softmax: RowLoss = (predictors, row, derivatives, target) => {
  let most = -Infinity;
  for (const each of predictors) most = Math.max(most, each[row]!);
  let total = 0;
  for (let output = 0; output < predictors.length; output++) {
    derivatives[output] = Math.exp(predictors[output]![row]! - most);
    total += derivatives[output]!;
  }
  for (let output = 0; output < predictors.length; output++) derivatives[output]! /= total;
  const loss = most + Math.log(total) - predictors[target]![row]!;
  derivatives[target]! -= 1;
  return loss;
};

/** The mean loss and the penalty on squares, with their gradient; one pass over each column forth and one back. */
export function linearObjective(problem: LinearProblem, task: 'regression' | 'classification'): Objective {
  const { terms, target, weights, outputs, squarePenalty } = problem;
  const rows = target.length;
  const width = terms.width + 1;
  const rowLoss = task === 'regression' ? squared : outputs === 1 ? logistic : softmax;
  const predictors = Array.from({ length: outputs }, () => new Float64Array(rows));
  const derivatives = new Float64Array(outputs);
  const total = weights === null ? rows : weights.reduce((sum, weight) => sum + weight, 0);
  return (point, gradient) => {
    predictors.forEach((predictor, output) => {
      linearPredictor(terms, point.subarray(output * width, (output + 1) * width), predictor);
    });
    gradient.fill(0);
    let loss = 0;
    for (let row = 0; row < rows; row++) {
      const weight = (weights === null ? 1 : weights[row]!) / total;
      loss += weight * rowLoss(predictors, row, derivatives, target[row]!);
      for (let output = 0; output < outputs; output++) {
        const derivative = weight * derivatives[output]!;
        predictors[output]![row] = derivative;
        gradient[(output + 1) * width - 1]! += derivative;
      }
    }
    for (let output = 0; output < outputs; output++) {
      const [from, intercept] = [output * width, (output + 1) * width - 1];
      productsWith(terms, predictors[output]!, gradient[intercept]!, gradient.subarray(from, intercept));
      for (let at = from; at < intercept; at++) {
        gradient[at]! += squarePenalty * point[at]!;
        loss += 0.5 * squarePenalty * point[at]! * point[at]!;
      }
    }
    return loss;
  };
}
