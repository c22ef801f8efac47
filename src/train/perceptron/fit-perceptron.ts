import { InputError } from '../../errors/index.ts';
import { checkTrainingInput } from '../check-input.ts';
import { type DesignColumn, distanceDesign } from '../linear/design.ts';
import type { FeatureMatrix } from '../matrix.ts';
import { together } from '../parallel/training-threads.ts';
import type { Target } from '../target.ts';
import type { Layer } from './network.ts';
import { trainNetwork } from './train-network.ts';

/** A multilayer perceptron: plain data. */
export interface PerceptronModel {
  family: 'perceptron';
  features: readonly string[];
  /** Null for regression. */
  classes: readonly string[] | null;
  /** How inputs come from features; numbers are standardised, each category is a column of 0 and 1. */
  design: DesignColumn[];
  /** Rectified between. Two classes have one output, the log-odds of the second. */
  layers: Layer[];
  /** Regression: the output times scale plus mean is the prediction. */
  mean: number;
  scale: number;
}

export interface PerceptronOptions {
  /** Units of the first hidden layer, and of the second; 0 for none. */
  units?: number;
  secondUnits?: number;
  learningRate?: number;
  batchRows?: number;
  /** Weight of half the squared weights beside the sum of the rows' losses. */
  l2?: number;
  /** Times that all rows are gone through, at most. */
  epochs?: number;
  /** Epochs without a better loss on rows kept aside after which training ends. */
  patience?: number;
  /** Share of the rows that are kept aside where no validation rows are given; none of fewer than a hundred. */
  validationShare?: number;
  seed?: number;
  timeLimitMs?: number;
}

export interface FitPerceptronInput {
  matrix: FeatureMatrix;
  target: Target;
  weights?: Float64Array | undefined;
  /** Rows to judge by; they are not learned from. */
  validationRows?: Int32Array | undefined;
  options?: PerceptronOptions | undefined;
  signal?: AbortSignal | undefined;
}

/** What a thread needs for it. */
export interface PerceptronJob extends Omit<FitPerceptronInput, 'signal'> {
  options: PerceptronOptions;
}

/**
 * Fits a network of one or two hidden layers by Adam on small batches, and takes the weights that were best on rows kept aside. Missing numbers count as the mean.
 *
 * @throws InputError as `checkTrainingInput` says; InterruptedError when the signal fires
 */
export async function fitPerceptron(input: FitPerceptronInput): Promise<PerceptronModel> {
  const { matrix, target, weights, validationRows, options = {}, signal } = input;
  checkTrainingInput(matrix, target, weights);
  if (new Set(validationRows).size >= matrix.rows)
    throw new InputError('no-rows', 'There is nothing to learn from: all rows are kept aside to judge by.');
  const job: PerceptronJob = { matrix, target, weights, validationRows, options };
  const [model] = await together<PerceptronModel>(() => ({ kind: 'perceptron', job }), {
    threads: 1,
    signal,
  });
  return model!;
}

/** Does a thread's work. */
export function learnPerceptron(job: PerceptronJob): PerceptronModel {
  const { matrix, target, weights } = job;
  const design = distanceDesign(matrix, weights ?? null);
  const { layers, mean, scale } = trainNetwork(job, design);
  return {
    family: 'perceptron',
    features: matrix.names,
    classes: target.task === 'classification' ? target.classes : null,
    design,
    layers,
    mean,
    scale,
  };
}
