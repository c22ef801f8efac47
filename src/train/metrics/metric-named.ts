import { closestName, InputError } from '../../errors/index.ts';
import { classificationMetrics, type MetricName, regressionMetrics } from './metrics.ts';

/** Other names that people give them, in lower case and without separators. */
const synonyms: Readonly<Record<string, MetricName>> = {
  auc: 'rocAuc',
  auroc: 'rocAuc',
  ap: 'averagePrecision',
  prauc: 'averagePrecision',
  aucpr: 'averagePrecision',
  loglikelihood: 'logLoss',
  crossentropy: 'logLoss',
  brierscore: 'brier',
  acc: 'accuracy',
  f1score: 'f1',
  macrof1: 'f1Macro',
  weightedf1: 'f1Weighted',
  mcc: 'matthews',
  matthewscorrcoef: 'matthews',
  cohenkappa: 'kappa',
  ece: 'calibrationError',
  rootmeansquarederror: 'rmse',
  meansquarederror: 'mse',
  meanabsoluteerror: 'mae',
  medianabsoluteerror: 'medianAe',
  meanabsolutepercentageerror: 'mape',
  rsquared: 'r2',
};

/** A metric's name as scripts have it: `rocAuc` is `roc_auc`. */
export function snakeName(metric: MetricName): string {
  return metric.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * The metric that is meant, of that task or, with null, of either: `roc_auc`, `rocAuc`, `ROC-AUC` and `auc` are the same.
 *
 * @throws InputError `unknown-metric`, `wrong-metric` for one of the other task
 */
export function metricNamed(name: string, task: 'regression' | 'classification' | null): MetricName {
  const all: readonly MetricName[] = [...classificationMetrics, ...regressionMetrics];
  const own = task === null ? all : task === 'regression' ? regressionMetrics : classificationMetrics;
  const wanted = plain(name);
  const found = all.find((metric) => plain(metric) === wanted || synonyms[wanted] === metric);
  if (found !== undefined && own.some((metric) => metric === found)) return found;
  const names = own.map(snakeName);
  const details = { metric: name, task };
  if (found !== undefined)
    throw new InputError('wrong-metric', `${name} is no metric of ${task}; there are ${names.join(', ')}.`, {
      details,
    });
  const others = Object.entries(synonyms).filter(([, metric]) => own.some((each) => each === metric));
  const near = closestName(name, [...names, ...others.map(([synonym]) => synonym)]);
  throw new InputError(
    'unknown-metric',
    `There is no metric ${name}${near === null ? '.' : `; did you mean ${near}?`} There are ${names.join(', ')}.`,
    { details },
  );
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
