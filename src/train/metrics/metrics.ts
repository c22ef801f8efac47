import type { Predictions, Target } from '../target.ts';
import {
  accuracy,
  balancedAccuracy,
  type Confusion,
  confusionOf,
  figuresOfClass,
  kappa,
  macro,
  matthews,
  weighted,
} from './confusion.ts';
import { brierScore, calibrationError, logLoss } from './probabilities.ts';
import { averagePrecision, rocAuc } from './ranking.ts';
import {
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  medianAbsoluteError,
  poissonDeviance,
  rootMeanSquaredError,
  rootMeanSquaredLogError,
  rSquared,
} from './regression.ts';

/** Metrics by the names that people use. */
export const classificationMetrics = [
  'rocAuc',
  'averagePrecision',
  'logLoss',
  'brier',
  'accuracy',
  'balancedAccuracy',
  'f1',
  'f1Macro',
  'f1Weighted',
  'precision',
  'recall',
  'matthews',
  'kappa',
  'calibrationError',
] as const;
export const regressionMetrics = [
  'rmse',
  'mse',
  'mae',
  'medianAe',
  'mape',
  'r2',
  'poissonDeviance',
  'rmsle',
] as const;
export type MetricName = (typeof classificationMetrics)[number] | (typeof regressionMetrics)[number];

export interface ScoreOptions {
  /** Of each row. */
  weights?: Float64Array | null;
  /** Of two classes the second is predicted from this probability on; left out: the likeliest class, the first of equals, as models predict. */
  threshold?: number;
}

/**
 * What each metric of the task says of predictions; those of two classes speak of the second one, and with more classes ranking metrics are the mean
 * over classes against the rest. A figure that the data cannot give (the area under a curve without positives) is null.
 *
 * @param only those asked for, all when left out; what several are made of is worked out once
 * @throws RangeError when target and predictions are of different tasks or lengths
 */
export function scores(
  target: Target,
  predictions: Predictions,
  options: ScoreOptions = {},
  only?: readonly MetricName[],
): Partial<Record<MetricName, number | null>> {
  const figures = figuresOf(target, predictions, options);
  const names = only ?? (Object.keys(figures) as MetricName[]);
  return Object.fromEntries(
    names.flatMap((name) => {
      const figure = figures[name];
      return figure === undefined ? [] : [[name, finite(figure())]];
    }),
  );
}

/** One metric of predictions; null where the data cannot give it, or the task has none of that name. @throws RangeError as `scores` does */
export function scoreOf(
  metric: MetricName,
  target: Target,
  predictions: Predictions,
  options: ScoreOptions = {},
): number | null {
  const figure = figuresOf(target, predictions, options)[metric];
  return figure === undefined ? null : finite(figure());
}

/** Whether a metric is an error, so that less of it is better. */
export function isLowerBetter(metric: MetricName): boolean {
  return lowerIsBetter.has(metric);
}

/** The same by a metric's name as people write it, `log_loss` or `logLoss`; what is not known is no error. */
export function isErrorName(name: string): boolean {
  return lowerIsBetter.has(
    name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) as MetricName,
  );
}

const lowerIsBetter: ReadonlySet<MetricName> = new Set<MetricName>([
  'logLoss',
  'brier',
  'calibrationError',
  'rmse',
  'mse',
  'mae',
  'medianAe',
  'mape',
  'poissonDeviance',
  'rmsle',
]);

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function figuresOf(
  target: Target,
  predictions: Predictions,
  options: ScoreOptions,
): Partial<Record<MetricName, () => number>> {
  if (target.task === 'regression' && predictions.task === 'regression')
    return regressionFigures(target.values, predictions.values, options.weights ?? null);
  if (target.task === 'classification' && predictions.task === 'classification')
    return classificationFigures(target.codes, predictions.probabilities, options);
  throw new RangeError('The target and the predictions are of different tasks.');
}

function regressionFigures(
  truth: Float64Array,
  predicted: Float64Array,
  weights: Float64Array | null,
): Record<(typeof regressionMetrics)[number], () => number> {
  if (truth.length !== predicted.length) throw differ(truth.length, predicted.length);
  return {
    rmse: () => rootMeanSquaredError(truth, predicted, weights),
    mse: () => meanSquaredError(truth, predicted, weights),
    mae: () => meanAbsoluteError(truth, predicted, weights),
    medianAe: () => medianAbsoluteError(truth, predicted, weights),
    mape: () => meanAbsolutePercentageError(truth, predicted, weights),
    r2: () => rSquared(truth, predicted, weights),
    poissonDeviance: () => poissonDeviance(truth, predicted, weights),
    rmsle: () => rootMeanSquaredLogError(truth, predicted, weights),
  };
}

function classificationFigures(
  truth: Int32Array,
  probabilities: readonly Float64Array[],
  { weights = null, threshold }: ScoreOptions,
): Record<(typeof classificationMetrics)[number], () => number> {
  const rows = probabilities[0]?.length ?? 0;
  if (truth.length !== rows) throw differ(truth.length, rows);
  const isBinary = probabilities.length === 2;
  let counted: Confusion | undefined;
  const confusion = (): Confusion => {
    counted ??= confusionOf(
      truth,
      isBinary && threshold !== undefined
        ? Int32Array.from(probabilities[1]!, (probability) => (probability >= threshold ? 1 : 0))
        : likeliest(probabilities),
      probabilities.length,
      weights,
    );
    return counted;
  };
  /** With two classes of the second one, else the mean over classes. */
  const figure = (name: 'f1' | 'precision' | 'recall') => (): number =>
    isBinary ? figuresOfClass(confusion(), 1)[name] : macro(confusion(), name);
  const looked = isBinary ? [1] : probabilities.map((_, code) => code);
  const overClasses = (measure: (of: Float64Array, isPositive: Uint8Array) => number) => (): number =>
    looked.reduce((sum, code) => sum + measure(probabilities[code]!, whereEqual(truth, code)), 0) /
    looked.length;
  return {
    rocAuc: overClasses((of, isPositive) => rocAuc(of, isPositive, weights)),
    averagePrecision: overClasses((of, isPositive) => averagePrecision(of, isPositive, weights)),
    logLoss: () => logLoss(truth, probabilities, weights),
    brier: () => brierScore(truth, probabilities, weights),
    accuracy: () => accuracy(confusion()),
    balancedAccuracy: () => balancedAccuracy(confusion()),
    f1: figure('f1'),
    f1Macro: () => macro(confusion(), 'f1'),
    f1Weighted: () => weighted(confusion(), 'f1'),
    precision: figure('precision'),
    recall: figure('recall'),
    matthews: () => matthews(confusion()),
    kappa: () => kappa(confusion()),
    calibrationError: overClasses((of, isPositive) => calibrationError(of, isPositive, 10, weights)),
  };
}

/** The likeliest class of each row, the first of equals. */
export function likeliest(probabilities: readonly Float64Array[]): Int32Array {
  const codes = new Int32Array(probabilities[0]?.length ?? 0);
  for (let code = 1; code < probabilities.length; code++)
    for (let row = 0; row < codes.length; row++)
      if (probabilities[code]![row]! > probabilities[codes[row]!]![row]!) codes[row] = code;
  return codes;
}

function whereEqual(codes: Int32Array, code: number): Uint8Array {
  const isEqual = new Uint8Array(codes.length);
  for (let row = 0; row < codes.length; row++) isEqual[row] = codes[row] === code ? 1 : 0;
  return isEqual;
}

function differ(truths: number, predictions: number): RangeError {
  return new RangeError(`There are ${truths} true values and ${predictions} predictions.`);
}
