import { losses } from '../boosting/losses.ts';
import { checkTrainingInput } from '../check-input.ts';
import type { FeatureMatrix } from '../matrix.ts';
import { together } from '../parallel/training-threads.ts';
import { type Predictions, type Target, targetNumbers } from '../target.ts';
import { type DesignColumn, designOf } from './design.ts';
import { columnsAtMost, solveLeastSquares } from './least-squares.ts';
import { minimize } from './minimize.ts';
import { coefficientCount, linearObjective } from './objectives.ts';
import { linearPredictor, termsOf } from './terms.ts';

/** A linear model: plain data. */
export interface LinearModel {
  family: 'linear';
  features: readonly string[];
  /** Null for regression. */
  classes: readonly string[] | null;
  design: DesignColumn[];
  /** Of each linear predictor: a coefficient a design column, then the intercept. Two classes have one predictor, the log-odds of the second. */
  coefficients: Float64Array[];
}

export interface LinearOptions {
  /** Weight of the penalty beside the mean loss. */
  penalty?: number;
  /** Share of it that is on absolute values rather than squares: 0 ridge, 1 lasso. */
  absoluteShare?: number;
  iterations?: number;
}

export interface FitLinearInput {
  matrix: FeatureMatrix;
  target: Target;
  weights?: Float64Array | undefined;
  options?: LinearOptions | undefined;
  signal?: AbortSignal | undefined;
}

/** What a thread needs for it. */
export interface LinearJob extends Omit<FitLinearInput, 'signal'> {
  options: LinearOptions;
}

/**
 * Fits linear regression, or logistic regression for classes, with an elastic-net penalty on standardised columns: mean loss + penalty ((1 - share) / 2 |b|² +
 * share |b|) (Zou and Hastie, 2005). Missing numbers count as the mean.
 *
 * @throws InputError as `checkTrainingInput` says; InterruptedError when the signal fires
 */
export async function fitLinear(input: FitLinearInput): Promise<LinearModel> {
  const { matrix, target, weights, options = {}, signal } = input;
  checkTrainingInput(matrix, target, weights);
  const job: LinearJob = { matrix, target, weights, options };
  const [model] = await together<LinearModel>(() => ({ kind: 'linear', job }), { threads: 1, signal });
  return model!;
}

/** Columns that hardly depend on each other are done by then; of others the equations are solved. */
const stepsAtFirst = 60;

/** Does a thread's work. */
export function solveLinear({ matrix, target, weights = undefined, options }: LinearJob): LinearModel {
  const { penalty = 1e-3, absoluteShare = 0, iterations = 1_000 } = options;
  const design = designOf(matrix, weights ?? null);
  const outputs = target.task === 'classification' && target.classes.length > 2 ? target.classes.length : 1;
  const problem = {
    terms: termsOf(matrix, design),
    target: targetNumbers(target),
    weights: weights ?? null,
    outputs,
    squarePenalty: penalty * (1 - absoluteShare),
  };
  const width = design.length + 1;
  const point = new Float64Array(coefficientCount(problem));
  const absolute = new Float64Array(point.length).fill(penalty * absoluteShare);
  for (let output = 0; output < outputs; output++) absolute[(output + 1) * width - 1] = 0;
  const isRidge = target.task === 'regression' && penalty * absoluteShare === 0;
  const canBeSolved = isRidge && design.length <= columnsAtMost && iterations > stepsAtFirst;
  const objective = linearObjective(problem, target.task);
  const step = (most: number): boolean =>
    minimize(objective, point, {
      iterations: most,
      absolute: penalty * absoluteShare > 0 ? absolute : undefined,
    }) < most;
  const isThere = step(canBeSolved ? stepsAtFirst : iterations);
  if (canBeSolved && !isThere && !solveLeastSquares(problem, design, point)) step(iterations - stepsAtFirst);
  return {
    family: 'linear',
    features: matrix.names,
    classes: target.task === 'classification' ? target.classes : null,
    design,
    coefficients: Array.from({ length: outputs }, (_, output) =>
      point.slice(output * width, (output + 1) * width),
    ),
  };
}

/** What the model says of each row. The matrix has the columns of training, in their order. */
export function predictLinear(
  { classes, design, coefficients }: LinearModel,
  matrix: FeatureMatrix,
): Predictions {
  const terms = termsOf(matrix, design);
  const predictors = coefficients.map((own) => {
    const predictor = new Float64Array(matrix.rows);
    linearPredictor(terms, own, predictor);
    return predictor;
  });
  if (classes === null) return { task: 'regression', values: predictors[0]! };
  losses[predictors.length === 1 ? 'logistic' : 'softmax'].link(predictors);
  const probabilities =
    predictors.length === 1 ? [predictors[0]!.map((share) => 1 - share), predictors[0]!] : predictors;
  return { task: 'classification', classes, probabilities };
}
