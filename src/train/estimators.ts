import { closestName, InputError } from '../errors/index.ts';
import type { Estimator } from './estimators/estimator.ts';
import { dummy, linear, naiveBayes, neighbours, perceptron } from './estimators/other-families.ts';
import { decisionTree, extraTrees, gradientBoosting, randomForest } from './estimators/tree-families.ts';

/** Every family that can be trained, the best first for most tables. */
export const estimators: readonly Estimator[] = [
  gradientBoosting,
  randomForest,
  extraTrees,
  linear,
  perceptron,
  neighbours,
  naiveBayes,
  decisionTree,
  dummy,
];

/** The estimator of that name. @throws InputError `unknown-estimator`, naming those that there are */
export function estimatorOf(name: string): Estimator {
  const found = estimators.find((estimator) => estimator.name === name);
  if (found !== undefined) return found;
  const names = estimators.map((estimator) => estimator.name);
  const near = closestName(name, names);
  throw new InputError(
    'unknown-estimator',
    `There is no estimator "${name}"${near === null ? '.' : `; did you mean ${near}?`} There are: ${names.join(', ')}.`,
  );
}
